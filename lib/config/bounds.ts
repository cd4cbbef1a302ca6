/** How much data may be a configuration: what is more than that, or too deep, is not looked through. */

import type { Work } from "../clock/work.ts";
import { isRecord } from "../is_record.ts";
import type { ConfigProblem } from "./config_error.ts";

/** Data may be nested so deep; a config needs four. */
const MOST_NESTING = 32;
/** … and hold so many keys and items in all, those of rules apart. So many may one rule have, too. */
const MOST_KEYS = 10_000;

/** Rules may be many: so many keys and items in all make 20,000 of them. */
const MOST_RULE_KEYS = 400_000;

/** What is too deep or too much to be looked through: one problem, or none. Rules are counted apart. */
export function* boundProblems(data: unknown): Work<readonly ConfigProblem[]> {
  const { rules, ...others } = isRecord(data) ? data : {};
  const hasRules = Array.isArray(rules);
  const size = sizeOf(hasRules ? others : data, MOST_KEYS);
  const problem = problemOf(size, MOST_KEYS);
  if (problem) return [problem];
  yield size.keys;
  return hasRules ? yield* ruleBounds(rules) : [];
}

function* ruleBounds(rules: readonly unknown[]): Work<readonly ConfigProblem[]> {
  let keys = 0;
  for (const [i, rule] of rules.entries()) {
    const size = sizeOf(rule, MOST_KEYS);
    keys += size.keys + 1;
    const ofRule = problemOf(size, MOST_KEYS, ["rules", String(i)]);
    const problem = ofRule ?? problemOf({ ...size, keys }, MOST_RULE_KEYS);
    if (problem) return [problem];
    yield size.keys + 1;
  }
  return [];
}

/** How many keys and items a value has in all, and whether they are too deep; no more than `most` are counted. */
export function sizeOf(value: unknown, most: number): Size {
  let keys = 0;
  const pending = [{ value, depth: 0 }];
  for (let one = pending.pop(); one; one = pending.pop()) {
    const { value, depth } = one;
    if (typeof value !== "object" || value === null) continue;
    const inner = Object.values(value);
    if (depth >= MOST_NESTING && inner.length > 0) return { keys, isTooDeep: true };
    keys += inner.length;
    if (keys > most) break;
    for (const value of inner) {
      if (typeof value === "object") pending.push({ value, depth: depth + 1 });
    }
  }
  return { keys, isTooDeep: false };
}

interface Size {
  readonly keys: number;
  readonly isTooDeep: boolean;
}

function problemOf(
  { keys, isTooDeep }: Size,
  most: number,
  path: readonly string[] = [],
): ConfigProblem | undefined {
  if (isTooDeep) {
    const text = `tables are nested more than ${MOST_NESTING} deep`;
    return { path, text, remedy: "A config needs no more than four." };
  }
  if (keys <= most) return undefined;
  const text = `there are more than ${most} keys`;
  return { path, text, remedy: "Take out what is not configuration." };
}
