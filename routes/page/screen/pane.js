// @ts-check
/// <reference lib="dom" />
/** One way of showing, beside the others: its figures, its text, and its code to take along. */

import { el, setText } from "../element.js";
import { countText, millisecondsText, NONE } from "../format.js";
import { createGrowingText } from "./growing_text.js";
import { createShownMeter } from "./shown_meter.js";
import { createSource } from "./source.js";

/** @import { Shown } from "./shown_meter.js" */
/** @import { Way } from "./ways.js" */

/** @type {readonly { readonly key: string, readonly name: string, readonly text: (shown: Shown) => string }[]} */
const FIGURES = [
  {
    key: "characters",
    name: "Chars a frame",
    text: ({ median, most }) => median === null ? NONE : `${median} median, ${most} most`,
  },
  {
    key: "rest",
    name: "Longest rest",
    text: ({ longestRestMs }) => millisecondsText(longestRestMs),
  },
  {
    key: "behind",
    name: "Behind now",
    text: ({ behindMs, behindCharacters }) => behindText(behindMs, behindCharacters),
  },
  {
    key: "most-behind",
    name: "Behind, at most",
    text: ({ mostBehindMs, mostBehindCharacters }) =>
      behindText(mostBehindMs, mostBehindCharacters),
  },
  {
    key: "frames",
    name: "Frames touched",
    text: ({ touched, frames }) => `${countText(touched)} of ${countText(frames)}`,
  },
];

/** @param {number} ms @param {number} characters */
function behindText(ms, characters) {
  return `${countText(Math.round(ms))} ms, ${countText(characters)} chars`;
}

/** @param {Way} way @param {number} number From one on, as the chart's lines are coloured. */
export function createPane({ key, name, words, show, file }, number) {
  const cells = new Map(FIGURES.map(({ key }) => [key, el("td", { "data-figure": key }, NONE)]));
  const body = el(
    "tbody",
    {},
    ...FIGURES.map(({ key, name }) =>
      el("tr", {}, el("th", { scope: "row" }, name), cells.get(key) ?? "")
    ),
  );
  const lines = el("div", { class: "shown-lines" });
  const box = el(
    "div",
    { class: "shown-text", tabindex: "0", role: "region", "aria-label": `Text, ${name}` },
    lines,
  );

  const { copy, details } = createSource(name, file);
  const mark = el("span", { class: "mark", "data-lane": number, "data-dash": number - 1 });
  const element = el(
    "section",
    { class: "pane", role: "group", "aria-label": name, "data-way": key },
    el("header", {}, el("h3", {}, mark, name), copy),
    el("p", { class: "hint" }, words),
    el("table", { class: "figures" }, body),
    box,
    details,
  );

  let meter = createShownMeter();
  let text = createGrowingText(el("div"));
  let view = show(text.write);

  return {
    element,
    name,
    get meter() {
      return meter;
    },
    /** Begins anew, with nothing shown. */
    clear() {
      const place = el("div");
      lines.replaceChildren(place);
      meter = createShownMeter();
      text = createGrowingText(place);
      view = show(text.write);
    },
    /** @param {string} more @param {number} at */
    push(more, at) {
      meter.came(more.length, at);
      view.push(more);
    },
    end: () => view.end(),
    /** After all others have drawn in a frame: what of it is on the page. @param {number} now */
    measure: (now) => meter.frame(text.length, now),
    /** @param {number} now */
    write(now) {
      const figures = meter.figures(now);
      for (const { key, text } of FIGURES) setText(cells.get(key) ?? element, text(figures));
      return figures;
    },
  };
}
