/** All that the program prints. A terminal obeys control characters, and strangers choose names, so none gets through. */

/** Prints a line to the standard output. */
export function printLine(text: string): void {
  console.log(inOneLine(text));
}

/** Prints a text of several lines to the standard output, which is our own. */
export function printText(text: string): void {
  console.log(text);
}

/** Prints a warning to the standard error, as one line. */
export function printWarning(text: string): void {
  console.warn(inOneLine(text));
}

/** Prints to the standard error: a text as one line, what was thrown with its stack and what caused it. */
export function printError(error: unknown): void {
  console.error(error instanceof Error ? stackOf(error) : inOneLine(String(error)));
}

function stackOf(error: Error): string {
  const stack = withoutControls(error.stack ?? String(error));
  return error.cause instanceof Error ? `${stack}\nCaused by: ${stackOf(error.cause)}` : stack;
}

/** As one line, where line breaks are shown as what they are, too. */
function inOneLine(text: string): string {
  return withoutControls(text).replaceAll("\n", "\\n");
}

/** Control characters but the line break, and those that turn the direction of writing, as `\x1b`. */
function withoutControls(text: string): string {
  // deno-lint-ignore no-control-regex -- they are what is looked for
  return text.replaceAll(/[\0-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g, (found) => {
    const code = found.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, "0")}`;
  });
}
