/** Reads a TOML text of any length, piece by piece. */

import type { Work } from "../../clock/work.ts";
import { joinParts } from "../parts.ts";
import { readToml, type TomlFault, type TomlRead } from "./read_toml.ts";
import { CHARACTERS_A_STEP, type Cuts, RULES, tomlPieces } from "./toml_pieces.ts";

type Value = Readonly<Record<string, unknown>>;

/** What `readToml` says of the whole. `cuts` says where it may be cut. */
export function* readLong(text: string, cuts: Cuts = RULES): Work<TomlRead> {
  const values: Value[] = [];
  let fault: TomlFault | undefined;
  for (const piece of tomlPieces(text, cuts)) {
    const read = readToml(piece.text);
    yield piece.text.length / CHARACTERS_A_STEP;
    // One that is no TOML is wrong, or was cut where it should not have been.
    const rest = read.kind === "good" ? read : readToml(text.slice(piece.start));
    if (rest.kind === "good") values.push(rest.value);
    else fault = { ...rest.fault, line: rest.fault.line + piece.lines };
    if (read.kind === "bad") break;
  }
  // What stands in two pieces may be defined twice. The piece with the fault counts, though it has no values.
  if (!isApart(fault ? [...values, {}] : values)) return readToml(text);
  return fault ? { kind: "bad", fault } : { kind: "good", value: joinParts(values) };
}

/** Whether each name at the top stands in one piece alone, but for `rules`, which may stand in all pieces behind the first. */
function isApart([head = {}, ...more]: readonly Value[]): boolean {
  if (more.length > 0 && Object.hasOwn(head, "rules")) return false;
  const names = [head, ...more].flatMap(Object.keys).filter((name) => name !== "rules");
  return new Set(names).size === names.length;
}
