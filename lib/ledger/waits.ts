/** Who waits for requests to end, until when. */

import type { Clock } from "../clock/clock.ts";
import type { Entry } from "./entry.ts";

/** All who wait for a request to end. */
export interface Waits {
  /** Resolves once the request has ended, `waitMs` have gone by, or `waiter` waits no longer. */
  ended(entry: Entry, waitMs: number, waiter?: string): Promise<void>;
  /** Ends the waiting of whoever has gone. */
  stop(waiter: string): void;
  /** How many wait. */
  readonly size: number;
}

interface Wait {
  readonly waiter: string | undefined;
  done(): void;
}

/** A register in which nobody waits yet. */
export function createWaits(clock: Clock): Waits {
  const waits = new Set<Wait>();
  return {
    ended: (entry, waitMs, waiter) =>
      new Promise((resolve) => {
        const done = () => {
          clock.cancel(alarm);
          entry.onEnd?.delete(done);
          waits.delete(wait);
          resolve();
        };
        const wait = { waiter, done };
        const alarm = clock.wakeAt(clock.now() + waitMs, done);
        (entry.onEnd ??= new Set()).add(done);
        waits.add(wait);
      }),
    stop(waiter) {
      for (const wait of waits) if (wait.waiter === waiter) wait.done();
    },
    get size() {
      return waits.size;
    },
  };
}
