/** The last event of a frame, which tells what the frame is there for: what comes before it in one frame only leads up to it. */

import type { Framing } from "../framing.ts";

/** A frame's text in three. */
export interface LastEvent {
  /** All up to the event's payload. */
  readonly before: string;
  readonly payload: string;
  /** What ends the event. */
  readonly after: string;
}

/** Splits a frame's text. */
export function lastEvent(text: string, framing: Framing): LastEvent {
  const [after] = /\s*$/.exec(text) ?? [""];
  const body = text.slice(0, text.length - after.length);
  const start = framing === "sse" ? body.lastIndexOf(DATA) + DATA.length : body.search(/[[{]/);
  return { before: body.slice(0, start), payload: body.slice(start), after };
}

const DATA = "data: ";
