/** What was thrown, in words. */

/** The message of an error, or what else was thrown as a text. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
