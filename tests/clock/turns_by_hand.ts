/** Turns of the event loop that come when a test says so: work that is long stops at each. */

import { nextTurn } from "../../lib/clock/next_turn.ts";
import type { Turns } from "../../lib/clock/turns.ts";

/** The turns, and what lets them come. */
export interface TurnsByHand {
  readonly turns: Turns;
  isAwaited(): boolean;
  /** Lets turns come until nobody waits for one. */
  letAllCome(): Promise<void>;
}

/** No turn has come yet. */
export function turnsByHand(): TurnsByHand {
  const waiting: (() => void)[] = [];
  return {
    turns: {
      spent: () => true,
      next: () => new Promise((resolve) => void waiting.push(resolve)),
    },
    isAwaited: () => waiting.length > 0,
    async letAllCome() {
      for (await nextTurn(); waiting.length > 0; await nextTurn()) waiting.shift()?.();
    },
  };
}
