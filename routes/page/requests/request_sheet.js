// @ts-check
/// <reference lib="dom" />
/** One request on its sheet: what it said, what it was answered, when, and what can be done with it. */

import { copyText } from "../clipboard.js";
import { button, el, setText } from "../element.js";
import { errorText, timeText } from "../format.js";
import { createFaultControls } from "../hold/fault_controls.js";
import { plotChunks } from "./chunk_plot.js";
import { downloadRequests } from "./download.js";
import { actions, faults, lateness } from "./happenings.js";
import { beginning } from "./long_text.js";
import { outcomeText, phaseText, toneOf } from "./outcome.js";
import { createRawSheet } from "./raw_sheet.js";
import { figuresTable } from "./request_figures.js";
import { createResponseSheet } from "./response_sheet.js";
import { saidRequest } from "./said_request.js";
import { createTabs } from "./tabs.js";
import { asAssertion, asCurl } from "./taken_along.js";

/** @import { RequestDetail } from "../api.js" */

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
export function createSheet(element, first, { close, say, tab, tabChosen }) {
  const controls = createFaultControls(() => first.id, () => first.model ?? first.path, say);
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
    { name: "Copy entry", text: () => JSON.stringify(latest, null, 2) },
  ].map(({ name, text }) => {
    const copy = button(name, () => copyText(copy, text()), { class: "small" });
    return copy;
  });
  const files = /** @type {const} */ (["har", "json"]).map((kind) => {
    const name = kind.toUpperCase();
    const save = () => downloadRequests(kind, [first.id]).catch((error) => say(errorText(error)));
    return button(`Save ${name}`, save, { class: "small" });
  });
  let shown = tab;
  /** @type {ReturnType<typeof plotChunks> | undefined} */
  let plot;
  const raw = createRawSheet(first.id, say);
  const answer = createResponseSheet(first.id, say);
  let known = "";
  /** Once it is settled what it said and what holds for it, it stays so. */
  const writeSaid = () => {
    const { request, rule } = latest;
    const news = `${request === null} ${Boolean(request?.body)} ${
      Boolean(request?.settings)
    } ${rule}`;
    if (news !== known) said.replaceChildren(...saidRequest(latest));
    known = news;
  };
  const writeShown = () => {
    setText(pre, shown === "Entry" ? beginning(JSON.stringify(latest, null, 2)) : "");
    if (shown === "Request") writeSaid();
    // Its colours are those of where it stands.
    if (shown === "Timing" && plots.isConnected) (plot ??= plotChunks(plots)).write(latest);
    answer.write(latest, shown === "Response");
    raw.write(latest, shown === "Raw");
  };
  const tabs = createTabs(
    "The request",
    [
      { name: "Request", panel: said },
      { name: "Response", panel: answer.element },
      { name: "Timing", panel: timing },
      { name: "Raw", panel: raw.element },
      { name: "Entry", panel: el("div", {}, pre) },
    ],
    tab,
    (name) => {
      shown = name;
      tabChosen(name);
      writeShown();
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
    el("div", { class: "row copies" }, ...copies, ...files),
    ...tabs,
  );

  return {
    id: first.id,
    destroy() {
      plot?.destroy();
      raw.destroy();
    },
    hold: controls.update,
    /** @param {RequestDetail} detail */
    write(detail) {
      latest = detail;
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
      byHand.replaceChildren(...actions(detail), ...faults(detail));
      writeShown();
    },
  };
}
