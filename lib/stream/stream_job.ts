/** What is paced, and what comes of it. */

import type { Clock } from "../clock/clock.ts";
import type { StreamPlace } from "../clock/stream_clock.ts";
import type { StreamObserver } from "../ledger/observer.ts";
import type { Frame } from "./frame.ts";
import type { HandFault } from "./hand_fault.ts";
import type { Hold } from "./hold.ts";
import type { StreamControls } from "./stream_controls.ts";

/** Frames, and what becomes of them by hand. `sent` frames have left then, heartbeats apart, and it is `atMs` on the stream's time. */
export interface StreamSource {
  /** From the first on. Gone through once, and no further ahead than needed. */
  readonly frames: Iterable<Frame>;
  /** What is left when the stream is ended. */
  endedAfter(sent: number, atMs: number): Iterable<Frame>;
  /** The same frames up to there, and then what goes wrong; absent of a whole answer, of which nothing has left. */
  befall?(fault: HandFault, sent: number, atMs: number): StreamSource;
}

/** What is paced, and by what. */
export interface StreamJob extends StreamSource {
  readonly clock: Clock;
  /** When the request arrived, on the clock. */
  readonly start: number;
  /** When its own time begins, on the clock; absent: as it arrived. */
  readonly begins?: number;
  /** How fast the stream's time goes; 1 is as planned. */
  readonly speed: number;
  /** Where it holds itself; absent: nowhere, and a hand's holds have no end. */
  readonly hold?: Hold;
  /** When the last of the plan is due, on its own time. */
  readonly endsAt?: number;
  readonly observer: StreamObserver;
  /** Is told when a hand, or a hold, makes the stream's time go otherwise (others slow it too often); `isEnded`: nothing is said after that place. */
  readonly onTime?: (place: StreamPlace, isEnded: boolean) => void;
  /** Present where the response's head waits for a frame that says so. */
  readonly holdsHead?: boolean;
}

/** A response body and its controls. */
export interface PacedStream {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Settles when the response's head is to leave, or the stream has ended before; absent where it leaves at once. */
  readonly head?: Promise<void>;
  readonly controls: StreamControls;
}
