// @ts-check
/// <reference lib="dom" />
/** What a plot shows, as a table, for whoever cannot see it. */

import { el } from "./element.js";
import { countText } from "./format.js";

const ROWS = 10;

/** How many there were by when, in milliseconds. @typedef {{ readonly name: string, readonly steps: readonly { readonly at: number, readonly sum: number }[] }} Curve */

/**
 * Folded away until it is asked for, and only then filled.
 * @param {() => readonly Curve[]} curves
 * @param {string} what Is counted.
 */
export function plotTable(curves, what = "Tokens") {
  const place = el("div");
  const details = el("details", { class: "plot-table" }, el("summary", {}, "As a table"), place);
  const write = () => place.replaceChildren(...(details.open ? [table(curves(), what)] : []));
  details.addEventListener("toggle", write);
  return { element: details, write };
}

/** @param {readonly Curve[]} curves @param {string} what */
function table(curves, what) {
  const end = Math.max(1, ...curves.map(({ steps }) => steps[steps.length - 1]?.at ?? 0));
  const moments = Array.from({ length: ROWS }, (_, i) => end * (i + 1) / ROWS);
  const head = (/** @type {string} */ text) => el("th", { scope: "col" }, text);
  return el(
    "table",
    { class: "figures" },
    el("thead", {}, el("tr", {}, head(`${what} by`), ...curves.map(({ name }) => head(name)))),
    el(
      "tbody",
      {},
      ...moments.map((moment) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, `${(moment / 1000).toFixed(2)} s`),
          ...curves.map(({ steps }) =>
            el("td", {}, countText(steps.findLast(({ at }) => at <= moment)?.sum ?? 0))
          ),
        )
      ),
    ),
  );
}
