/** Holds the configuration in force. Whoever asks gets a snapshot, and keeps it as long as it likes. */

import { bytesOf } from "../bytes_of.ts";
import { changeLines } from "./changes.ts";
import { checkConfig } from "./check.ts";
import { type Difference, differences } from "./differences.ts";
import { ruleReferences } from "./references.ts";
import { type Config, configFrom } from "./config.ts";
import { ConfigError, type ConfigProblem } from "./config_error.ts";
import { mergePatch } from "./merge_patch.ts";
import { isEmptyOverlay, NO_OVERLAY, type Overlay } from "./overlay.ts";
import type { ParsedConfig } from "./file/parse_quickly.ts";
import { replacementProblem, warningsOfReplacement } from "./replacement.ts";
import type { ConfigPatch } from "./patch_from_request.ts";
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

/** The one place where configurations take each other's turn. A failed edit throws `ConfigError` and changes nothing. */
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
  replaceWith(parsed: ParsedConfig, overlay?: Overlay): Change;
  /** Merges a part of a file's data into that in force, until the next `replaceWith`. */
  patch(update: ConfigPatch): Change;
  /** Lays edits over the file that was taken last, in place of all other edits. */
  overlay(overlay: Overlay): Change;
  /** Throws what `overlay` would throw, and changes nothing. */
  checkOverlay(overlay: Overlay): void;
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
  /** Milliseconds since 1970. */
  unixMs(): number;
}

/** Makes a store that holds `file`. */
export function createConfigStore(
  { file: first, text: firstText = "", unixMs }: ConfigStoreDeps,
): ConfigStore {
  const listeners = new Set<(change: Change) => void>();
  const snapshot = (file: ConfigFile) => configFrom(file, Math.floor(unixMs() / 1000));
  let file = first;
  let config = snapshot(first);
  let taken = { file: first, text: firstText };

  const put = (next: ConfigFile, warnings: readonly string[]): Change => {
    const lines = changeLines(file, next);
    if (lines.length === 0) return { config, lines, warnings };
    file = withPostedKeys(taken.file, next);
    config = snapshot(file);
    const change = { config, lines, warnings };
    for (const listener of listeners) listener(change);
    return change;
  };

  const edited = (before: ConfigFile, edits: readonly ConfigPatch[]): ConfigFile => {
    const next = withEdits(before, edits);
    const tooMuch = growthProblem(before, next, config.server.config_bytes);
    if (tooMuch) throw new ConfigError([tooMuch]);
    return next;
  };

  const overlaid = (before: ConfigFile, overlay: Overlay): ConfigFile =>
    isEmptyOverlay(overlay) ? before : edited(before, [overlay.removed, overlay.set]);

  return {
    current: () => config,
    file: () => file,
    changes: () => differences(taken.file, file),
    replaceWith(parsed, overlay = NO_OVERLAY) {
      const problem = replacementProblem(taken, parsed);
      if (problem) throw new ConfigError([problem], parsed.source);
      const next = overlaid(parsed.file, overlay);
      const warnings = [...parsed.warnings, ...warningsOfReplacement(taken, parsed)];
      taken = parsed;
      return put(next, warnings);
    },
    patch: (update) => put(edited(file, [update]), []),
    overlay: (overlay) => put(overlaid(taken.file, overlay), []),
    checkOverlay: (overlay) => void overlaid(taken.file, overlay),
    text: () => taken.text,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** A file's data with edits merged into it one after the other; throws `ConfigError` where they come to nothing right. */
function withEdits(before: ConfigFile, edits: readonly ConfigPatch[]): ConfigFile {
  // Rules that stay have been checked, and there may be thousands.
  const { rules, moreRules, texts, posted: _, ...rest } = before;
  const checked = checkConfig(edits.reduce<unknown>(mergePatch, rest));
  if (checked.kind === "bad") throw new ConfigError(checked.problems);
  const next = {
    ...rules && !edits.some((edit) => Object.hasOwn(edit, "rules")) ? { rules } : {},
    ...moreRules ? { moreRules } : {},
    ...texts ? { texts } : {},
    ...checked.file,
  };
  const [broken, ...more] = allReferences(next);
  if (broken) throw new ConfigError([broken, ...more]);
  return next;
}

/** What rules speak of and is not there. */
function allReferences(file: ConfigFile): readonly ConfigProblem[] {
  const { rules = [], moreRules = [] } = file;
  return [
    ...ruleReferences(rules, file),
    ...moreRules.flatMap((more) => ruleReferences(more.rules, file)),
  ];
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

/** Why a configuration may not grow to `after`, if it may not. */
function growthProblem(
  before: ConfigFile,
  after: ConfigFile,
  most: number,
): ConfigProblem | undefined {
  const bytes = bytesOf(after);
  if (bytes <= most || bytes <= bytesOf(before)) return undefined;
  return {
    path: [],
    text: `the configuration would come to ${bytes} bytes, and ${most} is the most`,
    remedy: "Take out what is not needed, or raise config_bytes in [server] of config.toml.",
  };
}
