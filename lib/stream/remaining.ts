/** What is left of a stream: of its frames as they were planned, or of what hands have made of them. */

import type { StreamClock } from "../clock/stream_clock.ts";
import { type FrameBuffer, frameBuffer } from "./frame_buffer.ts";
import type { HandFault } from "./hand_fault.ts";
import type { StreamSource } from "./stream_job.ts";
import { framesAfter } from "./weathered.ts";

/** What is left of one stream. */
export interface Remaining {
  /** What hands do changes the frames in it. */
  readonly frames: FrameBuffer;
  /** Whether a hand has made the stream fall silent, and it still is. */
  isSilent(): boolean;
  /** Absent of a whole answer. Gives the time from which it holds, on the stream's own. */
  readonly befall?: (fault: HandFault) => number;
  /** Ends the stream; gives when the last frame was due that had left. */
  end(): number;
  /** Ends a silence that a hand began: what follows is due so much later as it took. */
  goOn(): void;
}

/** A silence by hand, and what the stream was before. */
interface Silence {
  readonly before: StreamSource;
  readonly sent: number;
  readonly atMs: number;
  readonly untilMs: number;
}

/** All that is left of a stream that has not begun. `made` is given the bytes of the frames that leave next. */
export function remaining(
  whole: StreamSource,
  time: StreamClock,
  made?: (bytes: Uint8Array) => void,
): Remaining {
  const frames = frameBuffer(whole.frames, time.momentOf, undefined, made);
  let source = whole;
  let silence: Silence | undefined;

  const isSilent = () => silence !== undefined && time.position() < silence.untilMs;

  /** Now, on the stream's time; the clock may have rung a little early for what has left. */
  const now = () => Math.max(0, time.position(), frames.lastAt());

  const goOnAs = (next: StreamSource) => {
    source = next;
    frames.goOnWith(framesAfter(next.frames, frames.sent(), frames.lastAt()));
  };

  const goOn = () => {
    if (silence && isSilent()) {
      const { before, sent, atMs } = silence;
      const over: HandFault = { action: "stall", stall_ms: now() - atMs };
      goOnAs(before.befall?.(over, sent, atMs) ?? before);
    }
    silence = undefined;
  };

  const befall = (fault: HandFault): number => {
    goOn();
    const atMs = now();
    const before = source;
    const sent = frames.sent();
    const bent = before.befall?.(fault, sent, atMs);
    if (!bent) return atMs;
    if (fault.action === "stall") {
      const { stall_ms: ms = Infinity } = fault;
      silence = { before, sent, atMs, untilMs: atMs + ms };
    }
    goOnAs(bent);
    return atMs;
  };

  return {
    frames,
    isSilent,
    ...(whole.befall ? { befall } : {}),
    end() {
      const lastAt = frames.lastAt();
      frames.goOnWith(source.endedAfter(frames.sent(), time.position()));
      // What is ended has nothing left to go wrong.
      source = { frames: [], endedAfter: () => [] };
      silence = undefined;
      return lastAt;
    },
    goOn,
  };
}
