/**
 * File paths in the system's own way. `@std/path` chooses by itself too, but asks `process` for the system, and Deno then
 * loads Node's whole `process`: 20 ms of a start. Only the one way is loaded, of ten modules.
 */

import type { Platform } from "../../platform/platform.ts";

/** What is done with paths. */
export interface Paths {
  /** The folder of a path. */
  dirname(path: string): string;
  /** Parts of a path as one. */
  join(...parts: string[]): string;
  /** The path that `path` leads to from `folder`, which is absolute. */
  resolve(folder: string, path: string): string;
}

/** Loads paths as a system writes them. */
export async function loadPaths(style: Platform["pathStyle"]): Promise<Paths> {
  return style === "windows"
    ? await import("./windows_paths.ts")
    : await import("./posix_paths.ts");
}
