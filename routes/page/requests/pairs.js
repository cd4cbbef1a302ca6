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
        el("th", { scope: "row" }, ...breakable(name)),
        ...values.map((value) => el("td", {}, value)),
      )
    ),
  );
}

/** A setting's name, which may go to another line behind each of its words. @param {string} name */
function breakable(name) {
  return name.split(/(?<=_)/).flatMap((word) => [word, el("wbr")]);
}
