// @ts-check
/// <reference lib="dom" />
/** A chip for each kind of requests, with how many there are: the one that is pressed says which the list has. */

import { button, el, setText } from "../element.js";
import { countText } from "../format.js";

/** @import { RequestSummary } from "../api.js" */

/** @type {readonly { readonly name: string, readonly fits: (request: RequestSummary) => boolean }[]} */
const KINDS = [
  { name: "All", fits: () => true },
  { name: "Open", fits: ({ outcome }) => outcome === "open" },
  { name: "Errors", fits: ({ outcome }) => /^(?:error|failed|dropped)$/.test(outcome) },
  { name: "Streamed", fits: ({ stream }) => stream },
  { name: "Not streamed", fits: ({ stream }) => !stream },
];

/**
 * @param {HTMLElement} root
 * @param {() => void} changed Told when another kind is chosen.
 */
export function createKindChips(root, changed) {
  let chosen = KINDS[0];
  const chips = KINDS.map((kind) => {
    const press = () => {
      chosen = kind;
      changed();
    };
    const amount = el("span", { class: "amount" });
    const chip = button(`${kind.name} `, press, {
      "data-chip": kind.name,
      "aria-pressed": "false",
    });
    chip.append(amount);
    return { kind, chip, amount };
  });
  root.append(...chips.map(({ chip }) => chip));

  return {
    /** Whether a request is of the chosen kind. @param {RequestSummary} request */
    fits: (request) => chosen?.fits(request) ?? true,
    /** The requests that there are. @param {readonly RequestSummary[]} requests */
    show(requests) {
      for (const { kind, chip, amount } of chips) {
        chip.setAttribute("aria-pressed", String(kind === chosen));
        setText(amount, countText(requests.filter(kind.fits).length));
      }
    },
  };
}
