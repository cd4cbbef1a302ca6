import { assertEquals } from "@std/assert";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { afterPatience } from "../../lib/cluster/patience.ts";

Deno.test("patience is over after its time, unless what was waited for has come", async () => {
  const clock = new FakeClock();
  const over: string[] = [];
  afterPatience(clock, 50, () => over.push("waited"));
  const stop = afterPatience(clock, 50, () => over.push("stopped"));
  await clock.advance(49);
  assertEquals(over, []);
  stop();
  await clock.advance(1);
  assertEquals([over, clock.pending], [["waited"], 0]);
});

Deno.test("time in which the event loop stood still counts as a fifth at most", async () => {
  const clock = new FakeClock();
  /** What has rung before that is not heard of. */
  let standsStillUntil = 0;
  const stalled: typeof clock = Object.assign(Object.create(clock), {
    now: () => clock.now(),
    cancel: (alarm: Parameters<typeof clock.cancel>[0]) => clock.cancel(alarm),
    wakeAt: (deadline: number, wake: () => void) =>
      clock.wakeAt(Math.max(deadline, standsStillUntil), wake),
  });
  standsStillUntil = 1000;
  const over: number[] = [];
  afterPatience(stalled, 50, () => over.push(clock.now()));
  await clock.advance(2000);
  assertEquals(over, [1040]);
});
