/** Decides whether data is a configuration. */

import type { ConfigProblem } from "./config_error.ts";
import { isRecord } from "../is_record.ts";
import { problemsIn } from "./problems.ts";
import { brokenReferences } from "./references.ts";
import { type ConfigFile, configFile } from "./schema.ts";
import { UNCOMPILED } from "./settings.ts";
import { withResponses } from "./shipped.ts";

/** What a check comes to. */
export type Checked =
  | { readonly kind: "good"; readonly file: ConfigFile }
  | { readonly kind: "bad"; readonly problems: readonly [ConfigProblem, ...ConfigProblem[]] };

/** Checks keys, types, ranges and references, and names every problem there is. */
export function checkConfig(data: unknown): Checked {
  const [tooMuch] = boundProblems(data);
  if (tooMuch) return { kind: "bad", problems: [tooMuch] };
  const [forbidden, ...others] = forbiddenNames(data, []);
  if (forbidden) return { kind: "bad", problems: [forbidden, ...others] };
  const { error, data: parsed = {} } = configFile.safeParse(data, UNCOMPILED);
  const [first, ...more] = error
    ? problemsIn(error, configFile, data)
    : brokenReferences(withResponses(parsed));
  if (first) return { kind: "bad", problems: [first, ...more] };
  return { kind: "good", file: withResponses(parsed) };
}

/** Data may be nested so deep; a config needs four. */
const MOST_NESTING = 32;
/** … and hold so many keys and items in all. */
export const MOST_KEYS = 10_000;

/** Rules may be many: so many keys and items in all make 20,000 of them, which are looked through in half a second. */
const MOST_RULE_KEYS = 400_000;

/** What is too deep or too much to be looked through in one go: one problem, or none. Rules are counted apart. */
export function boundProblems(data: unknown): readonly ConfigProblem[] {
  if (!isRecord(data) || !Array.isArray(data.rules)) return boundsOf(data, MOST_KEYS);
  const { rules, ...rest } = data;
  return [...boundsOf(rest, MOST_KEYS), ...boundsOf(rules, MOST_RULE_KEYS)].slice(0, 1);
}

/** As `boundProblems`, of data that may have `mostKeys` keys and items, rules among them. */
export function boundsOf(data: unknown, mostKeys: number): readonly ConfigProblem[] {
  let keys = 0;
  for (let depth = 0, level = [data]; level.length > 0; depth++) {
    if (depth > MOST_NESTING) {
      const text = `tables are nested more than ${MOST_NESTING} deep`;
      return [{ path: [], text, remedy: "A config needs no more than four." }];
    }
    level = level.flatMap((value) =>
      typeof value === "object" && value !== null ? Object.values(value) : []
    );
    keys += level.length;
    if (keys > mostKeys) {
      const text = `there are more than ${mostKeys} keys`;
      return [{ path: [], text, remedy: "Take out what is not configuration." }];
    }
  }
  return [];
}

/** The one name that JavaScript keeps for itself, and zod drops without a word. */
const FORBIDDEN_NAME = "__proto__";

function forbiddenNames(data: unknown, path: readonly string[]): readonly ConfigProblem[] {
  if (!isRecord(data)) return [];
  return Object.entries(data).flatMap(([key, value]) =>
    key === FORBIDDEN_NAME ? [forbiddenName([...path, key])] : forbiddenNames(value, [...path, key])
  );
}

function forbiddenName(path: readonly string[]): ConfigProblem {
  return { path, text: `\`${FORBIDDEN_NAME}\` cannot be a name`, remedy: "Choose another." };
}
