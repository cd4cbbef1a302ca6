/** Frames ready to leave: rendered and encoded some at a time, since an event's share of that is a fraction of its cost alone. */

import type { Frame } from "./frame.ts";

/** The frames of one rendering, from the first that has not left. */
export interface FrameBuffer {
  /** When the next frame is due, on the plan's time; `undefined` when there is none. */
  nextAt(): number | undefined;
  /** When the last one that left was due, on the plan's time. */
  lastAt(): number;
  /**
   * Takes the frames whose moments are not after `until`, or as many as may leave at once; tells `leave` of each in turn, its
   * tokens and its moment, and gives their bytes; `undefined` where there are none.
   */
  take(
    until: number,
    leave: (tokens: number, moment: number) => void,
  ): Uint8Array<ArrayBuffer> | undefined;
}

/** How many frames are made ahead of their time. */
const AHEAD = 8;

/** The most characters that leave at once; the rest waits for the next read. */
const LARGEST_WRITE = 64 * 1024;

const encoder = new TextEncoder();

/**
 * Buffers a rendering. `momentOf` tells when a time of the plan is reached; that may change between calls. `before` is what
 * `lastAt` says until a frame has left.
 */
export function frameBuffer(
  frames: Iterable<Frame>,
  momentOf: (at: number) => number,
  before = -1,
): FrameBuffer {
  const source = frames[Symbol.iterator]();
  let upcoming = source.next();
  let ready: Encoded = NOTHING;
  let taken = 0;
  let start = 0;

  const nextAt = () => ready.at[taken] ?? (upcoming.done ? undefined : upcoming.value.at);
  const lastAt = () => ready.at[taken - 1] ?? before;

  const fill = (until: number): Encoded => {
    const made: Frame[] = [];
    for (let length = 0; !upcoming.done && length < LARGEST_WRITE; upcoming = source.next()) {
      if (made.length >= AHEAD && momentOf(upcoming.value.at) > until) break;
      made.push(upcoming.value);
      length += upcoming.value.data.length;
    }
    return encoded(made);
  };

  return {
    nextAt,
    lastAt,
    take(until, leave) {
      const at = nextAt();
      if (at === undefined || momentOf(at) > until) return undefined;
      if (taken === ready.at.length) {
        ready = fill(until);
        taken = start = 0;
      }
      let end = start;
      for (; taken < ready.at.length; taken++) {
        const moment = momentOf(ready.at[taken] ?? 0);
        if (moment > until) break;
        leave(ready.tokens[taken] ?? 0, moment);
        end += ready.lengths[taken] ?? 0;
      }
      const data = ready.bytes.subarray(start, end);
      start = end;
      return data;
    },
  };
}

/** Frames as columns: objects of their own would be more memory for every event to visit and for V8 to clear away. */
interface Encoded {
  readonly at: readonly number[];
  readonly tokens: readonly number[];
  /** In bytes. */
  readonly lengths: readonly number[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const NOTHING: Encoded = { at: [], tokens: [], lengths: [], bytes: new Uint8Array(0) };

function encoded(frames: readonly Frame[]): Encoded {
  const bytes = encoder.encode(frames.reduce((text, { data }) => text + data, ""));
  const isAscii = bytes.length === frames.reduce((sum, { data }) => sum + data.length, 0);
  return {
    at: frames.map(({ at }) => at),
    tokens: frames.map(({ tokens }) => tokens),
    lengths: frames.map(({ data }) => isAscii ? data.length : encoder.encode(data).length),
    bytes,
  };
}
