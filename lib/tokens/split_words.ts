/** Splits texts into the words inside which bytes are merged. */

import { once } from "../config/once.ts";
import { ALL_LETTERS, ASCII_LETTERS, type Letters } from "./split_patterns.ts";

/**
 * The longest run that is encoded whole, in code points. Merging is quadratic in it (100,000 times `a` took 2.8 s), so
 * longer ones are encoded slice by slice: a slice takes at most 3 ms, of any script, and costs a token at most.
 */
const LONGEST_RUN = 256;

/** The longest word, in UTF-8: a pattern has two runs and six more characters at most. */
export const LONGEST_WORD = 4 * (2 * LONGEST_RUN + 6);

/** The longest text that is looked through for other scripts before it is split, in UTF-16 units; takes 1.5 ms. */
const LONGEST_ASKED = 1_000_000;

/** The words of a text, each as the only item of a match. */
type Words = (text: string) => ReturnType<string["matchAll"]>;

/**
 * Makes what splits by a pattern. A text in ASCII alone has an expression of its own: that of all scripts takes 10 ms to compile,
 * which the first answer of a server would wait for, and half as long again for each word.
 */
export function wordSplitter(pattern: (letters: Letters) => string): Words {
  const ascii = once(() => new RegExp(bounded(pattern(ASCII_LETTERS)), "g"));
  const any = once(() => new RegExp(bounded(pattern(ALL_LETTERS)), "gu"));
  return (text) => text.matchAll(isAscii(text) ? ascii() : any());
}

function isAscii(text: string): boolean {
  return text.length <= LONGEST_ASKED && !/[\u0080-\uffff]/.test(text);
}

/**
 * The same pattern with every loop bounded: words of shorter runs come out the same, longer ones in slices. Also keeps
 * the match itself from walking a 10 MB run in one step.
 */
function bounded(pattern: string): string {
  return pattern.replaceAll("+", `{1,${LONGEST_RUN}}`).replaceAll("*", `{0,${LONGEST_RUN}}`);
}
