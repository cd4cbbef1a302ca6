/** The event loop's next turn. */

import { pause } from "./pause.ts";

const NOTHING = new Uint8Array(0);

/**
 * Resolves in the next turn of the event loop, after the sockets have been looked at, without idling. `setTimeout` idles for
 * 2 ms. `setImmediate` alone costs 2 µs, but under it Deno looks at its sockets every 61st turn only, and requests then
 * waited 60 to 240 ms; so a digest, which is made on another thread, brings the loop to rest: 0.04 ms, and 0.1 ms in a busy
 * loop. A digest alone may be done within the turn, and even this one may where the other thread gets a core at once: much work
 * in a row goes through `turnsWithRest`.
 */
export async function nextTurn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await crypto.subtle.digest("SHA-1", NOTHING);
}

/** So many turns go by between two rests. */
const TURNS_BETWEEN_RESTS = 3;

/**
 * Gives next turns to work that goes on for long, and has the loop rest for certain now and then: by a timer, which takes 1 to 2 ms.
 * With turns of 4 ms on two busy cores, the 99th of 100 requests beside them waited for 7 to 13 ms of this thread's time in place of
 * 43 to 86, and the last of all for 16 in place of 94.
 */
export function turnsWithRest(): () => Promise<void> {
  let turns = 0;
  return () => ++turns % (TURNS_BETWEEN_RESTS + 1) === 0 ? pause(0) : nextTurn();
}

/**
 * Resolves when what has been written has been looked at: two turns on, since the first may be the rest of this one. Much work in
 * a row goes through `turnsWithRest` instead.
 */
export async function afterThisTurn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}
