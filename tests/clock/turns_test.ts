/** The event loop's turns: long work lets sockets be looked at, for certain. */

import { assertEquals } from "@std/assert";
import { eventLoopTurns } from "../../lib/clock/turns.ts";

/** How many timers are set while `use` runs. A loop that waits for a timer has nothing else to do, and looks at its sockets. */
async function timersDuring(use: () => Promise<void>): Promise<number> {
  const { setTimeout } = globalThis;
  let timers = 0;
  globalThis.setTimeout = ((...args: Parameters<typeof setTimeout>) => {
    timers++;
    return setTimeout(...args);
  }) as typeof setTimeout;
  try {
    await use();
  } finally {
    globalThis.setTimeout = setTimeout;
  }
  return timers;
}

Deno.test("turns: of four in a row one is a rest, whoever takes them, and a short wait has none", async () => {
  const turns = eventLoopTurns();
  const take = (count: number) => async () => {
    for (let i = 0; i < count; i++) await turns.next();
  };
  assertEquals(await timersDuring(take(3)), 0);
  assertEquals(await timersDuring(take(1)), 1);
  assertEquals(await timersDuring(async () => void await Promise.all([take(6)(), take(2)()])), 2);
});
