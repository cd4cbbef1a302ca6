/** Reads the files that a configuration's rules name: more rules, and texts. Loaded only for a configuration that names some. */

import type { Turns } from "../../clock/turns.ts";
import { doInTurns } from "../../clock/work.ts";
import { type Platform, PlatformError } from "../../platform/platform.ts";
import { ConfigError, type ConfigProblem } from "../config_error.ts";
import type { RuleEntry } from "../rules/rule_schema.ts";
import type { RuleFiles } from "../schema.ts";
import { findFiles, isBelow } from "./find_files.ts";
import { parseRules, refusal } from "./parse.ts";
import type { ParsedConfig } from "./parsed_config.ts";
import type { Paths } from "./paths.ts";

/** Where files are read. */
export interface RuleFilesDeps {
  readonly files: Pick<Platform, "readText" | "listFolder">;
  readonly paths: Paths;
  /** That of the config file. */
  readonly folder: string;
  /** For what is long. */
  readonly turns: Turns;
}

/** A text is cut into tokens in one go. */
const LONGEST_TEXT = 1024 * 1024;

/** A configuration with what its rules' files hold, and what its writer should know of them. Throws `ConfigError`. */
export async function withRuleFiles(
  parsed: ParsedConfig,
  deps: RuleFilesDeps,
): Promise<ParsedConfig> {
  const { file, source, text } = parsed;
  const own = file.rules ?? [];
  const found = await filesOf(parsed, deps);
  const moreRules: { readonly path: string; readonly rules: readonly RuleEntry[] }[] = [];
  const texts = new Map<string, string>();
  const refuse = refusing(deps);
  await readTexts(own, texts, deps, (problems) => refuse(problems, source, text));
  for (const path of found.paths) {
    const full = deps.paths.resolve(deps.folder, path);
    const written = await readOr(full, deps, (why) => problemOf([], why, full));
    const rules = await doInTurns(parseRules(written, full, file), deps.turns);
    await readTexts(rules, texts, deps, (problems) => refuse(problems, full, written));
    moreRules.push({ path, rules });
  }
  const more: RuleFiles = {
    ...moreRules.length > 0 ? { moreRules } : {},
    ...texts.size > 0 ? { texts: Object.fromEntries(texts) } : {},
  };
  return {
    ...parsed,
    file: { ...file, ...more },
    warnings: [...parsed.warnings, ...found.warnings],
  };
}

/** The files that `rule_files` names, each once, in order. */
async function filesOf(
  { file: { rule_files = [] }, source, text }: ParsedConfig,
  deps: RuleFilesDeps,
): Promise<{ readonly paths: readonly string[]; readonly warnings: readonly string[] }> {
  const refuse = refusing(deps);
  const paths = new Set<string>();
  const warnings: string[] = [];
  for (const [i, pattern] of rule_files.entries()) {
    const at = ["rule_files", String(i)];
    if (!isBelow(pattern)) throw await refuse([outside(at)], source, text);
    const found = await findFiles(pattern, deps);
    if (found.length === 0 && !pattern.includes("*")) {
      const remedy = "Correct its name; it stands below the config file's folder.";
      throw await refuse([{ path: at, text: `there is no file ${pattern}`, remedy }], source, text);
    }
    if (found.length === 0) warnings.push(`${source}: rule_files: no file fits ${pattern}.`);
    for (const path of found) paths.add(path);
  }
  return { paths: [...paths], warnings };
}

type Refuse = (problems: readonly ConfigProblem[]) => Promise<ConfigError>;

function refusing({ turns }: RuleFilesDeps) {
  return (problems: readonly ConfigProblem[], source: string, text: string) =>
    doInTurns(refusal(problems, source, text), turns);
}

/** Reads what replies say by `file`. */
async function readTexts(
  rules: readonly RuleEntry[],
  texts: Map<string, string>,
  deps: RuleFilesDeps,
  refuse: Refuse,
): Promise<void> {
  for (const { name, path } of textFilesOf(rules)) {
    if (texts.has(name)) continue;
    if (!isBelow(name)) throw await refuse([outside(path)]);
    const full = deps.paths.resolve(deps.folder, name);
    const text = await readOr(full, deps, (why) => refuse([{ path, text: why }]));
    if (text.length > LONGEST_TEXT) {
      throw await refuse([{
        path,
        text: `it has ${text.length} characters, and ${LONGEST_TEXT} are the most`,
      }]);
    }
    texts.set(name, text);
  }
}

/** The files that rules say something by, and where they are named. */
export function textFilesOf(
  rules: readonly RuleEntry[],
): readonly { readonly name: string; readonly path: readonly string[] }[] {
  return rules.flatMap(({ reply, replies }, index) =>
    (reply ? [reply] : replies ?? []).flatMap((parts, nth) =>
      parts.flatMap(({ file }, i) => {
        const place = reply ? ["reply"] : ["replies", String(nth)];
        const path = ["rules", String(index), ...place, String(i), "file"];
        return file === undefined ? [] : [{ name: file, path }];
      })
    )
  );
}

async function readOr(
  path: string,
  { files }: RuleFilesDeps,
  refuse: (why: string) => ConfigError | Promise<ConfigError>,
): Promise<string> {
  try {
    return await files.readText(path);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const why = error.kind === "no_such_file" ? "there is no such file" : error.message;
    throw await refuse(`cannot read ${path}: ${why}`);
  }
}

function problemOf(path: readonly string[], text: string, source: string): ConfigError {
  return new ConfigError([{ path, text }], source);
}

function outside(path: readonly string[]): ConfigProblem {
  return {
    path,
    text: "it is not below the config file's folder",
    remedy: "Name it from there, with / and without ..",
  };
}
