// @ts-check
/// <reference lib="dom" />
/** An answer as it was written: each event with its time, the gap to the one before, and its bytes. */

import { el, setText } from "../element.js";
import { countText, millisecondsText } from "../format.js";
import { nextFrame } from "../frame.js";
import { createEventPages } from "./event_pages.js";
import { rowsInSight } from "./in_sight.js";
import { beginning } from "./long_text.js";
import { createRawRow } from "./raw_row.js";

/** @import { RequestDetail } from "../api.js" */

/** What detail.css gives a row, in pixels. */
const ROW = 26;

const HEADS = [
  { name: "#", class: "number place" },
  { name: "ms", class: "number", title: "Milliseconds after the request" },
  { name: "gap", class: "number", title: "Milliseconds after the event before" },
  { name: "bytes", class: "number bytes" },
  { name: "as sent", class: "words" },
];

/**
 * @param {string} id Of the request.
 * @param {(message: string) => void} say
 */
export function createRawSheet(id, say) {
  const about = el("p", { class: "hint" });
  const above = el("tbody", { class: "spacer" });
  const body = el("tbody");
  const below = el("tbody", { class: "spacer" });
  const heads = HEADS.map(({ name, ...more }) => el("th", { scope: "col", ...more }, name));
  const table = el("table", { class: "sent" }, el("thead", {}, el("tr", {}, ...heads)));
  table.append(above, body, below);
  const scroll = el("div", {
    class: "sent-scroll",
    tabindex: 0,
    role: "region",
    "aria-label": "Events as sent",
  }, table);
  const ending = el("p", { class: "hint" });
  const caption = el("p", { class: "hint" });
  const text = el("pre", { class: "body", tabindex: 0, "aria-label": "The chosen event" });
  const element = el("div", { class: "sent-sheet" }, about, scroll, ending, caption, text);
  /** @type {Map<number, ReturnType<typeof createRawRow>>} */
  const rows = new Map();
  let count = 0;
  let chosen = 0;
  let isShown = false;
  let known = "";

  const draw = () => {
    const { first, end } = rowsInSight(scroll, ROW, count);
    for (const [index, row] of rows) {
      if (first <= index && index < end) continue;
      if (row.element.contains(document.activeElement)) scroll.focus({ preventScroll: true });
      row.element.remove();
      rows.delete(index);
    }
    for (let index = first; index < end; index++) {
      let row = rows.get(index);
      if (!row) rows.set(index, row = createRawRow(choose));
      row.write(index, pages.at(index), pages.at(index - 1), index === chosen);
      const place = body.children[index - first] ?? null;
      if (place !== row.element) body.insertBefore(row.element, place);
    }
    above.style.height = `${first * ROW}px`;
    below.style.height = `${Math.max(0, count - end) * ROW}px`;
    table.setAttribute("aria-rowcount", String(count + 1));
    writeChosen();
    const { end: how } = pages;
    const notes = how?.notes.map((note) => `${note}, `).join("") ?? "";
    setText(
      ending,
      how ? `Then: ${notes}${how.outcome} after ${millisecondsText(how.at_ms)}.` : "",
    );
  };
  const pages = createEventPages(id, () => nextFrame(draw), say);

  const writeChosen = () => {
    const event = count === 0 ? undefined : pages.at(chosen);
    text.hidden = caption.hidden = event === undefined;
    if (!event) return;
    const gap = event.gap_ms === null
      ? ""
      : `, ${millisecondsText(event.gap_ms)} after the one before`;
    setText(
      caption,
      `Event ${countText(event.index)}: ${countText(event.bytes)} bytes at ${
        millisecondsText(event.at_ms)
      }${gap}`,
    );
    setText(text, beginning(event.text));
  };

  /** @param {number} index */
  function choose(index) {
    chosen = index;
    draw();
  }

  scroll.addEventListener("scroll", () => nextFrame(draw), { passive: true });
  scroll.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || count === 0) return;
    event.preventDefault();
    chosen = Math.min(count - 1, Math.max(0, chosen + step));
    const top = chosen * ROW;
    const room = scroll.clientHeight - 2 * ROW;
    if (top < scroll.scrollTop) scroll.scrollTop = top;
    if (top > scroll.scrollTop + room) scroll.scrollTop = top - room;
    draw();
    rows.get(chosen)?.open.focus({ preventScroll: true });
  });
  const fit = new ResizeObserver(() => isShown && draw());
  fit.observe(scroll);

  return {
    element,
    destroy: () => fit.disconnect(),
    /** Nothing is read of what nobody looks at. @param {RequestDetail} detail @param {boolean} isShownNow */
    write({ request, response, outcome }, isShownNow) {
      isShown = isShownNow;
      if (!isShown) return;
      setText(about, summary(response, request?.settings?.write_bytes));
      scroll.hidden = !response;
      const news = `${response?.events} ${outcome}`;
      if (news === known) return;
      known = news;
      count = response?.events ?? 0;
      pages.grow(count);
      draw();
    },
  };
}

/** @param {RequestDetail["response"]} response @param {unknown} writeBytes */
function summary(response, writeBytes) {
  if (!response) {
    return "What it was answered is not kept: it is too long ago, it has no body that is known, or " +
      "ledger_bytes in [server] of config.toml is 0.";
  }
  const { events, bytes, left_out } = response;
  const number = events + (left_out?.events ?? 0);
  const all =
    `${countText(number)} ${number === 1 ? "event" : "events"}, ${countText(bytes)} bytes.` +
    (writeBytes === undefined ? "" : ` They leave in HTTP chunks of ${writeBytes} bytes.`);
  return left_out
    ? `${all} The first ${
      countText(events)
    } are kept; a larger ledger_bytes in [server] keeps more.`
    : all;
}
