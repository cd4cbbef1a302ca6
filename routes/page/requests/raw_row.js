// @ts-check
/// <reference lib="dom" />
/** One event of an answer as a row: when it left, how long after the one before, how many bytes, and what. */

import { button, el, setText } from "../element.js";
import { countText } from "../format.js";

/** @import { SentEvent } from "../api.js" */

/** What of an event's text a row shows. */
const MOST_SHOWN = 200;

/** What events have in common is left out where it is longer. */
const LONGEST_BEGINNING = 24;

/** @param {(index: number) => void} choose */
export function createRawRow(choose) {
  let index = -1;
  const number = el("td", { class: "number place" });
  const time = el("td", { class: "number" });
  const gap = el("td", { class: "number" });
  const bytes = el("td", { class: "number bytes" });
  const open = button("", () => choose(index), { class: "open", tabindex: -1 });
  const notes = el("span", { class: "marks" });
  const words = el("td", { class: "words" }, el("div", {}, notes, open));
  const element = el("tr", {}, number, time, gap, bytes, words);
  element.addEventListener("click", ({ target }) => {
    if (target !== open) choose(index);
  });
  return {
    element,
    open,
    /**
     * @param {number} at
     * @param {SentEvent | undefined} event
     * @param {SentEvent | undefined} before
     * @param {boolean} isChosen
     */
    write(at, event, before, isChosen) {
      index = at;
      element.setAttribute("aria-rowindex", String(at + 2));
      element.classList.toggle("chosen", isChosen);
      open.tabIndex = isChosen ? 0 : -1;
      open.setAttribute("aria-pressed", String(isChosen));
      setText(number, countText(at));
      setText(time, event ? fixed(event.at_ms) : "");
      setText(gap, event && event.gap_ms !== null ? `+${fixed(event.gap_ms)}` : "");
      setText(bytes, event ? countText(event.bytes) : "");
      setText(open, event ? oneLine(newPart(event.text, before?.text ?? "")) : "…");
      const said = event?.notes.join(" · ") ?? "";
      if (notes.textContent !== said) {
        notes.replaceChildren(
          ...event?.notes.map((note) =>
            el("span", { class: "state-tag", "data-tone": toneOf(note) }, note)
          ) ?? [],
        );
      }
    },
  };
}

/** @param {number} ms */
function fixed(ms) {
  return ms.toFixed(1);
}

/** @param {string} note */
function toneOf(note) {
  return note === "comment" ? "live" : "warn";
}

/**
 * What is not as in the event before: events of a stream begin alike, and a row is short.
 * @param {string} text
 * @param {string} before
 */
function newPart(text, before) {
  let same = 0;
  while (same < text.length && text[same] === before[same]) same++;
  const from = text.lastIndexOf("{", same);
  return from > LONGEST_BEGINNING ? `… ${text.slice(from)}` : text;
}

/** @param {string} text */
function oneLine(text) {
  return text.slice(0, MOST_SHOWN).trimEnd().replace(/\r\n|\n|\r/g, " ↵ ") || "(nothing)";
}
