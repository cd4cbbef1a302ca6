/** What of a response's frames comes after the event of a number. */

import type { Turns } from "../../../lib/clock/turns.ts";
import type { Frame } from "../../../lib/stream/frame.ts";

/**
 * Goes through the frames of which nothing comes after an event, letting others have their turn: a long response has hundreds of
 * thousands. How many they were, and what is left of the first that is not one of them.
 */
export async function skipped(
  frames: Generator<Frame>,
  after: number,
  turns: Turns,
): Promise<{ readonly passed: number; readonly first: readonly Frame[] }> {
  let passed = 0;
  if (after < 0) return { passed, first: [] };
  for (let next = frames.next(); !next.done; next = frames.next()) {
    const first = leftOf(next.value, after);
    if (first.length > 0) return { passed, first };
    passed++;
    if (turns.spent()) await turns.next();
  }
  return { passed, first: [] };
}

/** Frames in hand, and those that come after them. */
export function* chained(first: readonly Frame[], rest: Iterable<Frame>): Generator<Frame> {
  yield* first;
  yield* rest;
}

/** What of frames comes after the event of a number; below 0, all. */
export function* afterEvent(frames: Iterable<Frame>, after: number): Generator<Frame> {
  for (const frame of frames) yield* leftOf(frame, after);
}

function leftOf(frame: Frame, after: number): readonly Frame[] {
  if (after < 0 || frame.kind !== "data" || typeof frame.data !== "string") return [frame];
  const events = frame.data.split(/(?<=\n\n)/).filter((event) => numberOf(event) > after);
  return events.length === 0 ? [] : [{ ...frame, data: events.join("") }];
}

function numberOf(event: string): number {
  return Number(/"sequence_number":(\d+)/.exec(event)?.[1] ?? Infinity);
}
