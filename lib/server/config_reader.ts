/** Reads the configuration and all files that it names, and watches them. */

import type { Clock } from "../clock/clock.ts";
import { eventLoopTurns, type Turns } from "../clock/turns.ts";
import { ConfigError } from "../config/config_error.ts";
import type { ParsedConfig } from "../config/file/parsed_config.ts";
import { parseWhenNeeded } from "../config/file/parse_when_needed.ts";
import { loadPaths, type Paths } from "../config/file/paths.ts";
import { watchConfig } from "../config/file/watch.ts";
import type { ConfigFile } from "../config/schema.ts";
import { type Platform, PlatformError } from "../platform/platform.ts";

/** Reads one configuration. */
export interface ConfigReader {
  /** What a text of the config file comes to; throws `ConfigError`. */
  parse(text: string): Promise<ParsedConfig>;
  /** The file as it is now; throws `ConfigError` where it has gone or cannot be read, too. */
  read(): Promise<ParsedConfig>;
  /** Watches the file, and from each `look` on those that it named when it was last read. */
  watch(options: WatchFiles): { look(): void };
}

/** Who is told of a change. */
export interface WatchFiles {
  /** What the config file held. */
  readonly text: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  onChange(): void;
  onMissing(): void;
}

type Files = Pick<Platform, "readText" | "listFolder" | "watchFolder" | "pathStyle">;

/** Makes the reader of the file at `path`. A long one is read in several `turns`. */
export async function createConfigReader(
  files: Files,
  path: string,
  turns: Turns = eventLoopTurns(),
): Promise<ConfigReader> {
  const paths = await loadPaths(files.pathStyle);
  const folder = paths.dirname(path);
  const deps = { files, paths, folder, turns };
  /** The config that was read last, right or wrong in the files that it names, and what these held just before. */
  let last: Named = { file: {}, held: NOTHING };

  const parse = async (text: string): Promise<ParsedConfig> => {
    const parsed = await parseWhenNeeded(text, path, turns);
    last = { file: parsed.file, held: NOTHING };
    if (!namesFiles(parsed.file)) return parsed;
    const [{ withRuleFiles }, { snapshotOf }] = await Promise.all([
      import("../config/file/rule_files.ts"),
      import("../config/file/named_files.ts"),
    ]);
    last = { file: parsed.file, held: await snapshotOf(parsed.file, deps) };
    const whole = await withRuleFiles(parsed, deps);
    last = { file: whole.file, held: await snapshotOf(whole.file, deps, last.held) };
    return whole;
  };

  return {
    parse,
    read: async () => await parse(await readOrRefuse(files, path)),
    watch({ onChange, onMissing, ...options }) {
      const common = { ...options, files, onText: onChange };
      void watchConfig(path, { ...common, folder, onMissing });
      let named = new AbortController();
      let watched = "";
      return {
        look() {
          const names = JSON.stringify(namesIn(last.file));
          if (names === watched) return;
          watched = names;
          named.abort();
          named = new AbortController();
          if (!namesFiles(last.file)) return;
          const signal = AbortSignal.any([options.signal, named.signal]);
          void watchNamed(last, { ...common, signal, paths, folder });
        },
      };
    },
  };
}

interface Named {
  readonly file: ConfigFile;
  readonly held: string;
}

const NOTHING = "[]";

/** The files that a configuration names: patterns, and texts that replies say. */
function namesIn({ rules = [], rule_files = [], moreRules = [] }: ConfigFile): readonly string[] {
  const all = [...rules, ...moreRules.flatMap((more) => more.rules)];
  const parts = all.flatMap(({ reply = [], replies = [] }) => [reply, ...replies].flat());
  return [...rule_files, ...parts.flatMap(({ file }) => file ?? [])];
}

function namesFiles(file: ConfigFile): boolean {
  return namesIn(file).length > 0;
}

async function readOrRefuse(files: Files, path: string): Promise<string> {
  try {
    return await files.readText(path);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const text = error.kind === "no_such_file"
      ? "the file has gone"
      : `the file cannot be read: ${error.message}`;
    const remedy = "What is in force stays so; save it again.";
    throw new ConfigError([{ path: [], text, remedy }], path);
  }
}

interface WatchNamed extends Omit<Parameters<typeof watchConfig>[1], "text" | "folder"> {
  readonly files: Files;
  readonly paths: Paths;
  readonly folder: string;
}

async function watchNamed({ file, held: text }: Named, options: WatchNamed): Promise<void> {
  const { namedFolders, snapshotOf } = await import("../config/file/named_files.ts");
  const { files, paths, folder: base } = options;
  const deps = { files, paths, folder: base };
  for (const folder of namedFolders(file)) {
    const readText = () => snapshotOf(file, deps);
    const watched = { ...files, readText };
    void watchConfig(base, { ...options, text, files: watched, folder: paths.join(base, folder) });
  }
}
