/** Reads a TOML text of any length, piece by piece. */

import type { Work } from "../../clock/work.ts";
import { joinParts } from "../parts.ts";
import { readToml, type TomlRead } from "./read_toml.ts";
import { RULES, tomlPieces } from "./toml_pieces.ts";

type Value = Readonly<Record<string, unknown>>;

/** Characters that are read in a step. */
const A_STEP = 32;

/** What `readToml` says of the whole. */
export function* readLong(text: string): Work<TomlRead> {
  const values: Value[] = [];
  for (const piece of tomlPieces(text, RULES)) {
    const read = readToml(piece.text);
    yield piece.text.length / A_STEP;
    if (read.kind === "good") {
      values.push(read.value);
      continue;
    }
    // Either it is wrong, or it was cut where it should not have been.
    const rest = readToml(text.slice(piece.start));
    if (rest.kind === "bad") {
      return { kind: "bad", fault: { ...rest.fault, line: rest.fault.line + piece.lines } };
    }
    values.push(rest.value);
    break;
  }
  // What stands in two pieces may be defined twice.
  return isApart(values) ? { kind: "good", value: joinParts(values) } : readToml(text);
}

/** Whether all but rules stands in one piece alone, and rules where they have headers, behind the first. */
function isApart([head = {}, ...more]: readonly Value[]): boolean {
  if (more.length > 0 && Object.hasOwn(head, "rules")) return false;
  const names = [head, ...more].flatMap(Object.keys).filter((name) => name !== "rules");
  return new Set(names).size === names.length;
}
