/** Which names have been seen lately: the memory of a prompt cache. */

import { textBytes } from "../bytes_of.ts";
import type { Clock } from "../clock/clock.ts";
import { boundedMap, type Bounds } from "./bounded_map.ts";

/** Names that are remembered for a while from when they were last seen. */
export interface SeenNames {
  /** The last of `asked` that is remembered, by its place among them, or -1; it is remembered anew, and so is each of `kept`. */
  see(asked: readonly string[], kept: readonly string[], forMs: number): number;
  bytes(): number;
}

/** 100,000 blocks are some 6 million tokens; those that were seen longest ago are forgotten first. */
const MOST: Bounds = { entries: 100_000, bytes: 8 * 1024 * 1024 };

/** What an entry takes beside its name: a time, and its place in a map. */
const ENTRY_BYTES = 64;

/** Nothing seen yet. */
export function createSeenNames(clock: Clock): SeenNames {
  const until = boundedMap<number>(() => MOST, (name) => textBytes(name) + ENTRY_BYTES);
  const isKnown = (name: string) => (until.get(name) ?? -Infinity) > clock.now();
  return {
    see(asked, kept, forMs) {
      const found = asked.findLastIndex(isKnown);
      const name = asked[found];
      const end = clock.now() + forMs;
      // Backwards, so that of a prompt its beginning is forgotten last.
      for (const one of kept.toReversed()) until.renew(one, Math.max(end, until.get(one) ?? 0));
      if (name !== undefined) until.renew(name, Math.max(end, until.get(name) ?? 0));
      return found;
    },
    bytes: until.bytes,
  };
}
