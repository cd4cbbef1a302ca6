/** Whether a file may take another's place, or is what a save that went wrong has left of it. */

import type { Work } from "../clock/work.ts";
import { changeLines } from "./changes.ts";
import type { ConfigProblem } from "./config_error.ts";
import type { ParsedConfig } from "./file/parsed_config.ts";
import type { ConfigFile } from "./schema.ts";

/** The keys that keep people out. `open` alone says that one no longer does: a file that was cut off lacks it, too. */
const LOCKS = [
  {
    key: "api_keys",
    open: "api_keys = []",
    closes: ({ server }: ConfigFile) => (server?.api_keys ?? []).length > 0,
  },
  {
    key: "control",
    open: 'control = "everyone"',
    closes: ({ server }: ConfigFile) => (server?.control ?? "everyone") !== "everyone",
  },
] as const;

/** The file that was taken last. */
export interface TakenFile {
  readonly file: ConfigFile;
  readonly text: string;
}

/** Why `next` is taken for a broken file, if it is. */
export function* replacementProblem(
  taken: TakenFile,
  next: ParsedConfig,
): Work<ConfigProblem | undefined> {
  if (next.isEmpty && (yield* changeLines(taken.file, next.file)).length > 0) {
    return {
      path: [],
      text: "the file is empty, and the configuration in force stays",
      remedy: "Write `[general]` in it if nothing is to be set.",
    };
  }
  const lost = LOCKS.find(({ closes }) => closes(taken.file) && !closes(next.file));
  if (lost && next.file.server?.[lost.key] === undefined) {
    return {
      path: ["server", lost.key],
      text: "it was set and is gone, as if the saving of the file had been broken off",
      remedy: `Write \`${lost.open}\` under \`[server]\` to let everybody in.`,
    };
  }
  return undefined;
}

/** What the writer of a file that was taken should know of the change. */
export function warningsOfReplacement(taken: TakenFile, next: ParsedConfig): readonly string[] {
  const { source } = next;
  const [keys] = LOCKS;
  const [before, after] = [taken.file.cluster, next.file.cluster].map((one) => JSON.stringify(one));
  return [
    ...keys.closes(taken.file) && !keys.closes(next.file)
      ? [
        `${source}: [server] api_keys are gone: the server is open now, and answers whoever reaches it.`,
      ]
      : [],
    ...before === after
      ? []
      : [`${source}: [cluster] is read at the start alone: restart the server to change it.`],
  ];
}
