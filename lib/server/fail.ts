/** The end of a program that cannot go on. */

/** Says why in one line, and ends with exit code 1. */
export function fail(message: string): never {
  console.error(message);
  Deno.exit(1);
}
