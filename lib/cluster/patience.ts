/** How long the engine is waited for: time in which this process did not get to run is not held against it. */

import type { Alarm, Clock } from "../clock/clock.ts";

/** Parts of the wait. What stalls the event loop, a busy machine or work of our own, costs one of them, however long it is. */
const PARTS = 5;

/** Calls back when so many milliseconds have gone by in which an answer could have been read; gives the way to stop that. */
export function afterPatience(clock: Clock, ms: number, isOver: () => void): () => void {
  let left = PARTS;
  let alarm: Alarm;
  const wait = () => {
    if (left-- === 0) return isOver();
    alarm = clock.wakeAt(clock.now() + ms / PARTS, wait);
  };
  wait();
  return () => clock.cancel(alarm);
}
