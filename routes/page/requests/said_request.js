// @ts-check
/// <reference lib="dom" />
/** What a request said: its body, its headers, and the settings that held for it. */

import { el } from "../element.js";
import { pairs } from "./pairs.js";

/** @import { Config, RequestDetail } from "../api.js" */

/**
 * @param {RequestDetail} detail
 * @param {Config | undefined} config What is in force by now.
 */
export function saidRequest({ request, model }, config) {
  if (!request) {
    return [
      el(
        "p",
        { class: "hint" },
        "What it said is not kept: it is too long ago, or ",
        el("code", {}, "ledger_bytes"),
        " in [server] of config.toml is 0.",
      ),
    ];
  }
  const { headers, body, settings } = request;
  const json = body === null ? "(no body was read)" : JSON.stringify(body, null, 2);
  return [
    el("h4", {}, "Body"),
    el("pre", { tabindex: 0, dir: "auto", "aria-label": "Body", class: "body" }, json),
    el("h4", {}, "Settings in force"),
    settings
      ? settingsTable(settings, model, config)
      : el("p", { class: "hint" }, "None were read."),
    el("h4", {}, "Headers, with keys masked"),
    pairs(Object.entries(headers).map(([name, value]) => [name, value])),
  ];
}

/**
 * Those that somebody has said, and from where, as the configuration stands by now.
 * @param {Record<string, unknown>} settings
 * @param {string | null} model
 * @param {Config | undefined} config
 */
function settingsTable(settings, model, config) {
  const own = new Map(Object.entries(config?.models[model ?? ""] ?? {}));
  const general = new Map(Object.entries(config?.general ?? {}));
  /** @param {string} key @param {unknown} value */
  const from = (key, value) => {
    if (general.get(key) === value) return "[general]";
    if (own.get(key) === value) return `model ${model}`;
    return "this request";
  };
  const rows = Object.entries(settings).map((
    [key, value],
  ) => [key, String(value), from(key, value)]);
  const rank = (/** @type {string | undefined} */ place) =>
    place === "this request" ? 0 : place === "[general]" ? 2 : 1;
  return pairs(rows.sort((a, b) => rank(a[2]) - rank(b[2])));
}
