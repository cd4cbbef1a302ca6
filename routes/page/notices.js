// @ts-check
/// <reference lib="dom" />
/** What the configuration did: what changed, for a while; why it could not, until it can. */

import { button, el } from "./element.js";

/** @import { Edit } from "./api.js" */

const MOST_LINES = 6;
const SHOWN_MS = 15_000;

/**
 * @param {HTMLElement} changed
 * @param {HTMLElement} refused
 */
export function createNotices(changed, refused) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {HTMLElement} element @param {string} title @param {readonly string[]} lines */
  const show = (element, title, lines) => {
    const more = lines.length - MOST_LINES;
    const items = lines.slice(0, MOST_LINES).map((line) => el("li", {}, line));
    if (more > 0) items.push(el("li", {}, `and ${more} more`));
    const hide = button("✕", () => element.hidden = true, {
      class: "quiet",
      "aria-label": "Dismiss",
    });
    element.replaceChildren(el("div", {}, el("strong", {}, title), el("ul", {}, ...items)), hide);
    element.hidden = false;
  };

  return {
    /** @param {Edit} edit */
    tell({ kind, lines = [], warnings = [], message = "" }) {
      if (kind === "refused") {
        changed.hidden = true;
        show(refused, "Configuration not changed; the last good one stays in force.", [message]);
        return;
      }
      refused.hidden = true;
      if (lines.length + warnings.length === 0) return;
      show(changed, "Configuration changed", [...warnings, ...lines]);
      clearTimeout(timer);
      timer = setTimeout(() => changed.hidden = true, SHOWN_MS);
    },
    /** A quiet word. @param {string} message */
    say(message) {
      show(changed, message, []);
      clearTimeout(timer);
      timer = setTimeout(() => changed.hidden = true, SHOWN_MS);
    },
  };
}
