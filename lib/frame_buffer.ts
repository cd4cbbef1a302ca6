/** Frames ready to leave: rendered and encoded some at a time, since an event's share of that is a fraction of its cost alone. */

import type { Frame } from "./frame.ts";

/** The frames of one rendering, from the first that has not left. */
export interface FrameBuffer {
  /** The next frame; `undefined` when there is none. */
  peek(): Frame | undefined;
  /**
   * Takes the frames whose moments are not after `until`, or as many as may leave at once; tells `leave` of each in turn, and
   * gives their bytes; `undefined` where there are none.
   */
  take(
    until: number,
    leave: (frame: Frame, moment: number) => void,
  ): Uint8Array<ArrayBuffer> | undefined;
}

/** How many frames are made ahead of their time. */
const AHEAD = 8;

/** The most characters that leave at once; the rest waits for the next read. */
const LARGEST_WRITE = 64 * 1024;

const encoder = new TextEncoder();

/** Buffers a rendering. `momentOf` tells when a time of the plan is reached; that may change between calls. */
export function frameBuffer(
  frames: Iterable<Frame>,
  momentOf: (at: number) => number,
): FrameBuffer {
  const source = frames[Symbol.iterator]();
  let upcoming = source.next();
  let ready: readonly Frame[] = [];
  let taken = 0;
  let bytes = new Uint8Array(0);
  let start = 0;
  let isAscii = true;

  const fill = (until: number) => {
    const made: Frame[] = [];
    let text = "";
    while (!upcoming.done && text.length < LARGEST_WRITE) {
      if (made.length >= AHEAD && momentOf(upcoming.value.at) > until) break;
      made.push(upcoming.value);
      text += upcoming.value.data;
      upcoming = source.next();
    }
    ready = made;
    taken = 0;
    bytes = encoder.encode(text);
    start = 0;
    isAscii = bytes.length === text.length;
  };

  const peek = () => ready[taken] ?? (upcoming.done ? undefined : upcoming.value);
  const lengthOf = ({ data }: Frame) => isAscii ? data.length : encoder.encode(data).length;

  return {
    peek,
    take(until, leave) {
      const first = peek();
      if (!first || momentOf(first.at) > until) return undefined;
      if (taken === ready.length) fill(until);
      let end = start;
      for (let frame = ready[taken]; frame; frame = ready[++taken]) {
        const moment = momentOf(frame.at);
        if (moment > until) break;
        leave(frame, moment);
        end += lengthOf(frame);
      }
      const data = bytes.subarray(start, end);
      start = end;
      return data;
    },
  };
}
