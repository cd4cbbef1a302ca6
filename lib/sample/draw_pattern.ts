/** Text from a regular expression, made along its syntax tree. */

import type { AST } from "@eslint-community/regexpp";
import { matches, parsed, unicodeFlag } from "./pattern.ts";
import { below, choose, type Sampling, spend } from "./sampling.ts";

/** Texts that are drawn at most until one has the right length, and matches. */
const TRIES = 100;

/** What characters of a class are chosen from: the first that it has any of. */
const LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const OTHERS = "-_. @#/+,:;!$%&'()*<=>?[]^`{|}~\"\\\t\néßЯ中あ€😀";

/** A text that matches, of `lo` to `hi` characters; undefined where none was found. */
export function drawPattern(
  source: string,
  lo: number,
  hi: number,
  sampling: Sampling,
): string | undefined {
  const pattern = parsed(source, sampling);
  if (pattern === undefined) return undefined;
  const room = Math.min(hi, sampling.left.characters);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const repeats = repeater(sampling, attempt);
    const captured = new Map<AST.CapturingGroup, string>();
    const drawn = drawBranches(pattern.tree.alternatives, { sampling, repeats, room, captured });
    if (drawn === undefined) continue;
    const text = pattern.endsAnywhere && lo <= room ? drawn.padEnd(lo, "a") : drawn;
    const length = [...text].length;
    if (length < lo || length > hi) continue;
    if (!pattern.loose || matches(source, text, sampling) !== false) return text;
  }
  return undefined;
}

type Repeats = (quantifier: AST.Quantifier) => number;

/** A few repetitions at first; then as few as can be, and then one more each time, for a length to be met. */
function repeater(sampling: Sampling, attempt: number): Repeats {
  const varied = attempt < 20 || attempt % 3 === 0;
  const more = varied ? 1 + attempt % 8 : Math.floor(attempt / 3 * 2) - 14;
  return ({ min, max }) => {
    const extra = varied ? below(sampling.random, more) + (max === Infinity ? 1 : 0) : more;
    return Math.min(max, min + Math.max(0, extra));
  };
}

interface Drawing {
  readonly sampling: Sampling;
  readonly repeats: Repeats;
  readonly room: number;
  readonly captured: Map<AST.CapturingGroup, string>;
}

function drawBranches(branches: readonly AST.Alternative[], drawing: Drawing): string | undefined {
  const branch = choose(drawing.sampling.random, branches);
  let text = "";
  for (const element of branch?.elements ?? []) {
    const piece = drawElement(element, drawing);
    if (piece === undefined) return undefined;
    text += piece;
    if (text.length > drawing.room * 2) return undefined;
  }
  return text;
}

function drawElement(element: AST.Element, drawing: Drawing): string | undefined {
  if (!spend(drawing.sampling, "work", 0.5)) return undefined;
  switch (element.type) {
    case "Character":
      return String.fromCodePoint(element.value);
    case "CharacterSet":
    case "CharacterClass":
    case "ExpressionCharacterClass":
      return drawCharacter(element, drawing.sampling);
    case "Group":
      return drawBranches(element.alternatives, drawing);
    case "CapturingGroup": {
      const text = drawBranches(element.alternatives, drawing);
      if (text !== undefined) drawing.captured.set(element, text);
      return text;
    }
    case "Quantifier":
      return drawRepeated(element, drawing);
    case "Backreference":
      return [element.resolved].flat().map((group) => drawing.captured.get(group) ?? "").join("");
    case "Assertion":
      return "";
  }
}

function drawRepeated(quantifier: AST.Quantifier, drawing: Drawing): string | undefined {
  const count = drawing.repeats(quantifier);
  let text = "";
  for (let i = 0; i < count; i++) {
    const piece = drawElement(quantifier.element, drawing);
    if (piece === undefined) return undefined;
    text += piece;
    if (text.length > drawing.room * 2) return undefined;
  }
  return text;
}

type CharacterNode = AST.CharacterSet | AST.CharacterClass | AST.ExpressionCharacterClass;

/** One character of a class: a letter or a digit if it has any, for a reader's sake. */
function drawCharacter(node: CharacterNode, sampling: Sampling): string | undefined {
  const alphabet = sampling.alphabets.get(node.raw) ?? alphabetOf(node);
  sampling.alphabets.set(node.raw, alphabet);
  return choose(sampling.random, alphabet);
}

function alphabetOf(node: CharacterNode): readonly string[] {
  const single = new RegExp(`^${node.raw}$`, unicodeFlag(node.raw));
  const plain = [...LETTERS_AND_DIGITS].filter((character) => single.test(character));
  if (plain.length > 0) return plain;
  const own = node.type === "CharacterClass" ? node.elements.flatMap(firstOf) : [];
  return [...OTHERS, ...own].filter((character) => single.test(character));
}

function firstOf(element: AST.CharacterClassElement): readonly string[] {
  if (element.type === "Character") return [String.fromCodePoint(element.value)];
  if (element.type !== "CharacterClassRange") return [];
  return [String.fromCodePoint(element.min.value), String.fromCodePoint(element.max.value)];
}
