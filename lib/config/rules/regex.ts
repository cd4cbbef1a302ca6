/**
 * Regular expressions that cannot stall the server: RE2's take a time that grows with the text alone, where JavaScript's own may
 * take years for thirty characters. Loaded only for rules.
 */

import { RE2JS } from "re2js";
import type { RegexCondition } from "./text_condition.ts";

/** Of a longer text only this much is looked at; the slowest expression of RE2's takes about 20 ms for that. */
const LONGEST_TEXT = 20_000;

/** Counted repetitions are written out, so that a short expression can be a large one. */
const LONGEST_SOURCE = 2_000;

/** Up to here looking for groups at once is faster than asking first whether there is a match. */
const SHORT_TEXT = 2_000;

/** A regular expression. */
export interface Regex {
  /** The groups of its first match in a text, by number and by name; nothing where it does not match. */
  groupsIn(text: string): Readonly<Record<string, string>> | undefined;
}

const FLAGS: ReadonlyMap<string, number> = new Map([
  ["i", RE2JS.CASE_INSENSITIVE],
  ["m", RE2JS.MULTILINE],
  ["s", RE2JS.DOTALL],
]);

/** Makes a regular expression; throws an `Error` that says what is wrong with it. */
export function compileRegex({ source, flags }: Omit<RegexCondition, "kind">): Regex {
  if (source.length > LONGEST_SOURCE) {
    throw new Error(`it has ${source.length} characters, and ${LONGEST_SOURCE} are the most`);
  }
  const bits = [...flags].reduce((all, flag) => all | (FLAGS.get(flag) ?? 0), 0);
  const regex = RE2JS.compile(source, bits);
  const numbers = Array.from({ length: regex.groupCount() + 1 }, (_, number) => number);
  const names = [...numbers, ...Object.keys(regex.namedGroups())];
  return {
    groupsIn(text) {
      const looked = text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text;
      if (looked.length > SHORT_TEXT && !regex.test(looked)) return undefined;
      const found = regex.matcher(looked);
      if (!found.find()) return undefined;
      const groups: Record<string, string> = {};
      for (const name of names) groups[name] = found.group(name) ?? "";
      return groups;
    },
  };
}
