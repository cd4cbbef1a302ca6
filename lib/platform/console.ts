/** All that the program prints. */

/** Prints a line to the standard output. */
export function printLine(text: string): void {
  console.log(text);
}

/** Prints a warning to the standard error. */
export function printWarning(text: string): void {
  console.warn(text);
}

/** Prints to the standard error: a text as it is, what was thrown with its stack. */
export function printError(error: unknown): void {
  console.error(error);
}
