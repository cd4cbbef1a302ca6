/** Reads what nearly every config is: TOML without the constructs that `@std/toml` reads in another way than TOML 1.0. */

import { parse } from "@std/toml";
import { isPlain } from "./is_plain.ts";

/**
 * The values of a text, or nothing where it is not TOML, or where this parser might read it wrong: then `read_toml.ts` reads it,
 * which is slower to load.
 */
export function readPlain(text: string): Readonly<Record<string, unknown>> | undefined {
  if (hasManyLines(text) || !isPlain(text)) return undefined;
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** This parser's time grows with the square of the keys: 20,000 take it a minute, and the other a moment. */
const MOST_LINES = 2_000;

function hasManyLines(text: string): boolean {
  let at = -1;
  for (let lines = 0; lines < MOST_LINES; lines++) {
    at = text.indexOf("\n", at + 1);
    if (at < 0) return false;
  }
  return true;
}
