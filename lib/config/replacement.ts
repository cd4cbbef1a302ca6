/** Whether a file may take another's place, or is what a save that went wrong has left of it. */

import { changeLines } from "./changes.ts";
import type { ConfigProblem } from "./config_error.ts";
import type { ParsedConfig } from "./file/parse_quickly.ts";
import type { ConfigFile } from "./schema.ts";

/** The file that was taken last. */
export interface TakenFile {
  readonly file: ConfigFile;
  readonly text: string;
}

/** Why `next` is taken for a broken file, if it is. */
export function replacementProblem(
  taken: TakenFile,
  next: ParsedConfig,
): ConfigProblem | undefined {
  if (next.isEmpty && changeLines(taken.file, next.file).length > 0) {
    return {
      path: [],
      text: "the file is empty, and the configuration in force stays",
      remedy: "Write `[general]` in it if nothing is to be set.",
    };
  }
  if (losesKeys(taken.file, next.file) && taken.text.startsWith(next.text.trimEnd())) {
    return {
      path: ["server", "api_keys"],
      text: "the file stops before the keys that it had, as if its saving had been broken off",
      remedy: "Write `api_keys = []` under `[server]` to let everybody in.",
    };
  }
  return undefined;
}

/** What the writer of a file that was taken should know of the change. */
export function warningsOfReplacement(taken: TakenFile, next: ParsedConfig): readonly string[] {
  const { source } = next;
  const [before, after] = [taken.file.cluster, next.file.cluster].map((one) => JSON.stringify(one));
  return [
    ...losesKeys(taken.file, next.file)
      ? [
        `${source}: [server] api_keys are gone: the server is open now, and answers whoever reaches it.`,
      ]
      : [],
    ...before === after
      ? []
      : [`${source}: [cluster] is read at the start alone: restart the server to change it.`],
  ];
}

function losesKeys(before: ConfigFile, after: ConfigFile): boolean {
  return hasKeys(before) && !hasKeys(after);
}

function hasKeys({ server }: ConfigFile): boolean {
  return (server?.api_keys ?? []).length > 0;
}
