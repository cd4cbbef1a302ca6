/** The end of a program that cannot go on. */

import { printError } from "../platform/console.ts";
import type { Platform } from "../platform/platform.ts";

/** Prints why in one line, and ends with exit code 1. */
export function fail({ exit }: Pick<Platform, "exit">, message: string): never {
  printError(message);
  return exit(1);
}
