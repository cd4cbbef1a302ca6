// @ts-check
/// <reference lib="dom" />
/** One request, whole: what was planned, what left and when, and what was done to it by hand. As it is now, until it ends. */

import { getRequest } from "../api.js";
import { copyString } from "../clipboard.js";
import { button, el, setText } from "../element.js";
import { countText, millisecondsText, timeText } from "../format.js";
import { createHoldControls } from "../hold/hold_controls.js";
import { plotChunks } from "./chunk_plot.js";
import { outcomeText, phaseText, toneOf } from "./outcome.js";
import { figuresTable } from "./request_figures.js";
import { saidRequest } from "./said_request.js";
import { createTabs } from "./tabs.js";
import { asAssertion, asCurl } from "./taken_along.js";

/** @import { Config, RequestDetail, StreamState } from "../api.js" */

/**
 * @param {HTMLElement} element
 * @param {{ closed: () => void, say: (message: string) => void }} page
 */
export function createRequestDetail(element, { closed, say }) {
  /** @type {string | undefined} */
  let id;
  /** @type {ReturnType<typeof createSheet> | undefined} */
  let sheet;
  let isAsking = false;
  let isOutdated = false;
  let tab = "Timing";
  /** @type {Config | undefined} */
  let config;

  const close = () => {
    id = undefined;
    sheet?.destroy();
    sheet = undefined;
    element.hidden = true;
    element.replaceChildren();
    closed();
  };

  const draw = async () => {
    if (isAsking) {
      isOutdated = true;
      return;
    }
    isAsking = true;
    try {
      while (id !== undefined) {
        isOutdated = false;
        const asked = id;
        const detail = await getRequest(asked);
        if (asked !== id) continue;
        if (sheet?.id !== detail.id) {
          sheet?.destroy();
          sheet = createSheet(element, detail, {
            close,
            say,
            tab,
            tabChosen: (name) => tab = name,
          });
        }
        sheet.write(detail, config);
        if (!isOutdated) break;
      }
    } finally {
      isAsking = false;
    }
  };

  element.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") close();
  });
  addEventListener("themechange", () => {
    sheet?.destroy();
    sheet = undefined;
    refresh();
  });

  const refresh = () => void draw().catch(() => {});

  return {
    close,
    refresh,
    /** @param {Config} now */
    configure(now) {
      config = now;
      refresh();
    },
    /** How its stream is by now. @param {readonly StreamState[]} streams */
    update(streams) {
      const own = streams.find((stream) => stream.id === sheet?.id);
      if (!own) return;
      sheet?.hold(own);
      refresh();
    },
    /** @param {string} newId */
    async show(newId) {
      id = newId;
      element.hidden = false;
      await draw();
      element.querySelector("h3")?.focus({ preventScroll: innerWidth > 900 });
    },
  };
}

/**
 * The sheet of one request, in place of what was there before; written again as the request goes on.
 * @param {HTMLElement} element
 * @param {RequestDetail} first
 * @param {{
 *   close: () => void,
 *   say: (message: string) => void,
 *   tab: string,
 *   tabChosen: (name: string) => void,
 * }} page
 */
function createSheet(element, first, { close, say, tab, tabChosen }) {
  const controls = createHoldControls(() => first.id, () => first.model ?? first.path, say);
  const about = el("span", { class: "hint" });
  const outcome = el("span", { class: "state-tag" });
  const fault = el("p", { class: "fault" });
  const warnings = el("ul", { class: "hint", "aria-label": "Warnings" });
  const figures = el("div");
  const plots = el("div", { class: "plots" });
  const byHand = el("div");
  const said = el("div");
  const timing = el("div", {}, figures, plots, byHand);
  const pre = el("pre", { tabindex: 0, "aria-label": "The ledger's entry as JSON" });
  let latest = first;
  const copies = [
    { name: "Copy link", text: () => `${location.origin}/#requests/${first.id}` },
    { name: "Copy as curl", text: () => asCurl(latest, location.origin) },
    { name: "Copy as assertion", text: () => asAssertion(latest, location.origin) },
    { name: "Copy JSON", text: () => JSON.stringify(latest, null, 2) },
  ].map(({ name, text }) => {
    const copy = button(name, () => copyString(copy, text()), { class: "small" });
    return copy;
  });
  let shown = tab;
  const writeEntry = () => {
    pre.textContent = shown === "Entry" ? JSON.stringify(latest, null, 2) : "";
  };
  const tabs = createTabs(
    "The request",
    [
      { name: "Timing", panel: timing },
      { name: "Request", panel: said },
      { name: "Entry", panel: el("div", {}, pre) },
    ],
    tab,
    (name) => {
      shown = name;
      tabChosen(name);
      writeEntry();
    },
  );
  element.replaceChildren(
    el(
      "div",
      { class: "bar" },
      el("h3", { tabindex: -1 }, first.model ?? first.path),
      button("✕", close, { class: "quiet", "aria-label": "Close" }),
    ),
    el("p", {}, outcome, " ", about),
    el("p", { class: "hint" }, el("code", {}, first.id), first.client ? ` by ${first.client}` : ""),
    fault,
    warnings,
    controls.element,
    el("div", { class: "row copies" }, ...copies),
    ...tabs,
  );
  const plot = plotChunks(plots);
  let known = "";

  return {
    id: first.id,
    destroy: plot.destroy,
    hold: controls.update,
    /** @param {RequestDetail} detail @param {Config | undefined} config */
    write(detail, config) {
      latest = detail;
      const news = JSON.stringify([detail.request, config?.models[detail.model ?? ""]]);
      if (news !== known) said.replaceChildren(...saidRequest(detail, config));
      known = news;
      const { method, path, started_at, status, error } = detail;
      setText(outcome, outcomeText(detail));
      outcome.dataset.tone = toneOf(detail);
      const phase = phaseText(detail);
      setText(
        about,
        `${phase ? `${phase}, ` : ""}${method} ${path} at ${timeText(started_at)}, ` +
          `status ${status ?? "not known yet"}`,
      );
      fault.hidden = error === null;
      setText(fault, error ?? "");
      warnings.hidden = detail.warnings.length === 0;
      warnings.replaceChildren(...detail.warnings.map((one) => el("li", {}, one)));
      const isHeld = controls.element.contains(document.activeElement);
      controls.setOpen(detail.outcome === "open" && detail.stream);
      if (isHeld && controls.element.hidden) element.querySelector("h3")?.focus();
      figures.hidden = detail.outcome === "error";
      figures.replaceChildren(figuresTable(detail), el("p", { class: "hint" }, lateness(detail)));
      plot.write(detail);
      byHand.replaceChildren(...actions(detail), ...faults(detail));
      writeEntry();
    },
  };
}

/** @param {RequestDetail} detail */
function lateness({ schedule_error_ms, prompt_tokens }) {
  const prompt = prompt_tokens === null ? "" : `The prompt has ${countText(prompt_tokens)} tokens.`;
  if (schedule_error_ms === null) return `Nothing left on a schedule. ${prompt}`;
  const { p50, p99, max } = schedule_error_ms;
  return `Off schedule by ${millisecondsText(p50)} in the median, ${
    millisecondsText(p99)
  } at the ` +
    `99th percentile, ${millisecondsText(max)} at most. ${prompt}`;
}

/** @param {RequestDetail} detail */
function actions({ actions }) {
  if (actions.length === 0) return [];
  const items = actions.map(({ at_ms, action, at_token }) =>
    el(
      "li",
      {},
      el("strong", {}, action),
      ` after ${millisecondsText(at_ms)}, at token ${at_token}`,
    )
  );
  return [el("h4", {}, "By hand"), el("ol", { class: "actions" }, ...items)];
}

/** @param {RequestDetail} detail */
function faults({ faults }) {
  if (faults.length === 0) return [];
  const items = faults.map(({ kind, place, at_ms, note }) =>
    el(
      "li",
      {},
      el("strong", {}, place === null ? kind : `${kind} ${place}`),
      ` after ${millisecondsText(at_ms)}${note === undefined ? "" : `: ${note}`}`,
    )
  );
  return [el("h4", {}, "On purpose"), el("ol", { class: "actions" }, ...items)];
}
