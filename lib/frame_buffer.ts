/** Frames ready to leave: rendered and encoded some at a time, since an event's share of that is a fraction of its cost alone. */

import type { Frame } from "./frame.ts";

/** A frame that is encoded already. */
export interface ReadyFrame extends Omit<Frame, "data"> {
  /** In bytes. */
  readonly length: number;
}

/** The frames of one rendering, from the first that has not left. */
export interface FrameBuffer {
  /** When the next frame is due, on the plan's time; `undefined` when there is none. */
  nextAt(): number | undefined;
  /**
   * Takes the frames whose moments are not after `until`, or as many as may leave at once; tells `leave` of each in turn, and
   * gives their bytes; `undefined` where there are none.
   */
  take(
    until: number,
    leave: (frame: ReadyFrame, moment: number) => void,
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
  let ready: Encoded = NOTHING;
  let taken = 0;
  let start = 0;

  const nextAt = () => ready.frames[taken]?.at ?? (upcoming.done ? undefined : upcoming.value.at);

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
    take(until, leave) {
      const at = nextAt();
      if (at === undefined || momentOf(at) > until) return undefined;
      if (taken === ready.frames.length) {
        ready = fill(until);
        taken = start = 0;
      }
      const { frames, bytes } = ready;
      let end = start;
      for (let frame = frames[taken]; frame; frame = frames[++taken]) {
        const moment = momentOf(frame.at);
        if (moment > until) break;
        leave(frame, moment);
        end += frame.length;
      }
      const data = bytes.subarray(start, end);
      start = end;
      return data;
    },
  };
}

interface Encoded {
  readonly frames: readonly ReadyFrame[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const NOTHING: Encoded = { frames: [], bytes: new Uint8Array(0) };

function encoded(frames: readonly Frame[]): Encoded {
  const bytes = encoder.encode(frames.reduce((text, { data }) => text + data, ""));
  const isAscii = bytes.length === frames.reduce((sum, { data }) => sum + data.length, 0);
  const lengthOf = (data: string) => isAscii ? data.length : encoder.encode(data).length;
  return {
    bytes,
    frames: frames.map(({ at, tokens, data }) => ({ at, tokens, length: lengthOf(data) })),
  };
}
