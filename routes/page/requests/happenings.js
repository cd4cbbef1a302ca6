// @ts-check
/// <reference lib="dom" />
/** How late a request was, and what was done to it by hand and on purpose, in words. */

import { el } from "../element.js";
import { countText, millisecondsText } from "../format.js";

/** @import { RequestDetail } from "../api.js" */

/** @param {RequestDetail} detail */
export function lateness({ schedule_error_ms, prompt_tokens }) {
  const prompt = prompt_tokens === null ? "" : `The prompt has ${countText(prompt_tokens)} tokens.`;
  if (schedule_error_ms === null) return `Nothing left on a schedule. ${prompt}`;
  const { p50, p99, max } = schedule_error_ms;
  return `Off schedule by ${millisecondsText(p50)} in the median, ${
    millisecondsText(p99)
  } at the ` +
    `99th percentile, ${millisecondsText(max)} at most. ${prompt}`;
}

/** @param {RequestDetail} detail */
export function actions({ actions }) {
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
export function faults({ faults }) {
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
