/** Hints that a file may have changed: given from anywhere, any number of times, and waited for by one. */

import type { Clock } from "../../clock/clock.ts";

/** Hints and the one who waits for them. Once the signal is aborted, every wait is over at once. */
export interface Hints {
  /** Wakes the one who waits, or who waits next; several before that count as one. */
  give(): void;
  /** Waits for a hint that was not waited for yet, for `ms` at most; whether there was one. */
  comesWithin(ms: number): Promise<boolean>;
  /** Waits for `ms`, whatever hints come; whether none came. */
  noneFor(ms: number): Promise<boolean>;
}

/** Hints that nobody has given yet. An alarm is set only while somebody waits. */
export function createHints(signal: AbortSignal, clock: Clock): Hints {
  let isGiven = false;
  let check = () => {};

  /** Waits until `ms` are over or `isEnough` says so; whether a hint was given by then. */
  const wait = async (ms: number, isEnough: () => boolean): Promise<boolean> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    check = () => {
      if (isEnough()) resolve();
    };
    check();
    const alarm = clock.wakeAt(clock.now() + ms, resolve);
    signal.addEventListener("abort", check);
    await promise;
    signal.removeEventListener("abort", check);
    clock.cancel(alarm);
    const wasGiven = isGiven;
    isGiven = false;
    return wasGiven;
  };

  return {
    give() {
      isGiven = true;
      check();
    },
    comesWithin: (ms) => wait(ms, () => isGiven || signal.aborted),
    noneFor: async (ms) => !await wait(ms, () => signal.aborted),
  };
}
