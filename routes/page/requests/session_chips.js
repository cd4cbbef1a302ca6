// @ts-check
/// <reference lib="dom" />
/** A chip for each session that has sent requests: pressed, the list is of that session alone. */

import { button, el, setText } from "../element.js";
import { countText } from "../format.js";

/** @import { RequestSummary } from "../api.js" */

/** So many sessions have one, those that were heard of last. */
const MOST = 12;

/**
 * @param {HTMLElement} root
 * @param {() => void} changed Told when another session is chosen.
 */
export function createSessionChips(root, changed) {
  /** @type {string | undefined} */
  let chosen;
  /** @type {Map<string, HTMLButtonElement>} */
  const chips = new Map();

  /** @param {string} session */
  const chipOf = (session) => {
    const press = () => {
      chosen = chosen === session ? undefined : session;
      changed();
    };
    const chip = button(`${session} `, press, { "data-session": session, title: session });
    chip.append(el("span", { class: "amount" }));
    return chip;
  };

  return {
    /** Whether a request is of the chosen session; each is where none is chosen. @param {RequestSummary} request */
    fits: ({ session }) => chosen === undefined || session === chosen,
    /** The requests that there are, the oldest first. @param {Iterable<RequestSummary>} requests */
    show(requests) {
      /** @type {Map<string, number>} */
      const counts = new Map();
      for (const { session } of requests) {
        if (session === null) continue;
        const count = counts.get(session) ?? 0;
        counts.delete(session);
        counts.set(session, count + 1);
      }
      if (chosen !== undefined && !counts.has(chosen)) chosen = undefined;
      const newest = [...counts.keys()].slice(-MOST);
      const shown = chosen === undefined ? newest : [...new Set([...newest, chosen])];
      for (const [session, chip] of chips) {
        if (shown.includes(session)) continue;
        chip.remove();
        chips.delete(session);
      }
      for (const session of shown) {
        let chip = chips.get(session);
        if (!chip) {
          chips.set(session, chip = chipOf(session));
          root.append(chip);
        }
        chip.setAttribute("aria-pressed", String(session === chosen));
        const amount = chip.lastElementChild;
        if (amount) setText(amount, countText(counts.get(session) ?? 0));
      }
      root.hidden = chips.size === 0;
    },
  };
}
