/** The files that a configuration's rules name, as a watch sees them. */

import { PlatformError } from "../../platform/platform.ts";
import type { RuleEntry } from "../rules/rule_schema.ts";
import type { ConfigFile } from "../schema.ts";
import { findFiles, folderOf, isBelow } from "./find_files.ts";
import { type RuleFilesDeps, textFilesOf } from "./rule_files.ts";

type NamedFilesDeps = Omit<RuleFilesDeps, "turns">;

/** The folders to watch, from the config file's own. */
export function namedFolders(file: ConfigFile): readonly string[] {
  return [...new Set(patternsOf(file).map(folderOf))];
}

/** What all of them hold, as one text, never "". Where there is nothing to see that `earlier` did not, that holds. */
export async function snapshotOf(
  file: ConfigFile,
  deps: NamedFilesDeps,
  earlier?: string,
): Promise<string> {
  if (earlier !== undefined && textFilesOf(moreRulesOf(file)).length === 0) return earlier;
  const found = await Promise.all(patternsOf(file).map((pattern) => findFiles(pattern, deps)));
  const texts: [string, string][] = [];
  for (const path of new Set(found.flat())) {
    const text = await textOf(path, deps);
    texts.push([path, text]);
  }
  return JSON.stringify(texts);
}

function patternsOf(file: ConfigFile): readonly string[] {
  const texts = textFilesOf([...file.rules ?? [], ...moreRulesOf(file)]);
  return [...file.rule_files ?? [], ...texts.map(({ name }) => name)].filter(isBelow);
}

function moreRulesOf({ moreRules = [] }: ConfigFile): readonly RuleEntry[] {
  return moreRules.flatMap((more) => more.rules);
}

async function textOf(path: string, { files, paths, folder }: NamedFilesDeps): Promise<string> {
  try {
    return await files.readText(paths.resolve(folder, path));
  } catch (error) {
    if (error instanceof PlatformError) return error.kind;
    throw error;
  }
}
