// @ts-check
/// <reference lib="dom" />
/** One request, whole: what was planned, what left and when, and what was done to it by hand. */

import { getRequest } from "./api.js";
import { plotChunks } from "./chunk_plot.js";
import { button, el } from "./element.js";
import { countText, millisecondsText, rateText, secondsText, timeText } from "./format.js";

/** @import { RequestDetail } from "./api.js" */

/**
 * @param {HTMLElement} element
 * @param {() => void} closed
 */
export function createRequestDetail(element, closed) {
  /** @type {string | undefined} */
  let id;
  let unplot = () => {};

  const draw = async () => {
    const asked = id;
    if (asked === undefined) return;
    const detail = await getRequest(asked);
    if (asked !== id) return;
    unplot();
    const { scrollTop } = element;
    const hadFocus = element.contains(document.activeElement);
    const plots = el("div", { class: "plots" });
    const heading = el("h3", { tabindex: -1 }, detail.model ?? detail.path);
    element.replaceChildren(
      el(
        "div",
        { class: "bar" },
        heading,
        button("✕", close, { class: "quiet", "aria-label": "Close" }),
      ),
      ...paragraphs(detail),
      figures(detail),
      plots,
      ...actions(detail),
      whole(detail),
    );
    unplot = plotChunks(plots, detail);
    // Drawn anew when the request ends: the reader stays where he was.
    element.scrollTop = scrollTop;
    if (hadFocus) heading.focus({ preventScroll: true });
  };

  const close = () => {
    id = undefined;
    unplot();
    unplot = () => {};
    element.hidden = true;
    element.replaceChildren();
    closed();
  };

  element.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") close();
  });
  addEventListener("themechange", () => void draw());

  return {
    close,
    refresh: draw,
    /** @param {string} newId */
    async show(newId) {
      id = newId;
      element.hidden = false;
      await draw();
      element.querySelector("h3")?.focus({ preventScroll: innerWidth > 900 });
    },
  };
}

/** @param {RequestDetail} detail */
function paragraphs(detail) {
  const about = el(
    "p",
    { class: "hint" },
    `${detail.method} ${detail.path} at ${timeText(detail.started_at)}, ` +
      `status ${detail.status ?? "not known yet"}, ${detail.outcome.replace("_", " ")}`,
  );
  const id = el("p", { class: "hint" }, el("code", {}, detail.id));
  return detail.error === null
    ? [about, id]
    : [about, id, el("p", { class: "fault" }, detail.error)];
}

/** @param {RequestDetail} detail */
function figures({ planned, actual, schedule_error_ms, prompt_tokens, planned_tokens }) {
  /** @type {[string, string, string][]} */
  const rows = [
    ["First token", millisecondsText(planned.ttft_ms), millisecondsText(actual.ttft_ms)],
    ["Tokens", countText(planned_tokens), countText(actual.tokens)],
    ["Tokens/s", rateText(planned.tokens_per_second), rateText(actual.tokens_per_second)],
    [
      "Longest gap",
      millisecondsText(planned.largest_gap_ms),
      millisecondsText(actual.largest_gap_ms),
    ],
    ["Duration", secondsText(planned.duration_ms), secondsText(actual.duration_ms)],
  ];
  const table = el(
    "table",
    { class: "figures" },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        el("th", { scope: "col" }, el("span", { class: "unseen" }, "Figure")),
        el("th", { scope: "col" }, "planned"),
        el("th", { scope: "col" }, "actual"),
      ),
    ),
    el(
      "tbody",
      {},
      ...rows.map(([name, due, left]) =>
        el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, due), el("td", {}, left))
      ),
    ),
  );
  const late = schedule_error_ms === null
    ? "Nothing left on a schedule."
    : `Off schedule by ${millisecondsText(schedule_error_ms.p50)} in the median, ` +
      `${millisecondsText(schedule_error_ms.p99)} at the 99th percentile, ` +
      `${millisecondsText(schedule_error_ms.max)} at most. ` +
      `The prompt has ${countText(prompt_tokens)} tokens.`;
  return el("div", {}, table, el("p", { class: "hint" }, late));
}

/** @param {RequestDetail} detail */
function actions({ actions }) {
  if (actions.length === 0) return [];
  const items = actions.map(({ at_ms, action, at_token }) =>
    el("li", {}, el("strong", {}, action), ` after ${secondsText(at_ms)}, at token ${at_token}`)
  );
  return [el("h4", {}, "By hand"), el("ol", { class: "actions" }, ...items)];
}

/** @param {RequestDetail} detail */
function whole(detail) {
  const pre = el("pre", { tabindex: 0, "aria-label": "The ledger's entry as JSON" });
  const details = el("details", {}, el("summary", {}, "The whole entry as JSON"), pre);
  details.addEventListener("toggle", () => {
    pre.textContent = details.open ? JSON.stringify(detail, null, 2) : "";
  });
  return details;
}
