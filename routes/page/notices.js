// @ts-check
/// <reference lib="dom" />
/**
 * What the page has to say: what happened, for a while, over the page and never pushing it; what is wrong, at the top
 * until it is right again. All of it is told to whoever listens instead of looks, too.
 */

import { button, el } from "./element.js";

/** @import { Edit } from "./api.js" */

const MOST_LINES = 6;
const SHOWN_MS = 8_000;

/**
 * @param {{ changed: HTMLElement, refused: HTMLElement, said: HTMLElement }} places
 */
export function createNotices({ changed, refused, said }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {HTMLElement} element @param {string} title @param {readonly string[]} lines */
  const show = (element, title, lines) => {
    const more = lines.length - MOST_LINES;
    const items = lines.slice(0, MOST_LINES).map((line) => el("li", {}, line));
    if (more > 0) items.push(el("li", {}, `and ${more} more`));
    const hide = button("✕", () => void (element.hidden = true), {
      class: "quiet",
      "aria-label": "Dismiss",
    });
    element.replaceChildren(el("div", {}, el("strong", {}, title), el("ul", {}, ...items)), hide);
    element.hidden = false;
  };

  /** @param {string} title @param {readonly string[]} lines */
  const showForAWhile = (title, lines) => {
    show(changed, title, lines);
    announce([title, ...lines.slice(0, MOST_LINES)].join(". "));
    clearTimeout(timer);
    timer = setTimeout(() => changed.hidden = true, SHOWN_MS);
  };

  /** Says it to whoever listens. The same again would be no news to a screen reader. @param {string} message */
  const announce = (message) => {
    said.textContent = said.textContent === message ? `${message} ` : message;
  };

  return {
    announce,
    /** @param {Edit} edit */
    tell({ kind, lines = [], warnings = [], message = "" }) {
      if (kind === "refused") {
        changed.hidden = true;
        show(refused, "Configuration not changed; the last good one stays in force.", [message]);
        return;
      }
      refused.hidden = true;
      if (lines.length + warnings.length === 0) return;
      showForAWhile("Configuration changed", [...warnings, ...lines]);
    },
    /** A word that is seen and heard. @param {string} message */
    say: (message) => showForAWhile(message, []),
  };
}
