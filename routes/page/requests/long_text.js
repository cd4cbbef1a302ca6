// @ts-check
/// <reference lib="dom" />
/** Text that may be of any length: its beginning is shown, since a browser takes long to lay out megabytes. */

import { el, setText } from "../element.js";
import { countText } from "../format.js";

const MOST = 50_000;

/**
 * What is shown of a text.
 * @param {string} text
 */
export function beginning(text) {
  return text.length > MOST
    ? `${text.slice(0, MOST)}\n… and ${countText(text.length - MOST)} characters more`
    : text;
}

/** @param {string} text @param {string} name What a screen reader calls it. */
export function longText(text, name) {
  const block = el("pre", { class: "body", dir: "auto", tabindex: 0, "aria-label": name });
  setText(block, beginning(text));
  return block;
}
