/** Finds the keys of a TOML text and where they stand. Loaded only when there is something to say about them. */

import { type AST, getStaticTOMLValue, parseTOML } from "toml-eslint-parser";
import type { Work } from "../../clock/work.ts";
import { readToml } from "./read_toml.ts";
import { CHARACTERS_A_STEP, ENTRIES, type TomlPiece, tomlPieces } from "./toml_pieces.ts";
import { withoutLongTexts } from "./toml_texts.ts";

/** One table header, or one key with its value. */
export interface TomlEntry {
  /** The table that it stands in. */
  readonly table: readonly string[];
  /** Its own name, taken apart at the dots. */
  readonly name: readonly string[];
  /** Where it leads to, of a header: with its place, where it is one item of a list. */
  readonly path?: readonly string[];
  /** What it holds: a table (by a header or in braces), one item of a list of tables, or anything else. */
  readonly holds: "table" | "list_item" | "value";
  /** From 1. */
  readonly line: number;
  /** Where the name stands in the text. */
  readonly start: number;
  readonly end: number;
}

/** The entries of a text from its top; none if it is not TOML. Of the rules of a long text only those around `places`, if given. */
export function* tomlEntries(
  text: string,
  places?: readonly (readonly string[])[],
): Work<readonly TomlEntry[]> {
  const wanted = places?.flatMap(([name, place]) => name === "rules" ? [Number(place)] : []);
  const all: TomlEntry[] = [];
  let rules = 0;
  for (const piece of tomlPieces(text, ENTRIES)) {
    const read = readToml(piece.text);
    const { rules: inPiece, ...others } = read.kind === "good" ? read.value : {};
    const next = rules + (Array.isArray(inPiece) ? inPiece.length : 0);
    const isWanted = wanted?.some((place) => place >= rules && place < next) ?? true;
    if (isWanted || Object.keys(others).length > 0 || read.kind === "bad") {
      const found = entriesOf(piece.text);
      // Either it is no TOML, or it was cut where it should not have been.
      if (!found) return entriesOf(text) ?? [];
      for (const entry of found) all.push(inWhole(entry, piece, rules));
      yield piece.text.length;
    }
    rules = next;
    yield piece.text.length / CHARACTERS_A_STEP;
  }
  return all;
}

/** An entry of a piece, which has so many rules in front of it, as one of the whole. */
export function inWhole(
  entry: TomlEntry,
  { lines, start }: TomlPiece,
  rules: number,
): TomlEntry {
  const moved = (path: readonly string[]) => {
    const [name, place, ...inner] = path;
    // In a file that is wrong, rules may be no list.
    if (name !== "rules" || place === undefined || !/^\d+$/.test(place)) return path;
    return [name, String(Number(place) + rules), ...inner];
  };
  return {
    ...entry,
    table: moved(entry.table),
    ...entry.path ? { path: moved(entry.path) } : {},
    line: entry.line + lines,
    start: entry.start + start,
    end: entry.end + start,
  };
}

function entriesOf(text: string): readonly TomlEntry[] | undefined {
  const program = readToml(text).kind === "good" && parsed(withoutLongTexts(text));
  if (!program) return undefined;
  const lineStarts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];

  const entry = (key: AST.TOMLKey, table: readonly string[], holds: TomlEntry["holds"]) => {
    const { start, end } = key.loc;
    const at = (place: typeof start) => (lineStarts[place.line - 1] ?? 0) + place.column;
    return { table, name: nameOf(key), holds, line: start.line, start: at(start), end: at(end) };
  };
  const ofPair = ({ key, value }: AST.TOMLKeyValue, table: readonly string[]): TomlEntry[] => {
    const holds = value.type === "TOMLInlineTable" ? "table" : "value";
    return [entry(key, table, holds), ...ofValue(value, [...table, ...nameOf(key)])];
  };
  const ofValue = (value: AST.TOMLContentNode, path: readonly string[]): TomlEntry[] => {
    if (value.type === "TOMLInlineTable") return value.body.flatMap((pair) => ofPair(pair, path));
    if (value.type !== "TOMLArray") return [];
    return value.elements.flatMap((one, index) => ofValue(one, [...path, String(index)]));
  };

  return program.body[0].body.flatMap((node) => {
    if (node.type === "TOMLKeyValue") return ofPair(node, []);
    const holds = node.kind === "array" ? "list_item" : "table";
    // Of a list of tables, with the place in it.
    const path = node.resolvedKey.map(String);
    return [
      { ...entry(node.key, [], holds), path },
      ...node.body.flatMap((pair) => ofPair(pair, path)),
    ];
  });
}

/** The values of a text, read exactly and slowly; `undefined` if it is not TOML, or a text in it is too long. */
export function exactValue(text: string): Readonly<Record<string, unknown>> | undefined {
  const program = parsed(text);
  return program && getStaticTOMLValue(program);
}

function parsed(text: string): AST.TOMLProgram | undefined {
  try {
    return parseTOML(text, { tomlVersion: "1.1" });
  } catch {
    return undefined;
  }
}

function nameOf({ keys }: AST.TOMLKey): readonly string[] {
  return keys.map((key) => key.type === "TOMLBare" ? key.name : key.value);
}
