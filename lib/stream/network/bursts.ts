/** What a proxy does that waits until a buffer is full, or until it is time: events leave together. Nothing is lost, the rate is kept. */

import type { Frame } from "../frame.ts";

/** So many frames leave when the last of them is due; the rest when the stream ends, however it does. */
export function* inBursts(frames: Iterable<Frame>, size: number): Iterable<Frame> {
  let held: Frame[] = [];
  let events = 0;
  for (const frame of frames) {
    held.push(frame);
    if (frame.kind === "data") events++;
    const goesOn = frame.kind === "data" || frame.kind === "note";
    if (events < size && goesOn) continue;
    yield* at(held, frame.at);
    held = [];
    events = 0;
  }
  yield* at(held, held.at(-1)?.at ?? 0);
}

/** Frames leave at whole multiples of so many milliseconds. */
export function* flushedEvery(frames: Iterable<Frame>, everyMs: number): Iterable<Frame> {
  for (const frame of frames) {
    yield frame.kind === "data" ? { ...frame, at: nextFlush(frame.at, everyMs) } : frame;
  }
}

function nextFlush(atMs: number, everyMs: number): number {
  return atMs === Infinity ? atMs : Math.ceil(atMs / everyMs) * everyMs;
}

function at(frames: readonly Frame[], atMs: number): readonly Frame[] {
  return frames.map((frame) => ({ ...frame, at: atMs }));
}
