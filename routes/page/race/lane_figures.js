// @ts-check
/// <reference lib="dom" />
/** The table under a lane: what the page measured, and what the server wrote down. */

import { el, setText } from "../element.js";
import { countText, millisecondsText, NONE, rateText, secondsText } from "../format.js";

/** @import { Measured } from "./measure.js" */

/** @type {readonly { readonly name: string, readonly key: string, readonly text: (measured: Measured) => string }[]} */
const FIGURES = [
  { key: "ttft", name: "First token", text: ({ ttftMs }) => millisecondsText(ttftMs) },
  { key: "tokens", name: "Tokens", text: ({ tokens }) => countText(tokens) },
  { key: "rate", name: "Tokens/s after first", text: ({ rate }) => rateText(rate) },
  { key: "overall", name: "Tokens/s overall", text: ({ overallRate }) => rateText(overallRate) },
  { key: "gap", name: "Longest gap", text: ({ longestGapMs }) => millisecondsText(longestGapMs) },
  { key: "elapsed", name: "Elapsed", text: ({ elapsedMs }) => secondsText(elapsedMs) },
  {
    key: "behind",
    name: "Screen behind, at most",
    text: ({ behindMs }) => millisecondsText(behindMs),
  },
];

/** @param {HTMLElement} body */
export function createLaneFigures(body) {
  /** @type {Map<string, HTMLElement>} */
  const cells = new Map();
  for (const { key, name } of FIGURES) {
    const [page, server] = ["page", "server"].map((who) => {
      const cell = el("td", { "data-figure": key, "data-by": who }, NONE);
      cells.set(`${key} ${who}`, cell);
      return cell;
    });
    body.append(el("tr", {}, el("th", { scope: "row" }, name), page ?? "", server ?? ""));
  }
  return {
    /** @param {"page" | "server"} who @param {Measured | undefined} measured */
    write(who, measured) {
      for (const { key, text } of FIGURES) {
        const cell = cells.get(`${key} ${who}`);
        if (cell) setText(cell, measured ? text(measured) : NONE);
      }
    },
  };
}
