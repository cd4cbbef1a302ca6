/** Reads what nearly every config is: TOML without the constructs that `@std/toml` reads in another way than TOML 1.0. */

import { parse } from "@std/toml";
import { isPlain } from "./is_plain.ts";

/**
 * The values of a text, or nothing where it is not TOML, or where this parser might read it wrong: then `read_toml.ts` reads it,
 * which is slower to load.
 */
export function readPlain(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!isPlain(text)) return undefined;
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** A text without what Windows adds and says nothing by: the byte order mark, and the CR of CRLF. */
export function withoutWindows(text: string): string {
  return text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
}
