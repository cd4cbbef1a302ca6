// @ts-check
/// <reference lib="dom" />
/** Names with what belongs to them, as a table. */

import { el } from "../element.js";

/** @param {readonly (readonly string[])[]} rows */
export function pairs(rows) {
  return el(
    "table",
    { class: "pairs" },
    pairRows(rows),
  );
}

/** The rows alone, for a table with a head of its own. @param {readonly (readonly string[])[]} rows */
export function pairRows(rows) {
  return el(
    "tbody",
    {},
    ...rows.map(([name = "", ...values]) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, name),
        ...values.map((value) => el("td", {}, value)),
      )
    ),
  );
}
