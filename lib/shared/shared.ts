/** What all that serve have in common: the threads of one process, and machines behind one store. */

import type { Clock } from "../clock/clock.ts";
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
const MOST_COUNTERS = 100_000;

/** Makes a `Shared` in this thread's memory, which keeps `mostKept()` values. */
export function sharedInMemory(clock: Clock, mostKept: () => number): Shared {
  const limiter = createRateLimiter(clock);
  const counts = new Map<string, number>();
  const kept = new Map<string, unknown>();
  return {
    take: (owner, limits, tokens) => Promise.resolve(limiter.take(owner, limits, tokens)),
    count(name) {
      const count = (counts.get(name) ?? 0) + 1;
      counts.delete(name);
      counts.set(name, count);
      dropOldest(counts, MOST_COUNTERS);
      return Promise.resolve(count);
    },
    keep(id, value) {
      kept.set(id, value);
      dropOldest(kept, mostKept());
      return Promise.resolve();
    },
    recall: (id) => Promise.resolve(kept.get(id)),
    recallAll: (prefix) =>
      Promise.resolve([...kept].flatMap(([id, value]) => id.startsWith(prefix) ? [value] : [])),
    forget: (id) => Promise.resolve(kept.delete(id)),
  };
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}
