/** A clock that jumps: a test sees every wait and none of them takes time. */

import { setImmediate } from "node:timers";
import type { Alarm, Clock } from "./clock.ts";
import { type LoopDelay, NO_DELAY } from "./loop_delay.ts";

/** How a fake clock begins. */
export interface FakeClockOptions {
  /** Jump to the next deadline by itself once everybody waits. Default: only `advance` moves time. */
  readonly autoAdvance?: boolean;
  /** What `unixMs()` says at time 0. Default: 1,700,000,000,000 (November 2023). */
  readonly startUnixMs?: number;
}

/**
 * A clock whose time moves only when told to. With `autoAdvance` it jumps from deadline to deadline, so that a stream
 * arrives at once while its time stamps are still the planned ones.
 */
export class FakeClock implements Clock {
  /** Every deadline anybody waited for, in the order asked, in milliseconds. */
  readonly waits: number[] = [];
  #now = 0;
  #waiting: Alarm[] = [];
  readonly #options: FakeClockOptions;

  /** A clock at time 0. */
  constructor(options: FakeClockOptions = {}) {
    this.#options = options;
  }

  /** Milliseconds that have been let pass. */
  now(): number {
    return this.#now;
  }

  /** Milliseconds since 1970. */
  unixMs(): number {
    return (this.#options.startUnixMs ?? 1_700_000_000_000) + this.#now;
  }

  /** Calls `wake` when time has been moved on to `deadline`. */
  wakeAt(deadline: number, wake: () => void): Alarm {
    this.waits.push(deadline);
    const alarm: Alarm = { deadline, wake };
    this.#waiting.push(alarm);
    if (this.#options.autoAdvance) setImmediate(() => this.#ringUntil(deadline));
    return alarm;
  }

  /** Takes an alarm back. */
  cancel(alarm: Alarm): void {
    alarm.wake = undefined;
    this.#waiting = this.#waiting.filter((one) => one !== alarm);
  }

  /** Moves time on by `ms`; what comes due on the way rings at its own moment, and its readers get their turn. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await turn();
    while (this.#ringUntil(end)) await turn();
    this.#now = end;
  }

  /** It is never late. */
  loopDelayMs(): number {
    return NO_DELAY.last;
  }

  /** It is never late. */
  loopDelay(): LoopDelay {
    return NO_DELAY;
  }

  /** How many wait. Nobody should once the last stream has ended. */
  get pending(): number {
    return this.#waiting.length;
  }

  /** Rings the earliest alarm if it is due by `end`; whether there was one. */
  #ringUntil(end: number): boolean {
    const next = this.#waiting.toSorted((a, b) => a.deadline - b.deadline)[0];
    if (!next || next.deadline > end) return false;
    const { wake } = next;
    this.cancel(next);
    this.#now = Math.max(this.#now, next.deadline);
    wake?.();
    return true;
  }
}

/** One turn of the event loop, after which every promise that could settle has settled. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
