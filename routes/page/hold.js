// @ts-check
/// <reference lib="dom" />
/** Every stream under way, whoever asked for it, with the hand on it. */

import { el, part, setText } from "./element.js";
import { createHoldControls } from "./hold_controls.js";

/** @import { RequestSummary, StreamState } from "./api.js" */

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} badge
 * @param {(message: string) => void} say
 */
export function createHold(root, badge, say) {
  const list = part(root, "streams", HTMLElement);
  const none = part(root, "no-streams", HTMLElement);
  /** @type {Map<string, ReturnType<typeof createRow>>} */
  const rows = new Map();

  part(root, "hold-example", HTMLElement).textContent = `curl ${location.origin}/streams\n` +
    `curl ${location.origin}/streams/{id} --json '{"action": "pause"}'\n` +
    `curl ${location.origin}/streams/{id} --json '{"action": "step"}'      # one token more\n` +
    `curl ${location.origin}/streams/{id} --json '{"action": "speed", "speed": 0.5}'\n` +
    `curl ${location.origin}/streams/{id} --json '{"action": "resume"}'    # or "end", or "drop"`;

  const count = () => {
    none.hidden = rows.size > 0;
    badge.hidden = rows.size === 0;
    setText(badge, String(rows.size));
  };
  count();

  /** @param {string} id */
  const remove = (id) => {
    const row = rows.get(id);
    if (!row) return;
    // Who pressed its last button goes on from the next stream.
    const next = row.element.nextElementSibling ?? row.element.previousElementSibling;
    const heldFocus = row.element.contains(document.activeElement);
    row.element.remove();
    rows.delete(id);
    if (!heldFocus) return;
    const button = next?.querySelector("button");
    if (button) button.focus();
    else root.querySelector("h2")?.focus();
  };

  return {
    /** All that are under way. @param {readonly StreamState[]} streams */
    update(streams) {
      const open = new Set(streams.map(({ id }) => id));
      for (const id of [...rows.keys()]) if (!open.has(id)) remove(id);
      for (const stream of streams) {
        let row = rows.get(stream.id);
        if (!row) {
          row = createRow(stream, say);
          rows.set(stream.id, row);
          list.append(row.element);
        }
        row.update(stream);
      }
      count();
    },
    /** Some have ended meanwhile. @param {readonly RequestSummary[]} requests */
    end(requests) {
      for (const { id, outcome } of requests) if (outcome !== "open") remove(id);
      count();
    },
  };
}

/**
 * @param {StreamState} stream
 * @param {(message: string) => void} say
 */
function createRow({ id, model, planned_tokens }, say) {
  const name = `${model}, ${id.slice(-6)}`;
  const controls = createHoldControls(() => id, name, say);
  const tokens = el("span", { class: "tokens" });
  const state = el("span", { class: "tag" });
  const progress = el("progress", { max: planned_tokens || 1, "aria-label": `Tokens of ${name}` });
  const element = el(
    "li",
    { "data-id": id },
    el("div", { class: "who" }, el("strong", {}, model), el("code", {}, id), state),
    el("div", { class: "far" }, progress, tokens),
    controls.element,
  );
  return {
    element,
    /** @param {StreamState} now */
    update(now) {
      progress.value = now.tokens;
      setText(tokens, `${now.tokens} of ${now.planned_tokens} tokens`);
      setText(state, now.paused ? "paused" : now.speed === 1 ? "streaming" : `at ${now.speed}×`);
      state.dataset.tone = now.paused ? "warn" : "good";
      controls.update(now);
    },
  };
}
