/** Turns for tests of work that is done in slices. */

import type { Turns } from "../../lib/clock/turns.ts";

/** Turns that are over whenever they are asked about, and how many there were. */
export function countedTurns(): Turns & { readonly count: () => number } {
  let count = 0;
  const next = () => {
    count++;
    return Promise.resolve();
  };
  return { spent: () => true, next, count: () => count };
}
