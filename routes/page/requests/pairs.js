// @ts-check
/// <reference lib="dom" />
/** Names with what belongs to them, as a table. */

import { el } from "../element.js";

/** @param {readonly (readonly string[])[]} rows */
export function pairs(rows) {
  return el(
    "table",
    { class: "pairs" },
    el(
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
    ),
  );
}
