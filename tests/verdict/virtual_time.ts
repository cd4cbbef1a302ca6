/** Official clients on a fake clock: the timers that they set go by it, so that their retries take no real time. */

import type { Alarm, FakeClock } from "../../routes/mod.ts";

/** Does it while time moves on by itself, ten milliseconds at a time. */
export async function inVirtualTime<T>(clock: FakeClock, act: () => Promise<T>): Promise<T> {
  const { setTimeout, clearTimeout } = globalThis;
  const alarms = new Map<number, Alarm>();
  let last = 0;
  const set = (call: () => void, ms = 0) => {
    const id = ++last;
    alarms.set(id, clock.wakeAt(clock.now() + ms, call));
    return id;
  };
  const clear = (id: number) => {
    const alarm = alarms.get(id);
    if (alarm) clock.cancel(alarm);
  };
  Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
  try {
    let isDone = false;
    const done = act().finally(() => isDone = true);
    // An hour is more than any client waits here.
    for (let i = 0; !isDone && i < 360_000; i++) await clock.advance(10);
    return await done;
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
  }
}

/** Waits on the clock. */
export function sleep(clock: FakeClock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.wakeAt(clock.now() + ms, resolve));
}
