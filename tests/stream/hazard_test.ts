/** The seam for weather: what a hazard gives is what leaves, marks take effect in their turn, and an end by hand joins seamlessly. */

import { assertEquals, assertRejects } from "@std/assert";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import type { Fault, StreamEnd } from "../../lib/ledger/observer.ts";
import type { Frame } from "../../lib/stream/frame.ts";
import { framesEndedAfter, framesOf } from "../../lib/stream/frames.ts";
import { CLEAR, clearSky, composed, type Hazard } from "../../lib/stream/hazard.ts";
import { flushedEvery, inBursts } from "../../lib/stream/network/bursts.ts";
import { keptAlive } from "../../lib/stream/network/keep_alive.ts";
import { pace } from "../../lib/stream/pace.ts";
import type { StreamJob } from "../../lib/stream/stream_job.ts";
import { type FrameSource, weathered } from "../../lib/stream/weathered.ts";
import { evenly, plainWriter, readAll } from "./pace_fixture.ts";

function sourceOf(tokens: number): FrameSource {
  const plan = evenly(tokens, 100);
  return {
    frames() {
      const writer = plainWriter();
      return { frames: framesOf(plan, writer), writer, anew: plainWriter };
    },
    endedAfter: (sent) => framesEndedAfter(sent, plan, plainWriter()),
  };
}

function perform(job: Pick<StreamJob, "frames" | "endedAfter" | "holdsHead" | "hold">) {
  const clock = new FakeClock();
  const faults: [at: number, fault: Fault][] = [];
  const ends: StreamEnd[] = [];
  const paced = pace({
    ...job,
    clock,
    start: 0,
    speed: 1,
    observer: {
      sent() {},
      faulted: (fault) => void faults.push([clock.now(), fault]),
      ended: (how) => void ends.push(how),
    },
  });
  return { clock, ...paced, faults, ends };
}

const never = () => [];
const data = (at: number, text: string): Frame => ({ kind: "data", at, data: text, tokens: 1 });

Deno.test("hazards: none give the frames themselves, and several act in their order", () => {
  const frames = [data(1, "a")];
  assertEquals(composed([])(frames), frames);
  assertEquals(composed([]), clearSky);
  const say = (text: string): Hazard =>
    function* (frames) {
      for (const frame of frames) {
        yield frame.kind === "data" ? { ...frame, data: `${frame.data}${text}` } : frame;
      }
    };
  assertEquals([...composed([say("1"), say("2")])(frames)], [data(1, "a12")]);
});

Deno.test("hazards: frames tell what part of an answer they are, whatever the wire", () => {
  const parts = [...framesOf(evenly(2, 100), { ...plainWriter(), begin: () => ["x"] })]
    .map(({ part, tokens }) => [part, tokens]);
  assertEquals(parts, [["begin", 0], ["text", 1], ["text", 1], ["end", 0]]);
});

Deno.test("marks: a note is written down in its turn and sends nothing", async () => {
  const fault = { kind: "stall_at", place: 1 };
  const frames: Frame[] = [data(100, "a"), { kind: "note", at: 150, fault }, data(200, "b")];
  const { clock, body, faults, ends } = perform({ frames, endedAfter: never });
  const { arrived } = readAll(body, clock);
  await clock.advance(1000);
  assertEquals(arrived, [[100, "a"], [200, "b"]]);
  assertEquals([faults, ends], [[[150, fault]], ["completed"]]);
});

Deno.test("marks: a close ends the body as HTTP wants it, and nothing leaves after", async () => {
  const frames: Frame[] = [data(100, "a"), { kind: "close", at: 100 }, data(200, "b")];
  const { clock, body, ends } = perform({ frames, endedAfter: never });
  const { arrived, done } = readAll(body, clock);
  await clock.advance(100);
  await done;
  assertEquals([arrived, ends, clock.pending], [[[100, "a"]], ["fault"], 0]);
});

Deno.test("marks: a break breaks the connection behind what has left", async () => {
  const frames: Frame[] = [data(100, "a"), { kind: "break", at: 150 }];
  const { clock, body, ends } = perform({ frames, endedAfter: never });
  const { arrived, done } = readAll(body, clock);
  const broken = assertRejects(() => done);
  await clock.advance(200);
  await broken;
  assertEquals([arrived, ends, clock.pending], [[[100, "a"]], ["fault"], 0]);
});

Deno.test("marks: a head that is held leaves at its moment, read or not, and what was due follows it", async () => {
  const frames: Frame[] = [{ kind: "head", at: 300 }, data(300, "a"), data(400, "b")];
  const { clock, body, head, ends } = perform({ frames, endedAfter: never, holdsHead: true });
  let leftAt = -1;
  head?.then(() => leftAt = clock.now());
  await clock.advance(299);
  assertEquals(leftAt, -1);
  await clock.advance(1);
  assertEquals(leftAt, 300);
  const { arrived } = readAll(body, clock);
  await clock.advance(1000);
  assertEquals([arrived, ends], [[[300, "a"], [400, "b"]], ["completed"]]);
});

Deno.test("marks: a head that never leaves is let go when the client does", async () => {
  const frames: Frame[] = [{ kind: "head", at: Infinity }, data(Infinity, "a")];
  const { clock, body, head, ends } = perform({ frames, endedAfter: never, holdsHead: true });
  await clock.advance(1e9);
  assertEquals([ends, clock.pending], [[], 0]);
  await body.cancel();
  await head;
  assertEquals(ends, ["client_left"]);
});

Deno.test("a silence without end holds a step by hand back too", async () => {
  const frames: Frame[] = [data(100, "a"), data(Infinity, "b")];
  const { clock, body, controls, ends } = perform({ frames, endedAfter: never });
  const { arrived } = readAll(body, clock);
  await clock.advance(100);
  controls.step();
  await clock.advance(100);
  assertEquals([arrived, ends], [[[100, "a"]], []]);
});

/** Two frames for each, the second a moment later; so what has left tells nothing of how many frames of the plan have. */
const halves: Hazard = function* (frames) {
  for (const frame of frames) {
    if (frame.kind !== "data" || typeof frame.data !== "string") {
      yield frame;
      continue;
    }
    yield { ...frame, data: frame.data.slice(0, 1), tokens: 0 };
    yield { ...frame, at: frame.at + 10, data: frame.data.slice(1) };
  }
};

/** Holds each back until the next is there. */
const oneBehind: Hazard = function* (frames) {
  let held: Frame | undefined;
  for (const frame of frames) {
    if (held) yield { ...held, at: frame.at };
    held = frame;
  }
  if (held) yield held;
};

for (
  const [name, hazard, said] of [
    ["split into halves", halves, "1|2|<stop 2>"],
    ["each held back by one", oneBehind, "1|2|3|<stop 3>"],
  ] as const
) {
  Deno.test(`an end by hand under weather joins where the stream was: ${name}`, async () => {
    const job = weathered(sourceOf(9), { faults: () => hazard, layout: clearSky });
    const { clock, body, controls, ends } = perform(job);
    const { arrived, done } = readAll(body, clock);
    await clock.advance(name.startsWith("each") ? 305 : 205);
    controls.end();
    await clock.advance(10);
    await done;
    assertEquals([arrived.map(([, text]) => text).join(""), ends], [said, ["ended"]]);
  });
}

Deno.test("an end by hand says nothing that a layout holds back, nor what a hand held of a burst", async () => {
  const inThrees: Hazard = (frames) => inBursts(frames, 3);
  for (const [layout, said] of [[oneBehind, "1|2|<stop 2>"], [inThrees, "1|<stop 1>"]] as const) {
    const job = weathered(sourceOf(9), { faults: () => clearSky, layout });
    const hold = { afterTokens: layout === inThrees ? 1 : Infinity, longestMs: Infinity };
    const { clock, body, controls } = perform({ ...job, hold });
    const { arrived, done } = readAll(body, clock);
    await clock.advance(305);
    controls.end();
    await clock.advance(10);
    await done;
    assertEquals(arrived.map(([, text]) => text).join(""), said);
  }
});

Deno.test("an end by hand does not wait for the next flush of a buffer", async () => {
  const layout: Hazard = (frames) => flushedEvery(frames, 250);
  const { clock, body, controls, ends } = perform(weathered(sourceOf(9), { ...CLEAR, layout }));
  const { arrived, done } = readAll(body, clock);
  await clock.advance(305);
  controls.end();
  await clock.advance(0);
  await done;
  assertEquals([arrived, ends], [[[250, "1|2|"], [305, "<stop 2>"]], ["ended"]]);
});

Deno.test("a step sends a token and not the next heartbeat, however many there are before it", async () => {
  const layout: Hazard = (frames) => keptAlive(frames, { everyMs: 30, text: "-" });
  const { clock, body, controls } = perform(weathered(sourceOf(3), { ...CLEAR, layout }));
  const { arrived, done } = readAll(body, clock);
  await clock.advance(40);
  assertEquals(arrived, [[30, "-"]]);
  controls.step();
  await clock.advance(0);
  assertEquals(arrived.at(-1), [40, "--1|"]);
  await clock.advance(35);
  controls.step();
  await clock.advance(0);
  assertEquals(arrived.slice(2), [[70, "-"], [75, "--2|"]]);
  controls.step();
  await done;
  assertEquals(arrived.at(-1), [75, "---3|<stop 3>"]);
});

Deno.test("a step in a silence without end sends no heartbeat of it, and asks for none", async () => {
  const frames: Frame[] = [data(100, "a"), data(Infinity, "b")];
  let made = 0;
  const counted = function* (): Iterable<Frame> {
    for (const frame of keptAlive(frames, { everyMs: 30, text: "-" })) {
      made++;
      yield frame;
    }
  };
  const { clock, body, controls } = perform({ frames: counted(), endedAfter: never });
  const { arrived } = readAll(body, clock);
  await clock.advance(110);
  const [before, madeBefore] = [arrived.length, made];
  controls.step();
  await clock.advance(0);
  assertEquals([arrived.length, made], [before, madeBefore]);
});

Deno.test("an end by hand ends a silence without end", async () => {
  const stall: Hazard = function* (frames) {
    let sent = 0;
    for (const frame of frames) {
      if (frame.kind !== "data") yield frame;
      else yield (sent += frame.tokens) > 2 ? { ...frame, at: Infinity } : frame;
    }
  };
  const job = weathered(sourceOf(9), { faults: () => stall, layout: clearSky });
  const { clock, body, controls, ends } = perform(job);
  const { arrived, done } = readAll(body, clock);
  await clock.advance(5000);
  assertEquals(arrived.length, 2);
  controls.end();
  await done;
  assertEquals(ends, ["ended"]);
  assertEquals(arrived.map(([, text]) => text).join("").startsWith("1|2|"), true);
});
