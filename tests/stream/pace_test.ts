/** The pacer on the fake clock: exact waits, readers that are slow or go, and a stream in hand. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import type { Frame } from "../../lib/stream/frame.ts";
import { pace } from "../../lib/stream/pace.ts";
import { evenly, perform, planOf, readAll, readOne } from "./pace_fixture.ts";

Deno.test("pace: every token leaves when it is due, and nobody waits for anything else", async () => {
  const { clock, body, sent, ends } = perform(evenly(3, 100));
  const { arrived, done } = readAll(body, clock);
  await clock.advance(1000);
  await done;
  assertEquals(arrived, [[100, "1|"], [200, "2|"], [300, "3|<stop 3>"]]);
  assertEquals(clock.waits, [100, 200, 300]);
  assertEquals(sent.map(([, due, left]) => [due, left]), [[100, 100], [200, 200], [300, 300], [
    300,
    300,
  ]]);
  assertEquals([ends, clock.pending], [["completed"], 0]);
});

Deno.test("pace: nothing leaves before it is due, by however little", async () => {
  const { clock, body } = perform(evenly(2, 100));
  await clock.advance(199.5);
  const reader = body.getReader();
  assertEquals(await readOne(reader), "1|");
  await reader.cancel();
});

Deno.test("pace: what is due at once leaves in one write, without a wait", async () => {
  const { clock, body } = perform(planOf([[0, "1"], [0, "2"], [0, "3"]]));
  const { arrived, done } = readAll(body, clock);
  await done;
  assertEquals(arrived, [[0, "1|2|3|<stop 3>"]]);
  assertEquals(clock.waits, []);
});

Deno.test("pace: a reader that does not read costs no alarm, and on reading gets what was due", async () => {
  const { clock, body, sent } = perform(evenly(100, 10));
  await clock.advance(55);
  assertEquals([clock.waits, sent], [[], []]);
  const reader = body.getReader();
  assertEquals(await readOne(reader), "1|2|3|4|5|");
  await clock.advance(500);
  assertEquals([clock.waits, sent.length], [[], 5]);
});

Deno.test("pace: a late reader catches up, and the schedule does not drift", async () => {
  const { clock, body } = perform(evenly(6, 100));
  const reader = body.getReader();
  await clock.advance(250);
  assertEquals(await readOne(reader), "1|2|");
  const next = readOne(reader);
  await clock.advance(50);
  assertEquals(await next, "3|");
  await clock.advance(190);
  assertEquals(await readOne(reader), "4|");
  const fifth = readOne(reader);
  await clock.advance(60);
  assertEquals(await fifth, "5|");
  const last = readOne(reader);
  await clock.advance(1000);
  assertEquals(await last, "6|<stop 6>");
  assertEquals(clock.waits, [300, 500, 600]);
});

Deno.test("pace: the times count from the request, not from the first read", async () => {
  const clock = new FakeClock();
  await clock.advance(1000);
  const { body, sent } = perform(evenly(2, 100), { clock });
  const { arrived, done } = readAll(body, clock);
  await clock.advance(200);
  await done;
  assertEquals(arrived.map(([at]) => at), [1100, 1200]);
  assertEquals(sent.map(([, due]) => due), [100, 200, 200]);
});

Deno.test("pace: catching up hands out bounded pieces", async () => {
  const text = "x".repeat(1023);
  const plan = planOf(Array.from({ length: 200 }, () => [0, text] as const));
  const { body } = perform(plan);
  const sizes: number[] = [];
  for await (const bytes of body) sizes.push(bytes.length);
  assertEquals(sizes.slice(0, 3), [65_536, 65_536, 65_536]);
  assertEquals(sizes.reduce((a, b) => a + b), 200 * 1024 + "<stop 200>".length);
});

Deno.test("pace: frames are made when they are read, or few before", async () => {
  let made = 0;
  function* endless(): Iterable<Frame> {
    for (;;) yield { kind: "data", at: made++ * 10, data: "x", tokens: 1 };
  }
  const { body } = pace({
    frames: endless(),
    endedAfter: () => [],
    clock: new FakeClock(),
    start: 0,
    speed: 1,
    observer: { sent() {}, ended() {} },
  });
  const reader = body.getReader();
  assertEquals(await readOne(reader), "x");
  assert(made <= 10, `${made} are made`);
  await reader.cancel();
});

Deno.test("pace: a client that leaves frees everything at once", async () => {
  const { clock, body, sent, ends } = perform(evenly(10, 100));
  const reader = body.getReader();
  const first = readOne(reader);
  await clock.advance(100);
  await first;
  const second = readOne(reader);
  await clock.advance(0);
  assertEquals(clock.pending, 1);
  await reader.cancel();
  assertEquals([clock.pending, ends, sent.length], [0, ["client_left"], 1]);
  assertEquals(await second, undefined);
});

Deno.test("pace: one stream's throw fails that stream, and the others of the same tick go on", async () => {
  const clock = new FakeClock();
  const ends: string[] = [];
  function* failingFrames(): Iterable<Frame> {
    yield { kind: "data", at: 100, data: "x", tokens: 1 };
    throw new Error("cannot render");
  }
  const broken = pace({
    frames: failingFrames(),
    endedAfter: () => [],
    clock,
    start: 0,
    speed: 1,
    observer: { sent() {}, ended: (how) => void ends.push(how) },
  });
  const failing = assertRejects(() => new Response(broken.body).text(), Error, "cannot render");
  const whole = perform(evenly(2, 100), { clock });
  const { arrived, done } = readAll(whole.body, clock);
  await clock.advance(200);
  await Promise.all([failing, done]);
  assertEquals([ends, whole.ends, clock.pending], [["failed"], ["completed"], 0]);
  assertEquals(arrived, [[100, "1|"], [200, "2|<stop 2>"]]);
});

Deno.test("pace: pausing stops the stream's time, resuming goes on from there", async () => {
  const { clock, body, controls, sent } = perform(evenly(4, 100));
  const { arrived, done } = readAll(body, clock);
  await clock.advance(150);
  controls.pause();
  assertEquals([controls.paused, clock.pending], [true, 0]);
  await clock.advance(1000);
  assertEquals(arrived.length, 1);
  controls.resume();
  await clock.advance(1000);
  await done;
  assertEquals(arrived.map(([at]) => at), [100, 1200, 1300, 1400]);
  assertEquals(sent.every(([, due, left]) => due === left), true);
});

Deno.test("pace: a step sends the next token, paused or not", async () => {
  const { clock, body, controls } = perform(evenly(4, 100));
  const { arrived, done } = readAll(body, clock);
  await clock.advance(150);
  controls.pause();
  controls.step();
  await clock.advance(0);
  controls.step();
  await clock.advance(500);
  assertEquals(arrived, [[100, "1|"], [150, "2|"], [150, "3|"]]);
  controls.resume();
  await clock.advance(100);
  await done;
  assertEquals(arrived.at(-1), [750, "4|<stop 4>"]);
});

Deno.test("pace: speed scales what is left", async () => {
  const { clock, body, controls } = perform(evenly(4, 100), { speed: 2 });
  const { arrived, done } = readAll(body, clock);
  await clock.advance(75);
  controls.setSpeed(0.5);
  assertEquals(controls.speed, 0.5);
  await clock.advance(1000);
  await done;
  assertEquals(arrived.map(([at]) => at), [50, 175, 375, 575]);
});

Deno.test("pace: end says no more, and ends as the protocol does, with the usage of what was said", async () => {
  const { clock, body, controls, ends } = perform(evenly(10, 100));
  const { arrived, done } = readAll(body, clock);
  await clock.advance(350);
  controls.end();
  await done;
  assertEquals(arrived.at(-1), [350, "<stop 3>"]);
  assertEquals([ends, clock.pending], [["ended"], 0]);
});

Deno.test("pace: a paused stream that is ended ends at once", async () => {
  const { clock, body, controls } = perform(evenly(10, 100));
  const { arrived, done } = readAll(body, clock);
  await clock.advance(100);
  controls.pause();
  await clock.advance(400);
  controls.end();
  await done;
  assertEquals(arrived, [[100, "1|"], [500, "<stop 1>"]]);
});

Deno.test("pace: a stream ended before its first token says nothing, and was never due before the request", async () => {
  const { clock, body, controls, sent } = perform(evenly(10, 100));
  const { arrived, done } = readAll(body, clock);
  await clock.advance(50);
  controls.end();
  await done;
  assertEquals(arrived, [[50, "<stop 0>"]]);
  assert(sent.every(([, due]) => due >= 0), JSON.stringify(sent));
});

Deno.test("pace: drop breaks the connection", async () => {
  const { clock, body, controls, ends } = perform(evenly(10, 100));
  const { arrived, done } = readAll(body, clock);
  const broken = assertRejects(() => done);
  await clock.advance(250);
  controls.drop();
  await broken;
  assertEquals([arrived.length, ends, clock.pending], [2, ["dropped"], 0]);
});

Deno.test("pace: the controls do nothing to a stream that has ended", async () => {
  const { clock, body, controls, sent, ends } = perform(evenly(1, 100));
  const { done } = readAll(body, clock);
  await clock.advance(100);
  await done;
  const act = [
    controls.pause,
    controls.resume,
    controls.step,
    controls.end,
    controls.drop,
    () => controls.setSpeed(9),
  ];
  for (const one of act) one();
  assertEquals([ends, sent.length, clock.pending], [["completed"], 2, 0]);
});

Deno.test("pace: two choices leave in the order of their times and end together", async () => {
  const { clock, body } = perform(
    planOf([[100, "a1"], [200, "a2"]], [[100, "b1"], [150, "b2"], [300, "b3"]]),
  );
  const { arrived, done } = readAll(body, clock);
  await clock.advance(300);
  await done;
  assertEquals(arrived, [[100, "a1|b1|"], [150, "b2|"], [200, "a2|"], [
    300,
    "b3|<stop 5><stop 5>",
  ]]);
});

Deno.test("pace: a reader that asks for several at once costs one alarm, and leaves none behind", async () => {
  const { clock, body } = perform(evenly(3, 100));
  const reader = body.getReader();
  const reads = [readOne(reader), readOne(reader), readOne(reader)];
  await clock.advance(150);
  assertEquals(clock.pending, 1);
  await clock.advance(1000);
  assertEquals(await Promise.all(reads), ["1|", "2|", "3|<stop 3>"]);
  assertEquals(clock.pending, 0);
});
