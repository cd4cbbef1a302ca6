/** Long work in steps: pure, and done at once or in turns with that of others. */

import { type Turns, workBetweenTurns } from "./turns.ts";

/**
 * Work that can pause where it yields. It says there how much it has done since it last did, in steps of a microsecond at most: a token
 * looked at, a number drawn, some characters written.
 */
export type Work<T> = Generator<number, T>;

/** How many steps are done before it is asked whether the turn is over: 1 to 4 ms. */
const STEPS_AT_ONCE = 4096;

/** Does all of a work now. */
export function doAtOnce<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Does a work in as many turns as it takes. Short work takes one, however long others have held that. */
export async function doInTurns<T>(work: Work<T>, turns: Turns): Promise<T> {
  const isTurnOver = workBetweenTurns(turns, STEPS_AT_ONCE);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    // One long step has used up the turn, though nobody looked when it began.
    if (step.value > STEPS_AT_ONCE || isTurnOver(step.value)) await turns.next();
  }
}
