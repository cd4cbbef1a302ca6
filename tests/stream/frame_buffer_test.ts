/** Frames made some ahead: what leaves is what is due, byte for byte, wherever the eight begin and end. */

import { assertEquals } from "@std/assert";
import type { Frame } from "../../lib/stream/frame.ts";
import { frameBuffer } from "../../lib/stream/frame_buffer.ts";

const decoder = new TextDecoder();

/** One frame a millisecond, from 1 on. */
function frames(...texts: string[]): Frame[] {
  return texts.map((data, i) => ({ kind: "data", at: i + 1, data, tokens: 1 }));
}

/** Takes what is due at each of the moments: the text, or `undefined`. */
function takeAt(moments: readonly number[], frames: Iterable<Frame>) {
  const buffer = frameBuffer(frames, (at) => at);
  const left: number[] = [];
  const texts = moments.map((until) => {
    const bytes = buffer.take(until, (_, at) => left.push(at) > 0);
    return bytes && decoder.decode(bytes);
  });
  return { texts, left, next: buffer.nextAt() };
}

Deno.test("frameBuffer: takes what is due, and tells of each frame as it leaves", () => {
  const { texts, left, next } = takeAt([0, 1, 1, 3], frames("a", "b", "c", "d"));
  assertEquals(texts, [undefined, "a", undefined, "bc"]);
  assertEquals([left, next], [[1, 2, 3], 4]);
});

Deno.test("frameBuffer: cuts between characters of any length, and within none", () => {
  const words = ["naïve ", "日本語", "👩‍👩‍👧", "", "plain", "ש", "\u{1F600}", "é", "x", "ÿ", "end"];
  const moments = words.map((_, i) => i + 1);
  const { texts, next } = takeAt(moments, frames(...words));
  assertEquals(texts.map((text) => text ?? ""), words);
  assertEquals(next, undefined);
});

Deno.test("frameBuffer: one by one or all at once, it is the same text", () => {
  const words = Array.from({ length: 50 }, (_, i) => `${i} ${"é".repeat(i % 3)}`);
  const whole = words.join("");
  const oneByOne = takeAt(words.map((_, i) => i + 1), frames(...words));
  assertEquals(oneByOne.texts.join(""), whole);
  assertEquals(takeAt([50], frames(...words)).texts, [whole]);
  const late = takeAt([3, 50, 50, 50], frames(...words));
  assertEquals(late.texts.join(""), whole);
  assertEquals(late.left, words.map((_, i) => i + 1));
});

Deno.test("frameBuffer: makes at most eight ahead of their time", () => {
  let made = 0;
  function* endless(): Iterable<Frame> {
    for (;;) yield { kind: "data", at: ++made, data: "x", tokens: 1 };
  }
  const buffer = frameBuffer(endless(), (at) => at);
  assertEquals(made, 0);
  buffer.take(1, () => true);
  assertEquals(made, 9);
  for (let now = 2; now <= 8; now++) buffer.take(now, () => true);
  assertEquals(made, 9);
  buffer.take(100, () => true);
  assertEquals(made, 101);
});

Deno.test("frameBuffer: tells when the last that left was due", () => {
  const texts = Array.from({ length: 20 }, (_, i) => `${i} `);
  const buffer = frameBuffer(frames(...texts), (at) => at, 0.5);
  assertEquals(buffer.lastAt(), 0.5);
  const seen = [3, 8, 9, 9.5, 30].map((until) => (buffer.take(until, () => true), buffer.lastAt()));
  assertEquals(seen, [3, 8, 9, 9, 16]);
});
