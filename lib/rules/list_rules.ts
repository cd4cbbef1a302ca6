/** The rules in force, as `GET /rules` lists them. */

import type { RuleEntry } from "../config/rules/rule_schema.ts";
import type { RulesInForce } from "./in_force.ts";
import { COUNTS } from "./posted.ts";

/** One rule, as it is written and as often as it has answered. */
export interface RuleState extends RuleEntry {
  readonly name: string;
  /** The file that it is from, or that it was posted. */
  readonly source: string;
  /** How often it has answered: in the session that was asked for, or in all. */
  readonly matched: number;
}

/** Lists rules in the order in which they are tried. */
export function listRules(
  { sets }: RulesInForce,
  counts: ReadonlyMap<string, number>,
): readonly RuleState[] {
  return sets.flatMap((set) => set.rules).map(({ entry, name, source, key }) => ({
    ...entry,
    name,
    source,
    matched: counts.get(COUNTS + key) ?? 0,
  }));
}
