/**
 * File paths in the system's own way. `@std/path` chooses by itself too, but asks `process` for the system, and Deno then
 * loads Node's whole `process`: 20 ms of a start.
 */

import { dirname as posixDirname } from "@std/path/posix/dirname";
import { join as posixJoin } from "@std/path/posix/join";
import { resolve as posixResolve } from "@std/path/posix/resolve";
import { dirname as windowsDirname } from "@std/path/windows/dirname";
import { join as windowsJoin } from "@std/path/windows/join";
import { resolve as windowsResolve } from "@std/path/windows/resolve";
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

const posix: Paths = { dirname: posixDirname, join: posixJoin, resolve: posixResolve };
const windows: Paths = { dirname: windowsDirname, join: windowsJoin, resolve: windowsResolve };

/** Paths as a system writes them. */
export function pathsOf(style: Platform["pathStyle"]): Paths {
  return style === "windows" ? windows : posix;
}
