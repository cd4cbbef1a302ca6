/** Frames ready to leave: made and encoded some at a time, since an event's share of that is a fraction of its cost alone. */

import { type EncodedFrames, encodeFrames, NOTHING } from "./encoded_frames.ts";
import type { DataFrame, Frame, MarkFrame } from "./frame.ts";

/** The frames of one stream, from the first that has not left. */
export interface FrameBuffer {
  /** When the next frame is due, on the plan's time; `undefined` when there is none. */
  nextAt(): number | undefined;
  /** As `nextAt`, of a frame that is made already; `undefined` where none is. */
  madeAt(): number | undefined;
  /** Takes the next frame where it is a mark whose moment is not after `until`. */
  takeMark(until: number): MarkFrame | undefined;
  /** How many frames have left, heartbeats apart. */
  sent(): number;
  /** When the last frame that left was due, on the plan's time. */
  lastAt(): number;
  /** When the next frame is due that carries tokens or is later than the last that left, heartbeats apart. */
  nextStepAt(): number | undefined;
  /**
   * Takes the frames whose moments are not after `until`, or as many as may leave at once, and gives their bytes; `undefined` where
   * there are none. `leave` is told of each in turn: its tokens, its moment, whether it is unseen, and its length in bytes; the first
   * for which it gives `false` stays, with all behind it. Never takes a mark.
   */
  take(
    until: number,
    leave: (tokens: number, moment: number, unseen: boolean, length: number) => boolean,
  ): Uint8Array<ArrayBuffer> | undefined;
  /** Other frames follow in place of those that have not left. */
  goOnWith(frames: Iterable<Frame>): void;
}

/** How many frames are made ahead of their time. */
const AHEAD = 8;

/** The most characters that leave at once; the rest waits for the next read. */
const LARGEST_WRITE = 64 * 1024;

/**
 * Buffers frames. `momentOf` tells when a time of the plan is reached; that may change between calls. `before` is what
 * `lastAt` says until a frame has left. `made` is given the bytes of the frames that leave next.
 */
export function frameBuffer(
  frames: Iterable<Frame>,
  momentOf: (at: number) => number,
  before = -1,
  made: (bytes: Uint8Array) => void = () => {},
): FrameBuffer {
  let source = frames[Symbol.iterator]();
  /** The first frame that is made and not encoded, and those behind it that `nextStepAt` had to look at. */
  let next: Frame | undefined;
  let behind: Frame[] = [];
  /** Encoded frames, of which so many have left; the bytes of the others begin at `start`. */
  let ready: EncodedFrames = NOTHING;
  let taken = 0;
  let start = 0;
  /** Frames that have left in all, heartbeats apart. */
  let sent = 0;
  /** When the last frame before those that are ready was due. */
  let passedAt = before;

  const make = (): Frame | undefined => {
    const { done, value } = source.next();
    return done ? undefined : value;
  };

  /** The next frame that is not encoded yet. */
  const peek = (): Frame | undefined => next ??= behind.shift() ?? make();

  /** The `i`th behind that one. */
  const peekBehind = (i: number): Frame | undefined => {
    while (behind.length <= i) {
      const frame = make();
      if (!frame) return undefined;
      behind.push(frame);
    }
    return behind[i];
  };

  const lastAt = () => Math.max(passedAt, ready.at[taken - 1] ?? passedAt);

  const fill = (until: number): EncodedFrames => {
    const batch: DataFrame[] = [];
    let length = 0;
    for (let frame = peek(); frame?.kind === "data"; frame = peek()) {
      if (length >= LARGEST_WRITE) break;
      if (batch.length >= AHEAD && momentOf(frame.at) > until) break;
      next = undefined;
      batch.push(frame);
      length += frame.data.length;
    }
    const filled = encodeFrames(batch);
    made(filled.bytes);
    return filled;
  };

  return {
    nextAt: () => ready.at[taken] ?? peek()?.at,
    madeAt: () => ready.at[taken] ?? (next ?? behind[0])?.at,
    takeMark(until) {
      if (taken < ready.at.length) return undefined;
      const mark = peek();
      if (!mark || mark.kind === "data" || momentOf(mark.at) > until) return undefined;
      next = undefined;
      passedAt = mark.at;
      sent++;
      return mark;
    },
    sent: () => sent,
    lastAt,
    nextStepAt() {
      const last = lastAt();
      for (let i = taken; i < ready.at.length; i++) {
        const at = ready.silentUntil?.[i] ?? ready.at[i] ?? last;
        if (at > last || (ready.tokens[i] ?? 0) > 0) return at;
      }
      for (let i = 0, frame = peek(); frame; frame = peekBehind(i++)) {
        // Heartbeats may be without end, so nobody asks for what comes after them.
        const at = frame.kind === "data" ? frame.silentUntil ?? frame.at : frame.at;
        if (at > last || (frame.kind === "data" && frame.tokens > 0)) return at;
      }
      return undefined;
    },
    take(until, leave) {
      if (taken === ready.at.length) {
        const first = peek();
        if (first?.kind !== "data" || momentOf(first.at) > until) return undefined;
        passedAt = lastAt();
        ready = fill(until);
        taken = start = 0;
      }
      let end = start;
      for (; taken < ready.at.length; taken++) {
        const moment = momentOf(ready.at[taken] ?? 0);
        if (moment > until || (ready.alone?.[taken] && end > start)) break;
        const length = ready.lengths[taken] ?? 0;
        const isUnseen = ready.silentUntil?.[taken] !== undefined;
        if (!leave(ready.tokens[taken] ?? 0, moment, isUnseen, length)) break;
        if (!isUnseen) sent++;
        end += length;
        if (ready.alone?.[taken]) {
          taken++;
          break;
        }
      }
      if (end === start) return undefined;
      const data = ready.bytes.subarray(start, end);
      start = end;
      return data;
    },
    goOnWith(frames) {
      passedAt = lastAt();
      source = frames[Symbol.iterator]();
      next = undefined;
      behind = [];
      ready = NOTHING;
      taken = start = 0;
    },
  };
}
