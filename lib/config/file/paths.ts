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

const isWindows = Deno.build.os === "windows";

/** The folder of a path. */
export const dirname: (path: string) => string = isWindows ? windowsDirname : posixDirname;

/** Parts of a path as one. */
export const join: (...parts: string[]) => string = isWindows ? windowsJoin : posixJoin;

/** The absolute path that parts lead to, from the last absolute one or the working folder. */
export const resolve: (...parts: string[]) => string = isWindows ? windowsResolve : posixResolve;
