/** How long an event loop is held, in its own time: what the machine does for others between two of its turns does not count. */

import process from "node:process";
import { setImmediate } from "node:timers";

/**
 * The longest turn of this thread's event loop while `use` runs, in milliseconds of processor time. `forget` begins the turn's
 * count anew: what the one who measures has done in it, as making what is sent, does not count.
 */
export async function longestHoldMs(
  use: (forget: () => void) => Promise<void>,
): Promise<number> {
  let longest = 0;
  let running = true;
  let cpuBefore = process.cpuUsage();
  let before = performance.now();
  const forget = () => {
    cpuBefore = process.cpuUsage();
    before = performance.now();
  };
  const look = () => {
    const { user, system } = process.cpuUsage(cpuBefore);
    // Other threads of the process, such as the garbage collector's, may have worked meanwhile.
    longest = Math.max(longest, Math.min((user + system) / 1000, performance.now() - before));
    forget();
    if (running) setImmediate(look);
  };
  setImmediate(look);
  await use(forget);
  await new Promise((resolve) => setImmediate(resolve));
  running = false;
  return longest;
}

/** Lets the event loop turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
