/** The event loop's turns, in one place: how long this one has been held, and how to let the next one come. */

import { turnsWithRest } from "./next_turn.ts";

/** What work of unbounded length asks, so that nobody else waits for it. Replaced in tests. */
export interface Turns {
  /** Whether this turn of the event loop has been held for long enough; all who ask share the one turn. */
  spent(): boolean;
  /** Resolves in a later turn, for one waiter at a time and in the order they came. */
  next(): Promise<void>;
}

/** Less than half of the 10 ms between two tokens at 100 tokens/s. */
const TURN_MS = 4;

/** The real event loop. One waiter a turn: a hundred counts at once hold a turn no longer than one does. */
export function eventLoopTurns(now: () => number = () => performance.now()): Turns {
  let began: number | undefined;
  let last: Promise<void> = Promise.resolve();
  const nextTurn = turnsWithRest();

  const begin = () => {
    began = now();
    setImmediate(over);
    return began;
  };
  const over = () => {
    began = undefined;
  };

  return {
    spent: () => now() - (began ?? begin()) >= TURN_MS,
    next: () => last = last.then(nextTurn).then(over),
  };
}

/**
 * Adds up small work, and says when a turn should be let go: only once `most` has been done since it last looked at the
 * time, so that a short prompt never waits for a turn that others have held, and a million of them do.
 */
export function workBetweenTurns(turns: Turns, most: number): (work: number) => boolean {
  let done = 0;
  return (work) => {
    done += work;
    if (done < most) return false;
    done = 0;
    return turns.spent();
  };
}
