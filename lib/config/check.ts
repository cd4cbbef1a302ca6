/** Decides whether data is a configuration. */

import type { Work } from "../clock/work.ts";
import { isRecord } from "../is_record.ts";
import { boundProblems } from "./bounds.ts";
import { checkParts } from "./check_parts.ts";
import type { ConfigProblem } from "./config_error.ts";
import { brokenReferences } from "./references.ts";
import { type ConfigFile, configFile } from "./schema.ts";
import { withResponses } from "./shipped.ts";

/** What a check comes to. */
export type Checked =
  | { readonly kind: "good"; readonly file: ConfigFile }
  | { readonly kind: "bad"; readonly problems: readonly [ConfigProblem, ...ConfigProblem[]] };

/** Checks keys, types, ranges and references, and names every problem there is. */
export function* checkConfig(data: unknown): Work<Checked> {
  const [tooMuch] = yield* boundProblems(data);
  if (tooMuch) return { kind: "bad", problems: [tooMuch] };
  const [forbidden, ...others] = forbiddenNames(data, []);
  if (forbidden) return { kind: "bad", problems: [forbidden, ...others] };
  const checked = yield* checkParts(configFile(), data);
  const file = withResponses(checked.kind === "good" ? checked.data : {});
  const [first, ...more] = checked.kind === "bad"
    ? checked.problems
    : yield* brokenReferences(file);
  return first ? { kind: "bad", problems: [first, ...more] } : { kind: "good", file };
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
