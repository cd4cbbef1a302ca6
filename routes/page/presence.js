// @ts-check
/// <reference lib="dom" />
/** Whether the server is there. While it is not, nothing on the page claims to be live, and what needs it rests. */

import { el } from "./element.js";
import { timeText } from "./format.js";

/**
 * @param {{ link: HTMLElement, banner: HTMLElement }} places
 */
export function createPresence({ link, banner }) {
  const root = document.documentElement;
  /** What rests only because the server is gone. @type {Set<HTMLButtonElement | HTMLInputElement | HTMLSelectElement | HTMLFieldSetElement>} */
  const resting = new Set();

  const rest = () => {
    for (const element of document.querySelectorAll('[data-needs="server"]')) {
      const canRest = element instanceof HTMLButtonElement || element instanceof HTMLInputElement ||
        element instanceof HTMLSelectElement || element instanceof HTMLFieldSetElement;
      if (!canRest || element.disabled) continue;
      element.disabled = true;
      resting.add(element);
    }
  };

  return {
    connected() {
      root.dataset.server = "here";
      link.dataset.state = "open";
      link.textContent = "live";
      banner.hidden = true;
      for (const element of resting) element.disabled = false;
      resting.clear();
    },
    lost() {
      if (root.dataset.server === "gone") return;
      root.dataset.server = "gone";
      link.dataset.state = "lost";
      link.textContent = "offline";
      banner.replaceChildren(
        el("strong", {}, `The server has gone: no word from it since ${timeText(new Date())}. `),
        "What you see is from before. Start it again (",
        el("code", {}, "deno task start"),
        "): this page comes back by itself.",
      );
      banner.hidden = false;
      rest();
    },
  };
}
