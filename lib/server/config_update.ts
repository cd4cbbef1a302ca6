/** What a serving thread is sent when the configuration changes: thousands of rules only where they have. */

import type { ConfigFile } from "../config/schema.ts";

/** A configuration for a thread that has another. Plain data. */
export interface ConfigUpdate {
  readonly file: ConfigFile;
  /** Whether the rules stand in `file`, or are those that the thread has. */
  readonly rules: "in_file" | "as_before";
  /** When it came into force, in seconds since 1970. */
  readonly since: number;
}

/** The update to `file` of a thread that was sent `before` last, if that is known. */
export function updateTo(
  file: ConfigFile,
  since: number,
  before: ConfigFile | undefined,
): ConfigUpdate {
  const isSame = before && before.rules === file.rules && before.moreRules === file.moreRules &&
    before.texts === file.texts;
  if (!isSame) return { file, rules: "in_file", since };
  const { rules: _, moreRules: __, texts: ___, ...rest } = file;
  return { file: rest, rules: "as_before", since };
}

/** The data with an update; `before` are those that the thread has. */
export function updated(before: ConfigFile, { file, rules }: ConfigUpdate): ConfigFile {
  if (rules === "in_file") return file;
  return {
    ...before.rules ? { rules: before.rules } : {},
    ...before.moreRules ? { moreRules: before.moreRules } : {},
    ...before.texts ? { texts: before.texts } : {},
    ...file,
  };
}
