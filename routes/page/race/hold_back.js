// @ts-check
/**
 * What of a growing Markdown block is decided. A `**` that waits for its other half, half a link, a formula without its
 * end would flash as signs and then turn into something else: they are closed for now, or held back.
 */

import remend from "../vendor/remend.js";

/** An opener that finds no partner within so many characters was none. */
const LONGEST_FORMULA = 120;
const LONGEST_DISPLAY = 600;

/** A line of which nothing is known yet but that it may begin a block. */
const BEGUN_LINE = /(^|\n)[ \t>]*(?:#{1,6}|[-*+=_|~`]+|\d{1,9}[.)]?|[-*+] \[[ xX]?\]?)[ \t]*$/;

/** Lines at the end that are a table's, and the line under its head that makes them one. */
const TABLE_LINES = /(?:^|\n)(?:\|[^\n]*(?:\n|$))+$/;
const TABLE = /^\n?\|[^\n]*\n\|?[ \t]*:?-[-:| \t]*\n/;

/** Code, whose signs mean nothing. */
const CODE = /(`+)(?!`)[^]*?[^`]\1(?!`)/g;
const FORMULA =
  /\$\$[^]*?\$\$|\\\[[^]*?\\\]|\\\([^]*?\\\)|\$(?![\s$])(?:\\.|[^$\\\n])+?(?<!\s)\$(?!\d)/g;

/**
 * The block as it may be shown by now; `text` is its source so far, while more may come.
 * @param {string} text
 */
export function decided(text) {
  if (isInFence(text)) return text.replace(/\n[ \t]*[`~]{1,3}$/, "");
  const whole = text.replace(TABLE_LINES, (lines) => TABLE.test(lines) ? lines : "");
  const begun = whole.replace(BEGUN_LINE, "$1");
  const shown = begun.slice(0, openFormula(begun)).replace(/[\\!*_~`[]+$/, "");
  // An open code span is closed first: remend would close what is around it inside of it.
  const [ticks = ""] = shown.replace(CODE, "").match(/`+(?=[^`]+$)/) ?? [];
  return remend(shown + ticks, { linkMode: "text-only", katex: false, setextHeadings: false });
}

/** @param {string} text */
function isInFence(text) {
  return (text.match(/^[ \t>]*(?:```|~~~)/gm)?.length ?? 0) % 2 === 1;
}

/** Where a formula begins that has no end yet; the text's own end, if there is none. @param {string} text */
function openFormula(text) {
  const blank = (/** @type {string} */ found) => " ".repeat(found.length);
  const bare = text.replace(CODE, blank).replace(FORMULA, blank);
  const display = bare.search(/\$\$|\\\[|\\\(/);
  if (display >= 0 && text.length - display <= LONGEST_DISPLAY) return display;
  // A sum of money is followed by a digit, and a formula seldom.
  const inline = bare.search(/(?<!\\)\$(?![\s\d$])[^\n]*$/);
  return inline >= 0 && text.length - inline <= LONGEST_FORMULA ? inline : text.length;
}
