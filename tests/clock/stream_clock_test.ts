import { assertEquals } from "@std/assert";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { streamClock } from "../../lib/clock/stream_clock.ts";

async function at(now: number, start = 0, speed = 1) {
  const clock = new FakeClock();
  await clock.advance(now);
  return { clock, time: streamClock(clock, start, speed) };
}

Deno.test("streamClock: counts from its start, at its speed", async () => {
  const { clock, time } = await at(1000, 900, 10);
  assertEquals([time.position(), time.speed, time.paused], [1000, 10, false]);
  assertEquals(time.momentOf(5000), 1400);
  await clock.advance(50);
  assertEquals(time.position(), 1500);
  assertEquals(time.momentOf(0), 900);
});

Deno.test("streamClock: paused, it stands, and what is not reached never comes", async () => {
  const { clock, time } = await at(100);
  time.pause();
  await clock.advance(400);
  assertEquals([time.position(), time.paused], [100, true]);
  assertEquals([time.momentOf(101), time.momentOf(100)], [Infinity, 100]);
});

Deno.test("streamClock: resuming goes on from where it stood; resuming twice changes nothing", async () => {
  const { clock, time } = await at(100);
  time.pause();
  time.pause();
  await clock.advance(400);
  time.resume();
  await clock.advance(10);
  time.resume();
  assertEquals([time.position(), time.momentOf(200)], [110, 600]);
});

Deno.test("streamClock: a new speed holds from now on, and while paused", async () => {
  const { clock, time } = await at(100);
  time.setSpeed(2);
  assertEquals([time.position(), time.momentOf(300)], [100, 200]);
  time.pause();
  time.setSpeed(4);
  await clock.advance(1000);
  assertEquals(time.position(), 100);
  time.resume();
  assertEquals(time.momentOf(500), 1200);
});

Deno.test("streamClock: skips ahead, never back", async () => {
  const { time } = await at(100);
  time.skipTo(50);
  assertEquals(time.position(), 100);
  time.skipTo(500);
  assertEquals([time.position(), time.momentOf(600)], [500, 200]);
});

Deno.test("streamClock: slowed by a factor, its told speed stays, and the factor goes with each new speed", async () => {
  const { clock, time } = await at(100);
  time.setSlowdown(2);
  assertEquals([time.speed, time.momentOf(200)], [1, 300]);
  await clock.advance(100);
  assertEquals(time.position(), 150);
  time.setSpeed(4);
  assertEquals([time.speed, time.momentOf(250)], [4, 250]);
  time.setSlowdown(1);
  assertEquals(time.momentOf(550), 300);
});

Deno.test("streamClock: what was due before a change was due when it was, slowed, paused or skipped since", async () => {
  const { clock, time } = await at(100);
  time.setSlowdown(4);
  await clock.advance(100);
  time.pause();
  await clock.advance(100);
  time.resume();
  time.skipTo(500);
  await clock.advance(100);
  const moments = [50, 100, 110, 125, 300, 500, 510];
  assertEquals(moments.map(time.momentOf), [50, 100, 140, 200, 300, 300, 340]);
});

Deno.test("streamClock: after a thousand changes it still knows the last of what was due", async () => {
  const { clock, time } = await at(0);
  for (let i = 0; i < 1000; i++) {
    await clock.advance(10);
    time.setSlowdown(1 + i % 2);
  }
  assertEquals(clock.now(), 10_000);
  // The last stretch was at the whole rate, the one before it at half.
  assertEquals(time.momentOf(time.position() - 5), 9995);
  assertEquals(time.momentOf(time.position() - 15), 9980);
});
