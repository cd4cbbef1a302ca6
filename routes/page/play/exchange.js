// @ts-check
/// <reference lib="dom" />
/** One request of the playground, from its body to its last byte: nothing is left out of what came. */

import { errorText } from "../format.js";

/**
 * @typedef {object} Asked
 * @property {string} path
 * @property {Record<string, string>} headers
 * @property {object} body
 * @property {AbortSignal} signal
 *
 * @typedef {object} Seen
 * @property {(status: number, requestId: string | null, atMs: number) => void} head
 * @property {(event: string, atMs: number) => void} event One event as it stands in the body, without the empty line behind it.
 * @property {(how: string, atMs: number) => void} end
 */

/** A line may end in any of three ways, and an event ends with an empty one. */
export const EVENT_END = /\r\n\r\n|\n\n|\r\r/;

/**
 * Sends a request and tells of all that comes back, in milliseconds since it was sent.
 * @param {Asked} asked
 * @param {Seen} seen
 */
export async function exchange({ path, headers, body, signal }, { head, event, end }) {
  const started = performance.now();
  const since = () => performance.now() - started;
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      signal,
    });
    head(
      response.status,
      response.headers.get("x-request-id") ?? response.headers.get("request-id"),
      since(),
    );
    for await (const one of eventsOf(response)) event(one, since());
    end("the body ended", since());
  } catch (error) {
    end(signal.aborted ? "stopped here" : `the connection broke: ${errorText(error)}`, since());
  }
}

/** @param {Response} response */
async function* eventsOf({ body }) {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done = true, value } = await reader?.read() ?? {};
    rest += decoder.decode(value, { stream: !done });
    const events = rest.split(EVENT_END);
    rest = done ? "" : events.pop() ?? "";
    for (const one of events) if (one !== "") yield one;
    if (done) return;
  }
}

/**
 * The JSON of an event's data; nothing where it has none, as comments and `[DONE]`.
 * @param {string} event
 */
export function jsonOf(event) {
  const lines = event.split(/\r\n|\n|\r/);
  const data = lines.filter((line) => line.startsWith("data:")).map((line) =>
    line.slice(5).replace(/^ /, "")
  ).join("\n");
  try {
    // A refusal is no event: its whole body is JSON.
    return JSON.parse(data || event);
  } catch {
    return undefined;
  }
}
