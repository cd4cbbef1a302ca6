/** Holds the configuration in force. Whoever asks gets a snapshot, and keeps it as long as it likes. */

import { inOrder } from "../clock/in_order.ts";
import { eventLoopTurns, type Turns } from "../clock/turns.ts";
import { doInTurns, type Work } from "../clock/work.ts";
import { changeLines } from "./changes.ts";
import { type Config, configFrom } from "./config.ts";
import { ConfigError } from "./config_error.ts";
import { type Difference, differences } from "./differences.ts";
import type { ParsedConfig } from "./file/parsed_config.ts";
import { NO_OVERLAY, type Overlay } from "./overlay.ts";
import type { ConfigPatch } from "./patch_from_request.ts";
import { replacementProblem, type TakenFile, warningsOfReplacement } from "./replacement.ts";
import type { ConfigFile } from "./schema.ts";

/** What came of an edit. */
export interface Change {
  /** The configuration now in force. */
  readonly config: Config;
  /** What changed, one line each; empty if nothing did, and then the snapshot stayed too. */
  readonly lines: readonly string[];
  /** What the file's writer should know. */
  readonly warnings: readonly string[];
}

/**
 * The one place where one configuration takes another's place. Edits may be long, and then others have their turns meanwhile; so
 * they are made one after the other, each of what the one before it has left. A failed edit throws `ConfigError` and changes nothing.
 */
export interface ConfigStore {
  /** The configuration in force. */
  current(): Config;
  /** Its data, in the shape of the file. */
  file(): ConfigFile;
  /** What was changed since it was last read from its file. */
  changes(): readonly Difference[];
  /**
   * Puts a file's values in place of all that is in force, run-time edits included. Refuses what a save that went wrong
   * has left of it. An overlay that is given is laid over them.
   */
  replaceWith(parsed: ParsedConfig, overlay?: Overlay): Promise<Change>;
  /** Merges a part of a file's data into that in force, until the next `replaceWith`. */
  patch(update: ConfigPatch): Promise<Change>;
  /** Lays edits over the file that was taken last, in place of all other edits. */
  overlay(overlay: Overlay): Promise<Change>;
  /** Throws what `overlay` would throw, and changes nothing. */
  checkOverlay(overlay: Overlay): Promise<void>;
  /** The text of the file that was taken last. */
  text(): string;
  /** Calls `listener` after each change; gives the way to stop that. */
  subscribe(listener: (change: Change) => void): () => void;
}

/** What a store begins with, and where it reads the time. */
export interface ConfigStoreDeps {
  readonly file: ConfigFile;
  /** What it was read from, where it came from a text. */
  readonly text?: string;
  /** For what is long. Default: the event loop's. */
  readonly turns?: Turns;
  /** Milliseconds since 1970. */
  unixMs(): number;
}

/** What is in force, and what it was made from. */
interface InForce {
  /** The file that was taken last. */
  readonly taken: TakenFile;
  /** Its data with all edits. */
  readonly file: ConfigFile;
  readonly config: Config;
}

/** What is to be in force. */
type Edited = Omit<InForce, "config"> & Pick<Change, "warnings">;

/** What makes edits, loaded with the first: it checks by the schemas, and most programs are never edited. */
type Editing = typeof import("./edits.ts");

/** Works out what an edit makes of what is in force. */
type Edit = (now: InForce, editing: Editing) => Work<Edited>;

/** Makes a store that holds `file`. */
export function createConfigStore(
  { file: first, text = "", turns = eventLoopTurns(), unixMs }: ConfigStoreDeps,
): ConfigStore {
  const listeners = new Set<(change: Change) => void>();
  const snapshot = (file: ConfigFile) => configFrom(file, Math.floor(unixMs() / 1000));
  let inForce: InForce = { taken: { file: first, text }, file: first, config: snapshot(first) };
  const oneByOne = inOrder();

  const edit = (edited: Edit): Promise<Change> =>
    oneByOne(async () => {
      const editing = await import("./edits.ts");
      const work = put((now) => edited(now, editing), inForce, snapshot);
      const { next, lines, warnings } = await doInTurns(work, turns);
      inForce = next;
      const change = { config: next.config, lines, warnings };
      for (const listener of lines.length > 0 ? listeners : []) listener(change);
      return change;
    });

  return {
    current: () => inForce.config,
    file: () => inForce.file,
    changes: () => differences(inForce.taken.file, inForce.file),
    replaceWith: (parsed, overlay = NO_OVERLAY) =>
      edit(function* ({ taken, config }, { withOverlay }) {
        const problem = yield* replacementProblem(taken, parsed);
        if (problem) throw new ConfigError([problem], parsed.source);
        const file = yield* withOverlay(parsed.file, overlay, config.server.config_bytes);
        const warnings = [...parsed.warnings, ...warningsOfReplacement(taken, parsed)];
        return { taken: parsed, file, warnings };
      }),
    patch: (update) =>
      edit(function* ({ taken, file, config }, { withEdits }) {
        const next = yield* withEdits(file, [update], config.server.config_bytes);
        return { taken, file: next, warnings: [] };
      }),
    overlay: (overlay) =>
      edit(function* ({ taken, config }, { withOverlay }) {
        const file = yield* withOverlay(taken.file, overlay, config.server.config_bytes);
        return { taken, file, warnings: [] };
      }),
    checkOverlay: (overlay) =>
      oneByOne(async () => {
        const { withOverlay } = await import("./edits.ts");
        const { taken, config } = inForce;
        await doInTurns(withOverlay(taken.file, overlay, config.server.config_bytes), turns);
      }),
    text: () => inForce.taken.text,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Steps for a model of which the settings are compared, and made. */
const STEPS_A_MODEL = 4;

/** What is in force with an edit, and what differs by that. */
function* put(
  edited: (now: InForce) => Work<Edited>,
  now: InForce,
  snapshot: (file: ConfigFile) => Config,
) {
  const { taken, file: edits, warnings } = yield* edited(now);
  const lines = yield* changeLines(now.file, edits);
  if (lines.length === 0) return { next: { ...now, taken }, lines, warnings };
  const file = withPostedKeys(taken.file, edits);
  const steps = Object.keys(file.models ?? {}).length * STEPS_A_MODEL;
  yield steps;
  const config = snapshot(file);
  yield steps;
  return { next: { taken, file, config }, lines, warnings };
}

/** A file's data with the names of the settings that are others than the file has, or that it does not have. */
function withPostedKeys(taken: ConfigFile, file: ConfigFile): ConfigFile {
  if (taken === file) return file;
  const keys = differences(taken, file)
    .filter(({ table: [name = ""], is }) => is !== null && /^(?:general|models)$/.test(name))
    .map(({ table, key }) => [...table, key].join("."));
  const { posted: _, ...rest } = file;
  return keys.length === 0 ? rest : { ...rest, posted: keys };
}
