// @ts-check
/// <reference lib="dom" />
/** The list of requests: however many there are, only those in sight are rows. */

import { button, el, part, setText } from "../element.js";
import { secondsText } from "../format.js";
import { COLUMNS } from "./columns.js";
import { rowsInSight } from "./in_sight.js";
import { createRequestRow } from "./request_row.js";

/** @import { RequestSummary, StreamState } from "../api.js" */

/** What requests.css gives a row, in pixels. */
const ROW = 32;

/**
 * @param {HTMLElement} root
 * @param {{
 *   choose: (id: string) => void,
 *   sort: (key: string) => void,
 *   say: (message: string) => void,
 * }} page
 */
export function createRequestList(root, { choose, sort, say }) {
  const scroll = part(root, "request-scroll", HTMLElement);
  const table = part(root, "request-table", HTMLTableElement);
  const body = part(root, "request-rows", HTMLElement);
  const above = part(root, "space-above", HTMLElement);
  const below = part(root, "space-below", HTMLElement);
  /** @type {Map<string, ReturnType<typeof createRequestRow>>} */
  const rows = new Map();
  /** @type {readonly RequestSummary[]} */
  let requests = [];
  /** @type {string | undefined} */
  let chosen;

  const heads = new Map(COLUMNS.map(({ key, title, explained, isNumber }) => {
    const head = el("th", {
      scope: "col",
      "data-column": key,
      class: isNumber ? "number" : undefined,
    });
    const content = title
      ? button(title, () => sort(key), { class: "sort", title: explained })
      : el("span", { class: "axis" }, el("span"), el("span"));
    head.append(content);
    return [key, head];
  }));
  part(root, "request-heads", HTMLElement).append(...heads.values());
  const axis = heads.get("waterfall")?.querySelectorAll(".axis > span");

  const draw = () => {
    const { first, end, edge } = rowsInSight(scroll, ROW, requests.length);
    const seen = requests.slice(first, end);
    const keep = new Set(seen.map(({ id }) => id));
    for (const [id, row] of rows) {
      if (keep.has(id)) continue;
      if (row.element.contains(document.activeElement)) scroll.focus({ preventScroll: true });
      row.element.remove();
      rows.delete(id);
    }
    const stretch = axisOf(seen.slice(0, edge - first));
    for (const [i, request] of seen.entries()) {
      let row = rows.get(request.id);
      if (!row) rows.set(request.id, row = createRequestRow({ choose, say }));
      row.write(request, request.id === chosen);
      row.place(request, stretch);
      row.element.setAttribute("aria-rowindex", String(first + i + 2));
      if (body.children[i] !== row.element) {
        body.insertBefore(row.element, body.children[i] ?? null);
      }
    }
    above.style.height = `${first * ROW}px`;
    below.style.height = `${Math.max(0, requests.length - first - seen.length) * ROW}px`;
    table.setAttribute("aria-rowcount", String(requests.length + 1));
    if (axis?.[0] && axis[1]) {
      setText(axis[0], seen.length === 0 ? "" : "0 s");
      setText(axis[1], seen.length === 0 ? "" : secondsText(stretch.to - stretch.from));
    }
  };

  scroll.addEventListener("scroll", draw, { passive: true });
  new ResizeObserver(draw).observe(scroll);

  return {
    /** @param {readonly RequestSummary[]} now */
    show(now) {
      requests = now;
      draw();
    },
    /** All that the list has, in sight or not. */
    shown: () => requests,
    /** Which are held. @param {readonly StreamState[]} streams */
    update(streams) {
      for (const { id, paused, stalled } of streams) rows.get(id)?.setPaused(paused || stalled);
    },
    /** @param {string | undefined} id */
    choose(id) {
      const before = chosen === undefined ? undefined : rows.get(chosen);
      chosen = id;
      draw();
      if (id === undefined) before?.open.focus();
    },
    /** @param {string} key @param {"ascending" | "descending"} direction */
    sorted(key, direction) {
      for (const [name, head] of heads) {
        if (name === key) head.setAttribute("aria-sort", direction);
        else head.removeAttribute("aria-sort");
      }
    },
  };
}

/** From the first start to the last end of what is in sight. @param {readonly RequestSummary[]} seen */
function axisOf(seen) {
  let from = Infinity;
  let to = -Infinity;
  for (const { started_at, duration_ms, outcome } of seen) {
    const begin = Date.parse(started_at);
    from = Math.min(from, begin);
    to = Math.max(to, outcome === "open" ? Date.now() : begin + (duration_ms ?? 0));
  }
  return { from, to };
}
