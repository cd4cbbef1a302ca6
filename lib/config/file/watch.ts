/**
 * Watches a file, however it is saved: in place, by a rename over it, deleted and made again, or by a symlink that turns
 * to another. A watch on the file itself goes dead at the first rename, so this one is on its folder; and since no event
 * names the file when a symlink's target changes (a Kubernetes ConfigMap names `..data`), an event is only a hint to
 * read again, and a slow poll hints too.
 */

import { dirname } from "./paths.ts";
import { type Bell, createBell } from "./bell.ts";

/** Who is told what, and until when. */
export interface WatchOptions {
  /** What was read last; only another text is told. */
  readonly text: string;
  readonly signal: AbortSignal;
  /** The file holds this now. */
  onText(text: string): void;
  /** The file has gone, or cannot be read; said once until it is back. */
  onMissing?(): void;
  /** The file system, replaced in tests. */
  readonly files?: WatchedFiles;
}

/** What this needs of the file system. */
export interface WatchedFiles {
  read(path: string): Promise<string>;
  /** Calls `hint` when something happens in a folder. Throws if there is no such folder. */
  watchFolder(path: string, hint: () => void): WatchedFolder;
}

/** A watch under way. */
export interface WatchedFolder {
  /** Ends it; the folder may be watched again once that has been awaited. */
  stop(): Promise<void>;
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
  const { signal, files = realFiles } = options;
  const bell = createBell(signal);
  let folder = watchedFolder(path, files, bell);
  // The file may have been saved between its reading and this.
  bell.ring();
  let known = options.text;
  let isMissing = false;

  while (!signal.aborted) {
    if (await bell.heardWithin(POLL_MS)) await quiet(bell);
    if (signal.aborted) break;
    const text = await settledText(path, files, bell);
    if (signal.aborted) break;
    if (text === undefined && !isMissing) isolate(() => options.onMissing?.());
    if (text === undefined || isMissing) {
      // The folder itself may have been made anew, and the watch with the old one died.
      await folder.stop();
      folder = watchedFolder(path, files, bell);
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
    console.error(error);
  }
}

async function quiet(bell: Bell): Promise<void> {
  for (let waits = 0; waits < MOST_WAITS; waits++) {
    if (await bell.quietFor(QUIET_MS)) return;
  }
}

/** The file's text, `undefined` if it has none to read. What is empty or missing is looked at twice. */
async function settledText(
  path: string,
  files: WatchedFiles,
  bell: Bell,
): Promise<string | undefined> {
  const text = await textOf(path, files);
  if (text) return text;
  await bell.heardWithin(DOUBT_MS);
  await quiet(bell);
  return await textOf(path, files);
}

async function textOf(path: string, files: WatchedFiles): Promise<string | undefined> {
  try {
    return await files.read(path);
  } catch {
    return undefined;
  }
}

/** Without a folder to watch there is still the poll. */
function watchedFolder(path: string, files: WatchedFiles, bell: Bell): WatchedFolder {
  try {
    return files.watchFolder(dirname(path), bell.ring);
  } catch {
    return { stop: () => Promise.resolve() };
  }
}

/** The real file system. */
export const realFiles: WatchedFiles = {
  read: (path) => Deno.readTextFile(path),
  watchFolder(path, hint) {
    const watcher = Deno.watchFs(path, { recursive: false });
    const ended = passOn(watcher, hint);
    return {
      stop() {
        watcher.close();
        // Deno gives who watches the same folder sooner the old watch, dead as it may be.
        return ended;
      },
    };
  },
};

async function passOn(watcher: Deno.FsWatcher, hint: () => void): Promise<void> {
  try {
    // Where the platform reports reading too, every look would cause the next.
    for await (const { kind } of watcher) if (kind !== "access") hint();
  } catch {
    // A watch that fails leaves the poll.
  }
}
