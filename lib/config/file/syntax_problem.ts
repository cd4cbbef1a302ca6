/** Says in words for whoever wrote it where a text stops being TOML, and what to do there. */

import type { ConfigProblem } from "../config_error.ts";
import { NOT_A_KEY, type TomlFault } from "./read_toml.ts";

/** The problem that a fault of `text` is. */
export function syntaxProblem({ what, line, column }: TomlFault, text: string): ConfigProblem {
  const wholeLine = text.split("\n", line)[line - 1] ?? "";
  const { reason = what, remedy, column: hasColumn = true } = explained(
    what,
    wholeLine.slice(column - 1),
    wholeLine,
  );
  return {
    path: [],
    line,
    text: `this is not TOML: ${reason}`,
    ...hasColumn ? { column } : {},
    ...remedy === undefined ? {} : { remedy },
  };
}

interface Explanation {
  /** Where the parser's own words will not do. */
  readonly reason?: string;
  readonly remedy?: string;
  /** False where the line says more than the place in it. */
  readonly column?: false;
}

/** By the parser's words, and by what stands there: the rest of the line, and all of it. */
function explained(what: string, rest: string, line: string): Explanation {
  switch (what) {
    case "invalid value":
      return { reason: "Cannot parse value", remedy: valueRemedy(rest) };
    case "unfinished string":
      return /^("""|''')/.test(rest)
        ? { reason: "Multi-line string is not closed", column: false }
        : { reason: "a text is not closed", remedy: "Write its closing quote." };
    case "control characters are not allowed in strings":
    case "control characters are not allowed in comments":
      return rest === ""
        ? {
          reason: "a text is not closed on its line",
          remedy: 'Write its closing quote, or """ around a text of several lines.',
        }
        : { reason: `${what}: this is ${codePoint(rest)}`, remedy: "Take it out." };
    case "each key-value declaration must be followed by an end-of-line":
      return {
        reason: "something follows the end of a value or header",
        remedy: "Start a new line.",
        column: false,
      };
    case NOT_A_KEY:
      return {
        reason: `${JSON.stringify([...rest][0] ?? "the end of the line")} cannot be in a bare key`,
        remedy: keyRemedy(line),
      };
    case "expected comma or end of structure":
    case "unfinished array":
    case "unfinished table":
      return {
        reason: "a list or a table in braces is not closed, or lacks a comma",
        remedy: "Write `,` between two values, and `]` or `}` after the last.",
      };
    case "integer value cannot be represented losslessly":
      return { reason: "the number is too large", remedy: "Write a smaller one." };
    case "incomplete key-value: cannot find end of key":
    case "unexpected end of key":
      return { reason: "a key without a value, or a table without its `]`" };
    case "unrecognised escape sequence":
    case "invalid non-hex character in unicode escape":
    case "invalid unicode escape":
    case "invalid escape: only line-ending whitespace may be escaped":
      return {
        reason: `a backslash begins an escape, and this is none (${what})`,
        remedy: String
          .raw`Write \\ for a backslash, or put the text in '…', where it means itself.`,
      };
    case "illegal character in numeric literal":
      return {
        reason: `${JSON.stringify([...rest][0] ?? "the end of the line")} cannot be in a number`,
        remedy:
          "Write a number with digits, `_` and a point alone, and no unit; put a text in quotes.",
      };
    case "document contains excessively nested structures. aborting.":
      return {
        reason: "values are nested too deeply",
        remedy: "A config needs no more than four.",
      };
    default:
      return {};
  }
}

function keyRemedy(line: string): string {
  const [, key] = /^\s*([^="'#[\]{}]*[^="'#[\]{}\s])\s*=/.exec(line) ?? [];
  if (key !== undefined) return `Put the name in quotes: ${JSON.stringify(key)}.`;
  if (/^\s*[\w-]+\s*:/.test(line)) return 'Write "=" between a key and its value.';
  return 'Put a name with such characters in quotes; a key is followed by "=".';
}

function valueRemedy(rest: string): string {
  const [word = ""] = /^[^\s,\]}#]*/.exec(rest) ?? [];
  if (/^(true|false)$/i.test(word)) return `Write ${word.toLowerCase()}.`;
  if (/^[+-]?\.\d/.test(word)) return `Write a digit before the point: ${word.replace(".", "0.")}.`;
  if (/^[“”‘’„«`]/.test(word)) return `Put a text in straight quotes: "…".`;
  return "Put a text in quotes.";
}

function codePoint(text: string): string {
  return `U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
