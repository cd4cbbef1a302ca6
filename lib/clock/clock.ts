/** Time as everybody here sees it: what is asked of a clock. */

import type { Alarm } from "./alarm_queue.ts";
import type { LoopDelay } from "./loop_delay.ts";

export type { Alarm, LoopDelay };

/** The time that a stream keeps. Replaced by `FakeClock` in tests. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number;
  /** Milliseconds since 1970, for what a person or a wire format reads. */
  unixMs(): number;
  /**
   * Calls `wake` once when `deadline` (on `now()`'s scale) has come, or up to a millisecond before it; never before this call
   * returns.
   */
  wakeAt(deadline: number, wake: () => void): Alarm;
  /** Takes an alarm back; does nothing once it has rung. */
  cancel(alarm: Alarm): void;
  /** How late the event loop was, in milliseconds, when it last rang. */
  loopDelayMs(): number;
  /** How late the event loop has been in the last seconds. */
  loopDelay(): LoopDelay;
}
