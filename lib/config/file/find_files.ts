/** Finds files by patterns such as `rules/*.toml`. */

import { type Platform, PlatformError } from "../../platform/platform.ts";
import { fitsGlob } from "../glob.ts";
import type { Paths } from "./paths.ts";

/** Where they are looked for. */
export interface FindFilesDeps {
  readonly files: Pick<Platform, "listFolder">;
  readonly paths: Paths;
  readonly folder: string;
}

/** So many files are found; whoever has more has named the wrong folder. */
const MOST_FILES = 1000;

/** Whether a path leads to below the folder that it is read from. */
export function isBelow(path: string): boolean {
  return !/^[/\\]|^[A-Za-z]:|\\/.test(path) && !path.split("/").includes("..");
}

/** The paths from `folder` of all files that fit, by name; in a name `*` stands for anything, and `**` for any folders. */
export async function findFiles(pattern: string, deps: FindFilesDeps): Promise<readonly string[]> {
  const found: string[] = [];
  await search("", pattern.split("/").filter((part) => part !== "" && part !== "."), deps, found);
  return [...new Set(found)].sort();
}

/** The folder in which the first part of a pattern is looked for that is no name. */
export function folderOf(pattern: string): string {
  const parts = pattern.split("/").slice(0, -1);
  const open = parts.findIndex((part) => part.includes("*"));
  return (open < 0 ? parts : parts.slice(0, open)).join("/");
}

async function search(
  base: string,
  [part = "", ...rest]: readonly string[],
  deps: FindFilesDeps,
  found: string[],
): Promise<void> {
  if (found.length >= MOST_FILES) return;
  const all = await entriesOf(base, deps);
  const inBase = (name: string) => base === "" ? name : `${base}/${name}`;
  if (part === "**") await search(base, rest, deps, found);
  for (const { name, isFolder } of all) {
    if (part === "**") {
      if (isFolder && !name.startsWith(".")) {
        await search(inBase(name), [part, ...rest], deps, found);
      }
      continue;
    }
    const isMeant = name === part || !name.startsWith(".") && fitsGlob(part, name);
    if (!isMeant) continue;
    if (rest.length > 0 && isFolder) await search(inBase(name), rest, deps, found);
    if (rest.length === 0 && !isFolder) found.push(inBase(name));
  }
}

async function entriesOf(base: string, { files, paths, folder }: FindFilesDeps) {
  try {
    return await files.listFolder(base === "" ? folder : paths.join(folder, base));
  } catch (error) {
    if (error instanceof PlatformError) return [];
    throw error;
  }
}
