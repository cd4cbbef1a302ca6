/** How events are told apart in a response body. */

import type { Frame } from "./frame.ts";

/** Server-sent events, a JSON value a line, or one JSON array that grows. */
export type Framing = "sse" | "ndjson" | "json_array";

/** The content type of a stream. */
export const CONTENT_TYPES: Readonly<Record<Framing, string>> = {
  sse: "text/event-stream; charset=utf-8",
  ndjson: "application/x-ndjson",
  json_array: "application/json; charset=utf-8",
};

/** One server-sent event with data alone. `json` must hold no line break, as `JSON.stringify` never does. */
export function dataEvent(json: string): string {
  return `data: ${json}\n\n`;
}

/** One server-sent event with a name. The space behind the colon stays, since some clients insist on it. */
export function namedEvent(name: string, json: string): string {
  return `event: ${name}\ndata: ${json}\n\n`;
}

/** What OpenAI's streams of chunks end with. */
export const DONE = "data: [DONE]\n\n";

/** One value of a stream of JSON lines. */
export function jsonLine(json: string): string {
  return `${json}\n`;
}

/** Puts what a framing has around and between its events: the brackets and commas of an array, and nothing elsewhere. */
export function framed(framing: Framing, frames: Iterable<Frame>): Iterable<Frame> {
  return framing === "json_array" ? inArray(frames) : frames;
}

function* inArray(frames: Iterable<Frame>): Iterable<Frame> {
  let before = "[";
  let endsAt = 0;
  for (const frame of frames) {
    endsAt = frame.at;
    if (frame.kind !== "data" || typeof frame.data !== "string") {
      yield frame;
      continue;
    }
    yield { ...frame, data: before + frame.data };
    before = ",\n";
  }
  yield { kind: "data", at: endsAt, tokens: 0, data: before === "[" ? "[]" : "]" };
}
