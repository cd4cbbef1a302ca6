/** What is kept of an answer, as events: how many there are, and some of them. */

import { endOf, eventCount, type KeptAnswer, leftMsOf, pieceAt } from "./kept_answer.ts";

/** One event, or several that always leave together, as written. */
export interface WrittenEvent {
  /** Milliseconds after the request. */
  readonly leftMs: number;
  readonly bytes: Uint8Array;
}

/** How much was written. */
export interface AnswerSize {
  /** Events that are kept, the first ones. */
  readonly events: number;
  /** Of all that was written. */
  readonly bytes: number;
  /** What was written behind those that are kept. */
  readonly leftOut: { readonly events: number; readonly bytes: number };
}

const encoder = new TextEncoder();

/** How much there is. */
export function sizeOf(answer: KeptAnswer): AnswerSize {
  const { whole, leftOut } = answer;
  const kept = whole ? encoder.encode(whole.text).length : endOf(answer, answer.events);
  return { events: eventCount(answer), bytes: kept + leftOut.bytes, leftOut: { ...leftOut } };
}

/** Events from the one at `from` on, counted from 0: so many, or fewer once they have `mostBytes` together; at least one. */
export function readEvents(
  answer: KeptAnswer,
  from: number,
  most: number,
  mostBytes: number,
): readonly WrittenEvent[] {
  const read: WrittenEvent[] = [];
  const end = Math.min(from + most, eventCount(answer));
  for (let i = from, sum = 0; i < end && sum < mostBytes; i++) {
    const event = eventAt(answer, i);
    read.push(event);
    sum += event.bytes.length;
  }
  return read;
}

function eventAt(answer: KeptAnswer, index: number): WrittenEvent {
  const { whole, parts, firsts } = answer;
  if (whole) return { leftMs: whole.leftMs, bytes: encoder.encode(pieceAt(whole.text, index)) };
  const place = placeBefore(firsts, index);
  const before = endOf(answer, firsts[place] ?? 0);
  const bytes = parts[place]?.subarray(
    endOf(answer, index) - before,
    endOf(answer, index + 1) - before,
  );
  return { leftMs: leftMsOf(answer, index), bytes: bytes ?? new Uint8Array(0) };
}

/** The last part whose first event is the one at `index` or before it. */
function placeBefore(firsts: readonly number[], index: number): number {
  let [low, high] = [0, firsts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((firsts[middle] ?? 0) <= index) low = middle;
    else high = middle;
  }
  return low;
}

/** What happened right before the event at `index`; behind the last one there may be more. */
export function notesBefore({ notes }: KeptAnswer, index: number): readonly string[] {
  return notes.filter(({ before }) => before === index).map(({ what }) => what);
}
