// @ts-check
/// <reference lib="dom" />
/** What was planned beside what happened. */

import { el } from "../element.js";
import { countText, millisecondsText, NONE, rateText, secondsText } from "../format.js";
import { pairRows } from "./pairs.js";

/** @import { Figures, RequestDetail } from "../api.js" */

/** @type {readonly { readonly name: string, readonly text: (figures: Figures) => string }[]} */
const FIGURES = [
  { name: "First token", text: ({ ttft_ms }) => millisecondsText(ttft_ms) },
  { name: "Tokens", text: ({ tokens }) => countText(tokens) },
  {
    name: "Tokens/s after first",
    text: (figures) => rateText(figures.tokens_per_second_after_first),
  },
  { name: "Tokens/s overall", text: (figures) => rateText(figures.tokens_per_second) },
  { name: "Longest gap", text: ({ largest_gap_ms }) => millisecondsText(largest_gap_ms) },
  { name: "Duration", text: ({ duration_ms }) => secondsText(duration_ms) },
];

/** @param {RequestDetail} detail */
export function figuresTable({ planned, actual, planned_tokens, outcome, queued_ms }) {
  // The plan's figures are of what was sent by now; of a whole answer, that is the whole plan.
  const isWhole = outcome === "completed" || outcome === "truncated";
  const heads = ["", isWhole ? "planned" : "planned, for what was sent", "actual"];
  const rows = [
    ...FIGURES.map(({ name, text }) => [name, text(planned), text(actual)]),
    ...queued_ms > 0 ? [["Waited in line", NONE, millisecondsText(queued_ms)]] : [],
    ["Tokens of the whole plan", countText(planned_tokens), NONE],
  ];
  return el(
    "table",
    { class: "figures" },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        ...heads.map((head) =>
          el("th", { scope: "col" }, head || el("span", { class: "unseen" }, "Figure"))
        ),
      ),
    ),
    pairRows(rows),
  );
}
