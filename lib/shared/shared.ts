/** What all that serve have in common: the threads of one process, and machines behind one store. */

import { bytesOf, textBytes } from "../bytes_of.ts";
import type { Clock } from "../clock/clock.ts";
import { boundedMap, type Bounds } from "./bounded_map.ts";
import { createRateLimiter, type Grant, type Limits } from "./limits.ts";
import type { Keeper } from "./shelf.ts";

/**
 * The state that must be one, however many threads answer. Every method is a promise and takes and gives plain data, since a
 * call may be a message to another thread or machine. A method that is added here needs no more to reach other threads.
 */
export interface Shared extends Keeper {
  /** Takes a request of so many tokens from its owner's rate limits. */
  take(owner: string, limits: Limits, tokens: number): Promise<Grant>;
  /** Counts one more under a name, and gives the count: 1 for the first. */
  count(name: string): Promise<number>;
}

/** Counters beyond this are forgotten, the longest unused first, so that names from outside cannot fill the memory. */
const MOST_COUNTERS: Bounds = { entries: 100_000, bytes: 16 * 1024 * 1024 };

/** Makes a `Shared` in this thread's memory, which keeps values within `mostKept()`: the oldest go first. */
export function sharedInMemory(clock: Clock, mostKept: () => Bounds): Shared {
  const limiter = createRateLimiter(clock);
  const counts = boundedMap<number>(() => MOST_COUNTERS, textBytes);
  const kept = boundedMap(mostKept, (id, value: unknown) => textBytes(id) + bytesOf(value));
  return {
    take: (owner, limits, tokens) => Promise.resolve(limiter.take(owner, limits, tokens)),
    count(name) {
      const count = (counts.get(name) ?? 0) + 1;
      counts.renew(name, count);
      return Promise.resolve(count);
    },
    keep(id, value) {
      kept.set(id, value);
      return Promise.resolve();
    },
    recall: (id) => Promise.resolve(kept.get(id)),
    recallAll: (prefix) =>
      Promise.resolve(
        [...kept.entries()].flatMap(([id, value]) => id.startsWith(prefix) ? [value] : []),
      ),
    forget: (id) => Promise.resolve(kept.delete(id)),
  };
}
