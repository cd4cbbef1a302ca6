/** What a proxy does that waits until a buffer is full, or until it is time: events leave together. Nothing is lost, the rate is kept. */

import type { Frame } from "../frame.ts";

/** So many frames leave when the last of them is due; the rest when the stream ends, however it does. */
export function* inBursts(frames: Iterable<Frame>, size: number): Iterable<Frame> {
  let held: Frame[] = [];
  let events = 0;
  for (const frame of frames) {
    held.push(frame);
    if (frame.kind === "data") events++;
    if (events < size && goesOn(frame)) continue;
    yield* at(held, frame.at);
    held = [];
    events = 0;
  }
  yield* at(held, held.at(-1)?.at ?? 0);
}

/** Frames leave at whole multiples of so many milliseconds; the rest when the stream ends, however it does. */
export function* flushedEvery(frames: Iterable<Frame>, everyMs: number): Iterable<Frame> {
  let held: Frame[] = [];
  let flushAt = 0;
  for (const frame of frames) {
    if (held.length > 0 && frame.at > flushAt) {
      yield* at(held, flushAt);
      held = [];
    }
    if (held.length === 0) flushAt = nextFlush(frame.at, everyMs);
    held.push(frame);
    if (goesOn(frame)) continue;
    yield* at(held, frame.at);
    held = [];
  }
  yield* at(held, held.at(-1)?.at ?? 0);
}

/** Whether more may be held back behind a frame: what was held leaves before the connection ends, and the head waits for nothing. */
function goesOn({ kind }: Frame): boolean {
  return kind === "data" || kind === "note";
}

function nextFlush(atMs: number, everyMs: number): number {
  return atMs === Infinity ? atMs : Math.ceil(atMs / everyMs) * everyMs;
}

function at(frames: readonly Frame[], atMs: number): readonly Frame[] {
  return frames.map((frame) => ({ ...frame, at: atMs }));
}
