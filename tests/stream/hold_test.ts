/** A stream that holds itself at a token and waits for a hand. */

import { assertEquals } from "@std/assert";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import type { Plan } from "../../lib/plan/plan.ts";
import type { Hold } from "../../lib/stream/hold.ts";
import { pace } from "../../lib/stream/pace.ts";
import { evenly, readAll, rendered } from "./pace_fixture.ts";

/** Paces a plan that is held, read all the time. */
function start(plan: Plan, hold?: Hold) {
  const clock = new FakeClock();
  const sent: [dueMs: number, leftMs: number][] = [];
  const acts: [at: number, what: string][] = [];
  const { body, controls } = pace({
    ...rendered(plan),
    clock,
    start: 0,
    speed: 1,
    ...(hold ? { hold } : {}),
    observer: {
      sent: (_, dueMs, leftMs) => void sent.push([dueMs, leftMs]),
      acted: (what) => void acts.push([clock.now(), what]),
      ended: () => {},
    },
  });
  const { arrived, done } = readAll(body, clock);
  const text = () => arrived.map(([, text]) => text).join("");
  return { clock, controls, sent, acts, arrived, text, done };
}

const hold = (afterTokens: number, longestMs = 60_000): Hold => ({ afterTokens, longestMs });

Deno.test("hold: a stream stops behind its token, and goes on as planned when a hand lets it", async () => {
  const { clock, controls, sent, acts, arrived, text, done } = start(evenly(4, 100), hold(2));
  await clock.advance(5000);
  assertEquals([text(), controls.isHeld, controls.paused], ["1|2|", true, true]);
  controls.resume();
  assertEquals([controls.isHeld, controls.paused], [false, false]);
  await clock.advance(300);
  await done;
  assertEquals(arrived, [[100, "1|"], [200, "2|"], [5100, "3|"], [5200, "4|<stop 4>"]]);
  assertEquals(acts, [[200, "hold"]]);
  assertEquals(sent.map(([due, left]) => left - due), [0, 0, 0, 0, 0], "a hold is no lateness");
  assertEquals(clock.pending, 0);
});

Deno.test("hold: at 0 nothing is said, and the time to the first token begins when it is let go", async () => {
  const { clock, controls, acts, arrived } = start(evenly(2, 100), hold(0));
  await clock.advance(1000);
  assertEquals([arrived, controls.isHeld, acts], [[], true, [[0, "hold"]]]);
  controls.resume();
  await clock.advance(200);
  assertEquals(arrived, [[1100, "1|"], [1200, "2|<stop 2>"]]);
});

Deno.test("hold: at 0 a stream without any wait says nothing either", async () => {
  const { clock, controls, text } = start(evenly(3, 0), hold(0));
  await clock.advance(10);
  assertEquals(text(), "");
  controls.resume();
  await clock.advance(0);
  assertEquals(text(), "1|2|3|<stop 3>");
});

Deno.test("hold: a stream without any wait stops behind its token, and the rest leaves in one write", async () => {
  const { clock, controls, arrived } = start(evenly(30, 0), hold(12));
  await clock.advance(10);
  assertEquals(arrived.map(([, text]) => text), ["1|2|3|4|5|6|7|8|9|10|11|12|"]);
  controls.resume();
  await clock.advance(0);
  assertEquals(arrived.length, 2);
});

Deno.test("hold: behind the last token the end is held", async () => {
  const { clock, controls, text } = start(evenly(2, 100), hold(2));
  await clock.advance(1000);
  assertEquals(text(), "1|2|");
  controls.resume();
  await clock.advance(0);
  assertEquals(text(), "1|2|<stop 2>");
});

Deno.test("hold: nobody comes, so it goes on by itself after its time", async () => {
  const { clock, acts, arrived, done } = start(evenly(3, 100), hold(1, 2000));
  await clock.advance(3000);
  await done;
  assertEquals(arrived, [[100, "1|"], [2200, "2|"], [2300, "3|<stop 3>"]]);
  assertEquals(acts, [[100, "hold"], [2100, "hold is over"]]);
  assertEquals(clock.pending, 0);
});

Deno.test("hold: resumed until a token, it holds there again; where it is past that, at once", async () => {
  const { clock, controls, acts, text } = start(evenly(20, 100), hold(2));
  await clock.advance(500);
  controls.resume(5);
  await clock.advance(5000);
  assertEquals([text(), controls.isHeld], ["1|2|3|4|5|", true]);
  controls.resume(3);
  await clock.advance(500);
  assertEquals([text(), controls.isHeld], ["1|2|3|4|5|", true]);
  assertEquals(acts.map(([, what]) => what), ["hold", "hold", "hold"]);
  controls.resume();
  await clock.advance(1500);
  assertEquals(controls.isHeld, false);
});

Deno.test("hold: any stream can be let go up to a token", async () => {
  const { clock, controls, text } = start(evenly(20, 100));
  controls.pause();
  await clock.advance(1000);
  controls.resume(3);
  await clock.advance(100_000);
  assertEquals([text(), controls.isHeld], ["1|2|3|", true]);
});

Deno.test("hold: paused and resumed by hand before its place, a stream still holds there", async () => {
  const { clock, controls, text } = start(evenly(4, 100), hold(3));
  await clock.advance(100);
  controls.pause();
  await clock.advance(1000);
  controls.resume();
  await clock.advance(1000);
  assertEquals([text(), controls.isHeld], ["1|2|3|", true]);
});

Deno.test("hold: a hand that pauses a held stream holds it without end", async () => {
  const { clock, controls, text } = start(evenly(3, 100), hold(1, 2000));
  await clock.advance(500);
  controls.pause();
  await clock.advance(100_000);
  assertEquals([text(), controls.isHeld, controls.paused], ["1|", true, true]);
  assertEquals(clock.pending, 0);
});

Deno.test("hold: a hand that pauses a held stream lets nothing leave that is due already", async () => {
  const { clock, controls, text } = start(evenly(4, 0), hold(2));
  await clock.advance(10);
  controls.pause();
  await clock.advance(100_000);
  assertEquals([text(), controls.paused], ["1|2|", true]);
  controls.resume();
  await clock.advance(10);
  assertEquals(text(), "1|2|3|4|<stop 4>");
  assertEquals(clock.pending, 0);
});

Deno.test("hold: a step sends one token of a held stream, which waits anew", async () => {
  const { clock, controls, acts, text } = start(evenly(20, 0), hold(1, 2000));
  await clock.advance(1500);
  controls.step();
  await clock.advance(1500);
  assertEquals([text(), controls.isHeld], ["1|2|", true]);
  assertEquals(acts.map(([, what]) => what), ["hold"]);
  await clock.advance(500);
  assertEquals(controls.isHeld, false);
});

Deno.test("hold: ended or dropped, a held stream leaves nothing waiting", async () => {
  const ended = start(evenly(3, 100), hold(1));
  await ended.clock.advance(500);
  ended.controls.end();
  await ended.done;
  assertEquals([ended.text(), ended.clock.pending], ["1|<stop 1>", 0]);
  const dropped = start(evenly(3, 100), hold(1));
  await dropped.clock.advance(500);
  dropped.controls.drop();
  await dropped.done.catch(() => {});
  assertEquals([dropped.text(), dropped.clock.pending], ["1|", 0]);
});

Deno.test("hold: it costs no alarm but its own, however long it is read", async () => {
  const { clock } = start(evenly(3, 100), hold(1));
  await clock.advance(500);
  const before = clock.waits.length;
  await clock.advance(10_000);
  assertEquals([clock.pending, clock.waits.length], [1, before]);
});

Deno.test("hold: a step that ends a held stream leaves nothing waiting", async () => {
  const { clock, controls, text, done } = start(evenly(2, 0), hold(1));
  await clock.advance(0);
  controls.step();
  await clock.advance(0);
  assertEquals([text(), clock.pending], ["1|2|", 1]);
  controls.step();
  await done;
  assertEquals([text(), clock.pending], ["1|2|<stop 2>", 0]);
});
