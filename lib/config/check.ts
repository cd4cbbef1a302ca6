/** Decides whether data is a configuration. */

import { ConfigError, type ConfigProblem } from "./config_error.ts";
import { mergePatch } from "./merge_patch.ts";
import { isRecord, problemsOf } from "./problems.ts";
import { brokenReferences } from "./references.ts";
import { type ConfigFile, configFile } from "./schema.ts";
import { withResponses } from "./shipped.ts";

/** What a check comes to. */
export type Checked =
  | { readonly kind: "good"; readonly file: ConfigFile }
  | { readonly kind: "bad"; readonly problems: readonly [ConfigProblem, ...ConfigProblem[]] };

/** Checks keys, types, ranges and references, and names every problem there is. */
export function checkConfig(data: unknown): Checked {
  const [forbidden, ...others] = forbiddenNames(data, []);
  if (forbidden) return { kind: "bad", problems: [forbidden, ...others] };
  const { success, data: parsed } = configFile.safeParse(data);
  const [first, ...more] = success
    ? brokenReferences(withResponses(parsed))
    : problemsOf(configFile, data);
  if (first) return { kind: "bad", problems: [first, ...more] };
  return { kind: "good", file: withResponses(parsed ?? {}) };
}

/** The same for data that no file stands behind, where `undefined` is absent. Throws `ConfigError`. */
export function checkedConfig(data: unknown): ConfigFile {
  const checked = checkConfig(mergePatch({}, data));
  if (checked.kind === "bad") throw new ConfigError(checked.problems);
  return checked.file;
}

/** The one name that JavaScript keeps for itself, and zod drops without a word. */
export const FORBIDDEN_NAME = "__proto__";

function forbiddenNames(data: unknown, path: readonly string[]): readonly ConfigProblem[] {
  if (!isRecord(data)) return [];
  return Object.entries(data).flatMap(([key, value]) =>
    key === FORBIDDEN_NAME ? [forbiddenName([...path, key])] : forbiddenNames(value, [...path, key])
  );
}

/** The problem that a `__proto__` at `path` is. */
export function forbiddenName(path: readonly string[]): ConfigProblem {
  return { path, text: `\`${FORBIDDEN_NAME}\` cannot be a name`, remedy: "Choose another." };
}
