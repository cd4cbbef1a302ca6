/** Whether a text is of a size that can be read at once: nobody should wait for a file that is no configuration. */

import type { Work } from "../../clock/work.ts";
import type { ConfigProblem } from "../config_error.ts";
import { TEXT_OR_COMMENT } from "./toml_texts.ts";

/** A text may have so many characters: a megabyte is 250,000 tokens. */
const MOST_CHARACTERS = 1024 * 1024;

/** … and, outside its quotes and comments, so many of the signs that make tables, keys and items: thousands of models. */
const MOST_SIGNS = 30_000;

/** Rules may be many: for each of them, up to so many rules, a text may have so many characters and signs more. */
const MOST_RULES = 20_000;
const OF_A_RULE = { characters: 400, signs: 40 } as const;

/** The problem that the size of a text is, if it is one. */
export function* sizeProblem(text: string): Work<ConfigProblem | undefined> {
  if (text.length <= MOST_SIGNS) return undefined;
  const rules = countRules(text);
  yield rules;
  if (text.length > MOST_CHARACTERS + rules * OF_A_RULE.characters) {
    const millions = (text.length / MOST_CHARACTERS).toFixed(1);
    return {
      path: [],
      text: `the file has ${millions} million characters, and 1 is the most`,
      remedy: "Shorten its texts, or take out what is not configuration.",
    };
  }
  if (!(yield* hasManySigns(text, MOST_SIGNS + rules * OF_A_RULE.signs))) return undefined;
  return {
    path: [],
    text: "the file has more tables, keys and items than a configuration could need",
    remedy: "Take out what is not configuration.",
  };
}

function countRules(text: string): number {
  let rules = 0;
  const header = /^\[\[rules\]\]/gm;
  while (rules < MOST_RULES && header.test(text)) rules++;
  return rules;
}

/** Signs after which it is said that as many steps were done. */
const SIGNS_AT_ONCE = 256;

function* hasManySigns(text: string, most: number): Work<boolean> {
  const pattern = new RegExp(`${TEXT_OR_COMMENT}|[=.,[]`, "g");
  let signs = 0;
  for (let found = pattern.exec(text); found && signs <= most; found = pattern.exec(text)) {
    if (found[0].length > 1 || found[0] === "#") continue;
    signs++;
    if (signs % SIGNS_AT_ONCE === 0) yield SIGNS_AT_ONCE;
  }
  return signs > most;
}
