// @ts-check
/// <reference lib="dom" />
/**
 * Reads completions away from the page, so that drawing never falsifies the moment at which a chunk came. What came is
 * handed over together, as often as the page wants it.
 */

import { inSlot } from "./connection_slots.js";

/**
 * @typedef {object} Start
 * @property {"start"} kind
 * @property {number} run Which run it is; everything told of it carries this.
 * @property {object} body
 * @property {string} apiKey
 * @property {number} handOverMs For how long what came is gathered.
 *
 * @typedef {Start | { kind: "stop", run: number }} Asked
 *
 * @typedef {object} Usage
 * @property {number} completion_tokens
 * @property {{ reasoning_tokens: number }} [completion_tokens_details]
 *
 * @typedef {object} Came
 * @property {number} run
 * @property {boolean} [mustWait] The browser has no connection free for it.
 * @property {number} [sentAt] When the request really began, in milliseconds since 1970.
 * @property {string} [requestId] Once, with the answer's head.
 * @property {string} text
 * @property {string} thinking
 * @property {number[]} times When each chunk came that carried something, in milliseconds after the request.
 * @property {"finished" | "stopped" | "broken" | "refused"} [end]
 * @property {string} [error]
 * @property {Usage} [usage]
 * @property {number} [endedAt]
 */

/** @type {Map<number, AbortController>} */
const open = new Map();

addEventListener("message", (event) => {
  /** @type {Asked} */
  const asked = event.data;
  if (asked.kind === "start") run(asked);
  else open.get(asked.run)?.abort();
});

/** @param {Start} start */
async function run(start) {
  const controller = new AbortController();
  open.set(start.run, controller);
  const post = gather(start);
  try {
    await inSlot(
      controller.signal,
      () => post({ mustWait: true }),
      () => ask(start, controller.signal, post),
    );
  } catch {
    post({ end: "stopped" });
  } finally {
    open.delete(start.run);
  }
}

/**
 * @param {Start} start
 * @param {AbortSignal} signal
 * @param {(came: Partial<Came>) => void} post
 */
async function ask({ body, apiKey }, signal, post) {
  const started = performance.now();
  post({ sentAt: performance.timeOrigin + started });
  try {
    const response = await fetch("/v1/chat/completions", {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${apiKey || "any"}` },
      body: JSON.stringify(body),
      signal,
    });
    post({ requestId: response.headers.get("x-request-id") ?? "" });
    if (!response.ok || !response.body) {
      const answer = await response.json();
      post({ end: "refused", error: answer?.error?.message ?? `HTTP ${response.status}` });
      return;
    }
    const isWhole = await read(response.body, started, post);
    const endedAt = performance.now() - started;
    if (isWhole) post({ end: "finished", endedAt });
    else post({ end: "broken", endedAt, error: "The stream ended before its [DONE]." });
  } catch {
    const endedAt = performance.now() - started;
    if (signal.aborted) post({ end: "stopped", endedAt });
    else post({ end: "broken", endedAt, error: "The connection broke." });
  }
}

/**
 * Reads the events of a body; whether it came to its `[DONE]`.
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} body
 * @param {number} started
 * @param {(came: Partial<Came>) => void} post
 */
async function read(body, started, post) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return false;
    const at = performance.now() - started;
    const events = (rest + decoder.decode(value, { stream: true })).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      const data = event.replace(/^data: /, "");
      if (data === "[DONE]") return true;
      const chunk = JSON.parse(data);
      if (chunk.error) post({ error: chunk.error.message });
      const { content, reasoning_content: thinking, refusal } = chunk.choices?.[0]?.delta ?? {};
      const text = content || refusal || "";
      if (text || thinking) post({ times: [at], text, thinking: thinking || "" });
      if (chunk.usage) post({ usage: chunk.usage });
    }
  }
}

/** What came since the last hand-over, by run. @type {Map<number, Came>} */
const news = new Map();

function handOver() {
  postMessage([...news.values()]);
  news.clear();
}

/**
 * Gives a way to tell the page about a run, that waits a little for more.
 * @param {Start} start
 * @returns {(came: Partial<Came>) => void}
 */
function gather({ run, handOverMs }) {
  return ({ times = [], text = "", thinking = "", ...once }) => {
    if (news.size === 0) setTimeout(handOver, handOverMs);
    const came = news.get(run) ?? { run, text: "", thinking: "", times: [] };
    news.set(run, came);
    came.text += text;
    came.thinking += thinking;
    came.times.push(...times);
    Object.assign(came, once);
  };
}
