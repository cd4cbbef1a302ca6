/** Texts of strangers as they can be shown. */

/** The longest text of a stranger's that a message repeats. */
const LONGEST = 100;

/** A text without what a terminal would obey, cut to what fits a line. */
export function printable(text: string): string {
  // deno-lint-ignore no-control-regex
  const shown = text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, "?");
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}
