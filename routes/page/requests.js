// @ts-check
/// <reference lib="dom" />
/** The newest requests from any client, as they come and end. */

import { clearRequests } from "./api.js";
import { button, el, part, setText } from "./element.js";
import { countText, millisecondsText, rateText, timeText } from "./format.js";
import { nextFrame } from "./frame.js";
import { createRequestDetail } from "./request_detail.js";

/** @import { RequestSummary, StreamState } from "./api.js" */

const MOST_ROWS = 200;

/** Which of the page's tones an outcome has; what is not here is as it should be. */
const TONES = new Map([
  ["open", "live"],
  ["truncated", "warn"],
  ["ended", "warn"],
  ["client_left", "warn"],
  ["dropped", "bad"],
  ["failed", "bad"],
  ["error", "bad"],
]);

/**
 * @param {HTMLElement} root
 * @param {(message: string) => void} say
 */
export function createRequests(root, say) {
  const body = part(root, "request-rows", HTMLElement);
  const none = part(root, "no-requests", HTMLElement);
  const filter = part(root, "filter", HTMLInputElement);
  const detail = createRequestDetail(part(root, "detail", HTMLElement), () => choose(undefined));
  /** @type {Map<string, ReturnType<typeof createRow>>} */
  const rows = new Map();
  /** @type {Map<string, RequestSummary>} */
  const changed = new Map();
  let longestMs = 1;
  /** @type {string | undefined} */
  let chosen;

  part(root, "base-url", HTMLElement).textContent = `${location.origin}/v1`;

  /** @param {string | undefined} id */
  const choose = (id) => {
    const before = chosen === undefined ? undefined : rows.get(chosen);
    before?.element.classList.remove("chosen");
    before?.open.setAttribute("aria-expanded", "false");
    chosen = id;
    part(root, "split", HTMLElement).classList.toggle("open", id !== undefined);
    if (id === undefined) {
      before?.open.focus();
      return;
    }
    rows.get(id)?.element.classList.add("chosen");
    rows.get(id)?.open.setAttribute("aria-expanded", "true");
    detail.show(id).catch((error) => say(error.message));
  };

  const draw = () => {
    const written = [];
    for (const request of changed.values()) {
      let row = rows.get(request.id);
      if (!row) {
        row = createRow(() => choose(request.id));
        rows.set(request.id, row);
        body.prepend(row.element);
      }
      row.write(request);
      written.push(row);
      row.element.hidden = !isWanted(request, filter.value);
      if (request.id === chosen && request.outcome !== "open") detail.refresh();
    }
    changed.clear();
    for (const [id, row] of rows) {
      if (rows.size <= MOST_ROWS) break;
      row.element.remove();
      rows.delete(id);
    }
    const longest = Math.max(1, ...[...rows.values()].map((row) => row.durationMs));
    const outdated = longest === longestMs ? written : rows.values();
    for (const row of outdated) row.drawTimeline(longest);
    longestMs = longest;
    none.hidden = rows.size > 0;
  };

  /** @param {Iterable<RequestSummary>} requests */
  const take = (requests) => {
    for (const request of requests) changed.set(request.id, request);
    nextFrame(draw);
  };

  const clear = () => {
    rows.clear();
    changed.clear();
    body.replaceChildren();
    nextFrame(draw);
  };

  filter.addEventListener("input", () => {
    for (const row of rows.values()) row.element.hidden = !isWanted(row.request, filter.value);
  });
  part(root, "forget", HTMLElement).addEventListener("click", async () => {
    await clearRequests().catch((error) => say(error.message));
    if (chosen !== undefined) detail.close();
    clear();
  });

  return {
    take,
    /** All that there are, the newest first. @param {readonly RequestSummary[]} requests */
    replace(requests) {
      clear();
      take([...requests].reverse());
    },
    /** How far the open ones are. @param {readonly StreamState[]} streams */
    update(streams) {
      take(streams.flatMap(({ id, tokens }) => {
        const known = changed.get(id) ?? rows.get(id)?.request;
        if (!known || known.outcome !== "open") return [];
        const duration_ms = Date.now() - Date.parse(known.started_at);
        const tokens_per_second = tokens / (duration_ms / 1000);
        return [{ ...known, tokens, duration_ms, tokens_per_second }];
      }));
    },
  };
}

/** @param {() => void} choose */
function createRow(choose) {
  const open = button("", choose, { class: "open", "aria-expanded": "false" });
  const outcome = el("span", { class: "tag" });
  const wait = el("span", { class: "wait" });
  const run = el("span", { class: "run" });
  const [tokens, rate, time] = [0, 1, 2].map(() => el("td", { class: "number" }));
  const path = el("td", { class: "wide path" });
  const timeline = el("div", { class: "timeline" }, wait, run);
  const element = el(
    "tr",
    {},
    el("td", {}, open),
    el("td", {}, outcome),
    tokens ?? "",
    rate ?? "",
    el("td", { class: "wide" }, timeline),
    path,
    time ?? "",
  );
  element.addEventListener("click", ({ target }) => {
    if (target !== open) choose();
  });
  let durationMs = 0;
  let ttftMs = 0;
  /** @type {RequestSummary | undefined} */
  let request;

  /** @param {number} longestMs */
  const drawTimeline = (longestMs) => {
    wait.style.width = `${(100 * Math.min(ttftMs, durationMs) / longestMs).toFixed(1)}%`;
    run.style.width = `${(100 * Math.max(0, durationMs - ttftMs) / longestMs).toFixed(1)}%`;
  };

  return {
    element,
    open,
    drawTimeline,
    get durationMs() {
      return durationMs;
    },
    get request() {
      return request;
    },
    /** @param {RequestSummary} now */
    write(now) {
      request = now;
      durationMs = now.duration_ms ?? 0;
      ttftMs = now.ttft_ms ?? 0;
      setText(open, now.model ?? "(no model)");
      setText(
        outcome,
        now.outcome === "error" ? `error ${now.status}` : now.outcome.replace("_", " "),
      );
      outcome.dataset.tone = TONES.get(now.outcome) ?? "good";
      if (tokens) setText(tokens, countText(now.tokens));
      if (rate) setText(rate, rateText(now.tokens_per_second));
      if (time) setText(time, timeText(now.started_at));
      setText(path, now.path);
      timeline.title = `first token after ${millisecondsText(now.ttft_ms)}, ` +
        `${millisecondsText(now.duration_ms)} in all`;
    },
  };
}

/**
 * @param {RequestSummary | undefined} request
 * @param {string} wanted
 */
function isWanted(request, wanted) {
  const words = wanted.toLowerCase().split(/\s+/);
  const text = `${request?.model} ${request?.path} ${request?.outcome} ${request?.id}`
    .toLowerCase();
  return words.every((word) => text.includes(word));
}
