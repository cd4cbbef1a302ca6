/**
 * Reads the values of a TOML text that `read_plain.ts` leaves, which is a faulty or an unusual one. What stands where in it is for
 * `toml_entries.ts`, which is slower.
 */

import { parse, TomlError } from "smol-toml";

/** What reading comes to. */
export type TomlRead =
  | { readonly kind: "good"; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: "bad"; readonly fault: TomlFault };

/** Where a text stops being TOML, and the parser's word for why. */
export interface TomlFault {
  readonly what: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

/** The parser's words for what is defined twice. */
export const REDEFINED = "trying to redefine an already defined";

/** … and for what cannot be in a name without quotes. */
export const NOT_A_KEY = "illegal character in key";

/** Values may be nested so deep; a config needs four. */
const MOST_NESTING = 32;

/**
 * Reads TOML 1.0, and what 1.1 adds to it. Chosen by comparing 90,000 generated documents with Python's tomllib:
 * `@std/toml` differs in 22 % of them, this in one construct (`isMisread`).
 */
export function readToml(text: string): TomlRead {
  try {
    return { kind: "good", value: parse(text, { maxDepth: MOST_NESTING }) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { message, line, column } = error;
    const what = (message.split("\n", 1)[0] ?? "").replace("Invalid TOML document: ", "");
    return { kind: "bad", fault: { what, line, column } };
  }
}

/** Four or five quotes right after a line that ends in a backslash: the parser drops the one or two that are text. */
const MISREAD = /\\[ \t]*\n[ \t\n]*"{4}/;

/** Whether a text may hold what the parser reads wrong. */
export function isMisread(text: string): boolean {
  return MISREAD.test(text);
}
