/**
 * Watches a file, however it is saved: in place, by a rename over it, deleted and made again, or by a symlink that turns
 * to another. A watch on the file itself goes dead at the first rename, so this one is on its folder; and since no event
 * names the file when a symlink's target changes (a Kubernetes ConfigMap names `..data`), an event is only a hint to
 * read again, and a slow poll hints too.
 */

import type { Clock } from "../../clock/clock.ts";
import { printError } from "../../platform/console.ts";
import type { Files, FolderWatch } from "../../platform/platform.ts";
import { createHints, type Hints } from "./hints.ts";

/** What is watched, who is told what, and until when. */
export interface WatchOptions {
  /** What was read last; only another text is told. */
  readonly text: string;
  readonly signal: AbortSignal;
  /** The file holds this now. */
  onText(text: string): void;
  /** The file has gone, or cannot be read; said once until it is back. */
  onMissing?(): void;
  /** The folder that the file is in. */
  readonly folder: string;
  readonly files: Files;
  readonly clock: Clock;
}

/** A save is several events; it is over when none came for so long … */
const QUIET_MS = 60;
/** … or, where they never stop, after so many times that. */
const MOST_WAITS = 5;
/** How long an empty or missing file may be one that is about to be written. */
const DOUBT_MS = 200;
const POLL_MS = 1000;

/** Watches until the signal; never throws, whatever happens to the file or its folder. */
export async function watchConfig(path: string, options: WatchOptions): Promise<void> {
  const { signal, files, clock } = options;
  const hints = createHints(signal, clock);
  const watch = () => watchFolder(options.folder, files, hints);
  let folder = watch();
  // The file may have been saved between its reading and this.
  hints.give();
  let known = options.text;
  let isMissing = false;

  while (!signal.aborted) {
    if (await hints.comesWithin(POLL_MS)) await quiet(hints);
    if (signal.aborted) break;
    const text = await settledText(path, files, hints);
    if (signal.aborted) break;
    if (text === undefined && !isMissing) isolate(() => options.onMissing?.());
    if (text === undefined || isMissing) {
      // The folder itself may have been made anew, and the watch with the old one died.
      await folder.stop();
      folder = watch();
    }
    isMissing = text === undefined;
    if (text === undefined || text === known) continue;
    known = text;
    isolate(() => options.onText(text));
  }
  await folder.stop();
}

/** What goes wrong with one text must not end the watch for the next. */
function isolate(tell: () => void): void {
  try {
    tell();
  } catch (error) {
    printError(error);
  }
}

/** Waits until the hints stop. */
async function quiet(hints: Hints): Promise<void> {
  for (let waits = 0; waits < MOST_WAITS; waits++) {
    if (await hints.noneFor(QUIET_MS)) return;
  }
}

/** The file's text, `undefined` if it has none to read. What is empty or missing is looked at twice. */
async function settledText(
  path: string,
  files: Files,
  hints: Hints,
): Promise<string | undefined> {
  const text = await textOf(path, files);
  if (text) return text;
  await hints.comesWithin(DOUBT_MS);
  await quiet(hints);
  return await textOf(path, files);
}

async function textOf(path: string, files: Files): Promise<string | undefined> {
  try {
    return await files.readText(path);
  } catch {
    return undefined;
  }
}

/** Without a folder to watch there is still the poll. */
function watchFolder(folder: string, files: Files, hints: Hints): FolderWatch {
  try {
    return files.watchFolder(folder, hints.give);
  } catch {
    return { stop: () => Promise.resolve() };
  }
}
