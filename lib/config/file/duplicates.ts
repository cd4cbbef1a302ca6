/** Names all that a TOML text defines twice: the parser stops at the first, and does not say where it was before. */

import type { Work } from "../../clock/work.ts";
import type { ConfigProblem } from "../config_error.ts";
import { lineFinder, pathOf } from "./locate_key.ts";
import { readToml, REDEFINED, type TomlFault } from "./read_toml.ts";
import { inWhole, tomlEntries } from "./toml_entries.ts";
import { CHARACTERS_A_STEP, RULES, type TomlPiece, tomlPieces } from "./toml_pieces.ts";

/** More are not named. */
const MOST_NAMED = 20;

/** Begins a name that no file has. */
const MARK = "\0";

/** The problems of a text that has such, in the order of the lines; of a long one those of its first piece that has any. */
export function* duplicateProblems(text: string): Work<readonly ConfigProblem[]> {
  let rules = 0;
  for (const piece of tomlPieces(text, RULES)) {
    const read = readToml(piece.text);
    yield piece.text.length / CHARACTERS_A_STEP;
    if (read.kind === "bad") {
      const found = yield* problemsOf(piece, rules);
      if (found.length > 0) return found;
      break;
    }
    rules += Array.isArray(read.value.rules) ? read.value.rules.length : 0;
  }
  return yield* problemsOf({ text, start: 0, lines: 0 }, 0);
}

/** Those of one piece; `rules` is how many rules stand in front of it. */
function* problemsOf(piece: TomlPiece, rules: number): Work<readonly ConfigProblem[]> {
  // Each second definition moves into a table of its own, so that the text can be read on.
  let { text } = piece;
  const faults: TomlFault[] = [];
  while (faults.length < MOST_NAMED) {
    const read = readToml(text);
    yield text.length / CHARACTERS_A_STEP;
    if (read.kind === "good" || !read.fault.what.startsWith(REDEFINED)) break;
    faults.push(read.fault);
    const at = offsetOf(read.fault, text);
    text = `${text.slice(0, at)}"\\u0000${faults.length}".${text.slice(at)}`;
  }

  const whole = yield* tomlEntries(text);
  const found = whole.length > 0 ? whole : yield* tomlEntries(upTo(faults.at(-1), text));
  const entries = found.map((entry) => inWhole(entry, piece, rules));
  const isMarked = (path: readonly string[]) => path.some((part) => part.startsWith(MARK));
  const firstLine = lineFinder(entries.filter((entry) => !isMarked(pathOf(entry))));
  return faults.map(({ line }, index) => {
    const mark = `${MARK}${index + 1}`;
    const second = entries.find((entry) => entry.name[0] === mark);
    const path = second ? pathOf(second).filter((part) => !part.startsWith(MARK)) : [];
    const before = firstLine(path);
    const text = before === undefined ? "defined twice" : `defined twice, first on line ${before}`;
    return { path, line: line + piece.lines, text, remedy: "Keep one of them." };
  });
}

/** The lines before and with a fault's, which what follows cannot spoil. */
function upTo(fault: TomlFault | undefined, text: string): string {
  return text.split("\n").slice(0, fault?.line).join("\n");
}

function offsetOf({ line, column }: TomlFault, text: string): number {
  let start = 0;
  for (let at = 1; at < line; at++) start = text.indexOf("\n", start) + 1;
  return start + column - 1;
}
