// @ts-check
/// <reference lib="dom" />
/** What a request said: its body, its headers, and the settings that held for it. */

import { el } from "../element.js";
import { longText } from "./long_text.js";
import { pairs } from "./pairs.js";

/** @import { RequestDetail } from "../api.js" */

/** @param {RequestDetail} detail */
export function saidRequest({ request, rule }) {
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
  const { headers, body, settings, origins } = request;
  const json = body === null ? "(no body was read)" : JSON.stringify(body, null, 2);
  return [
    ...rule ? [el("p", {}, "Answered by the rule ", el("code", {}, rule), ".")] : [],
    el("h4", {}, "Body"),
    longText(json, "Body"),
    el("h4", {}, "Settings in force"),
    ...settings
      ? settingsTables(settings, origins ?? {})
      : [el("p", { class: "hint" }, "None were read.")],
    el("h4", {}, "Headers, with keys masked"),
    pairs(Object.entries(headers).map(([name, value]) => [name, value])),
  ];
}

/**
 * Each setting with where it came from, the nearest place first; what nobody has said is folded away.
 * @param {Record<string, unknown>} settings
 * @param {Record<string, string>} origins
 */
function settingsTables(settings, origins) {
  const rows = Object.entries(settings).map((
    [key, value],
  ) => [key, String(value), origins[key] ?? ""]);
  const said = rows.filter(([, , origin]) => origin !== DEFAULT);
  const unsaid = rows.filter(([, , origin]) => origin === DEFAULT).map((row) => row.slice(0, 2));
  return [
    ...said.length > 0
      ? [pairs(said.toSorted(([, , a = ""], [, , b = ""]) => distance(a) - distance(b)))]
      : [],
    el("details", {}, el("summary", {}, `${unsaid.length} more by default`), pairs(unsaid)),
  ];
}

const DEFAULT = "default";

/** How far from the request a place is. @param {string} origin */
function distance(origin) {
  if (origin.includes("[general]")) return 2;
  return origin.includes("[models.") ? 1 : 0;
}
