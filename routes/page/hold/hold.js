// @ts-check
/// <reference lib="dom" />
/** Every stream under way, whoever asked for it, with the hand on it; and for a while those that have ended, and how. */

import { el, part, setText } from "../element.js";
import { rateText } from "../format.js";
import { outcomeText, toneOf } from "../requests/outcome.js";
import { createFaultControls } from "./fault_controls.js";
import { createHoldNext } from "./hold_next.js";

/** @import { RequestSummary, StreamState } from "../api.js" */

/** How long a stream is still shown after its end, in milliseconds. */
const STAYS_MS = 10_000;

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} badge
 * @param {(message: string) => void} say
 */
export function createHold(root, badge, say) {
  const list = part(root, "streams", HTMLElement);
  const ended = part(root, "ended-streams", HTMLElement);
  const none = part(root, "no-streams", HTMLElement);
  const next = createHoldNext(root);
  /** @type {Map<string, ReturnType<typeof createRow>>} */
  const rows = new Map();

  part(root, "hold-example", HTMLElement).textContent = `curl ${location.origin}/streams\n` +
    `curl ${location.origin}/streams/{id} --json '{"action": "pause"}'\n` +
    `curl ${location.origin}/streams/{id} --json '{"action": "step"}'      # one token more\n` +
    `curl ${location.origin}/streams/{id} --json '{"action": "speed", "speed": 0.5}'\n` +
    `curl ${location.origin}/streams/{id} --json '{"action": "resume"}'    # or "end", or "drop"\n` +
    `curl ${location.origin}/streams/{id} --json '{"action": "error", "error": "overloaded"}'\n` +
    `curl ${location.origin}/streams/{id} --json '{"action": "cut", "cut": "half_event"}'\n` +
    `curl ${location.origin}/streams/{id} --json '{"action": "stall", "stall_ms": 5000}'`;

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
    // Whoever pressed its last button goes on from the next stream.
    const neighbour = row.element.nextElementSibling ?? row.element.previousElementSibling;
    const heldFocus = row.element.contains(document.activeElement);
    row.element.remove();
    rows.delete(id);
    if (!heldFocus) return;
    const button = neighbour?.querySelector("button");
    if (button) button.focus();
    else root.querySelector("h2")?.focus();
  };

  /** @param {RequestSummary} request */
  const showEnd = (request) => {
    const row = endedRow(request);
    ended.prepend(row);
    setTimeout(() => row.remove(), STAYS_MS);
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
    /** Some came, were answered or ended. @param {readonly RequestSummary[]} requests */
    take(requests) {
      next.take(requests);
      for (const request of requests) {
        if (request.outcome === "open") continue;
        remove(request.id);
        if (request.stream) showEnd(request);
      }
      count();
    },
    /** The server has gone: nobody knows how they are. */
    lost() {
      badge.hidden = true;
      for (const row of rows.values()) row.lost();
    },
  };
}

/**
 * @param {StreamState} stream
 * @param {(message: string) => void} say
 */
function createRow({ id, model, planned_tokens }, say) {
  const name = `${model}, ${id.slice(-6)}`;
  const controls = createFaultControls(() => id, () => name, say);
  const tokens = el("span", { class: "tokens" });
  const state = el("span", { class: "state-tag" });
  const progress = el("progress", { max: planned_tokens || 1, "aria-label": `Tokens of ${name}` });
  const element = el(
    "li",
    { "data-id": id },
    whoseRow(model, id, state),
    el("div", {}, progress, tokens),
    controls.element,
  );
  return {
    element,
    /** @param {StreamState} now */
    update(now) {
      progress.value = now.tokens;
      setText(tokens, `${now.tokens} of ${now.planned_tokens} tokens`);
      const goes = now.tokens === 0 ? "waiting for its first token" : "streaming";
      const stands = now.paused ? "paused" : now.stalled ? "stalled" : undefined;
      setText(state, stands ?? (now.speed === 1 ? goes : `at ${now.speed}×`));
      state.dataset.tone = stands ? "warn" : now.tokens === 0 ? "live" : "good";
      controls.update(now);
    },
    lost() {
      setText(state, "unknown: the server has gone");
      state.dataset.tone = "bad";
    },
  };
}

/** @param {RequestSummary} request */
function endedRow(request) {
  const { id, model, path, tokens, tokens_per_second_after_first: rate } = request;
  const outcome = el("span", { class: "state-tag", "data-tone": toneOf(request) });
  outcome.textContent = outcomeText(request);
  return el(
    "li",
    { class: "ended", "data-ended": id },
    whoseRow(model ?? path, id, outcome),
    el("span", { class: "tokens" }, `${tokens} tokens, ${rateText(rate)} tokens/s after the first`),
  );
}

/** Whose stream it is, and how it is. @param {string} name @param {string} id @param {HTMLElement} state */
function whoseRow(name, id, state) {
  const link = el("a", { href: `#requests/${id}` }, el("code", {}, id));
  return el("div", { class: "who" }, el("strong", {}, name), link, state);
}
