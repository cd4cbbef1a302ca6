/** The shared deadline queue, on real time but without waits of more than some milliseconds, and the fake clock. */

import { setImmediate } from "node:timers";

import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../lib/clock/system_clock.ts";
import { FakeClock } from "../../lib/clock/fake_clock.ts";

function waiting() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, resolve };
}

Deno.test("systemClock: rings in the order of the deadlines, whatever the order asked, and never within the call", async () => {
  const clock = systemClock();
  const now = clock.now();
  const rung: string[] = [];
  const last = waiting();
  clock.wakeAt(now + 9, () => (rung.push("c"), last.resolve()));
  clock.wakeAt(now - 5, () => rung.push("a"));
  clock.wakeAt(now + 6, () => rung.push("b"));
  assertEquals(rung, []);
  await last.promise;
  assertEquals(rung, ["a", "b", "c"]);
  assert(clock.now() >= now + 8, "half a tick early is what the clock's contract allows");
});

Deno.test("systemClock: an alarm that is taken back does not ring, and rings nobody else late", async () => {
  const clock = systemClock();
  const rung: string[] = [];
  const last = waiting();
  const early = clock.wakeAt(clock.now() + 2, () => rung.push("taken back"));
  clock.wakeAt(clock.now() + 5, () => (rung.push("rung"), last.resolve()));
  clock.cancel(early);
  clock.cancel(early);
  await last.promise;
  clock.cancel(early);
  assertEquals(rung, ["rung"]);
});

Deno.test("systemClock: one's throw does not keep the others of the tick from their turn", async () => {
  const clock = systemClock();
  const printed: unknown[] = [];
  const { error } = console;
  console.error = (...all: unknown[]) => void printed.push(...all);
  try {
    const last = waiting();
    const due = clock.now() + 2;
    clock.wakeAt(due, () => {
      throw new Error("first");
    });
    clock.wakeAt(due, last.resolve);
    await last.promise;
  } finally {
    console.error = error;
  }
  assertEquals(printed.map((one) => String(one).split("\n")[0]), ["Error: first"]);
});

Deno.test("systemClock: thousands taken back leave those that wait", async () => {
  const clock = systemClock();
  const rung: number[] = [];
  const last = waiting();
  const alarms = Array.from({ length: 5000 }, (_, i) =>
    clock.wakeAt(clock.now() + 5, () => {
      rung.push(i);
      if (i === 4999) last.resolve();
    }));
  for (const [i, alarm] of alarms.entries()) if (i % 1000 !== 999) clock.cancel(alarm);
  await last.promise;
  assertEquals(rung.toSorted((a, b) => a - b), [999, 1999, 2999, 3999, 4999]);
});

Deno.test("systemClock: a great many that are due at once let the event loop turn in between", async () => {
  const clock = systemClock();
  const last = waiting();
  const turns: number[] = [0];
  const count = () => {
    if (turns.at(-1) === 0) setImmediate(() => turns.push(0));
    turns.push((turns.pop() ?? 0) + 1);
    if (turns.reduce((a, b) => a + b) === 1000) last.resolve();
  };
  const due = clock.now() + 5;
  for (let i = 0; i < 1000; i++) clock.wakeAt(due, count);
  await last.promise;
  assert(Math.max(...turns) <= 320, `${turns} rang in one turn`);
});

Deno.test("systemClock: no timer is set while a full queue is worked off, which would ring it twice as often", async () => {
  const clock = systemClock();
  const last = waiting();
  const { setTimeout } = globalThis;
  let timers = 0;
  globalThis.setTimeout = Object.assign((...args: Parameters<typeof setTimeout>) => {
    timers++;
    return setTimeout(...args);
  }, setTimeout);
  try {
    let left = 3000;
    const count = () => {
      if (--left >= 1000) clock.wakeAt(clock.now() - 1, count);
      if (left === 0) last.resolve();
    };
    for (let i = 0; i < 1000; i++) clock.wakeAt(clock.now(), count);
    await last.promise;
  } finally {
    globalThis.setTimeout = setTimeout;
  }
  assertEquals(timers, 1);
});

Deno.test("systemClock: an alarm asked for while others ring gets its turn", async () => {
  const clock = systemClock();
  const { promise, resolve } = Promise.withResolvers<void>();
  clock.wakeAt(clock.now() + 1, () => clock.wakeAt(clock.now() + 1, resolve));
  await promise;
});

Deno.test("FakeClock: moves only when told to, and shows who waits", async () => {
  const clock = new FakeClock({ startUnixMs: 5000 });
  const rung: number[] = [];
  clock.wakeAt(200, () => rung.push(clock.now()));
  clock.wakeAt(100, () => rung.push(clock.now()));
  clock.cancel(clock.wakeAt(900, () => rung.push(clock.now())));
  assertEquals([clock.waits, clock.pending], [[200, 100, 900], 2]);
  await clock.advance(1000);
  assertEquals([rung, clock.now(), clock.unixMs(), clock.pending], [[100, 200], 1000, 6000, 0]);
});

Deno.test("FakeClock: jumps from deadline to deadline by itself where asked to", async () => {
  const clock = new FakeClock({ autoAdvance: true });
  const { promise, resolve } = Promise.withResolvers<void>();
  clock.wakeAt(3_600_000, resolve);
  await promise;
  assertEquals(clock.now(), 3_600_000);
});
