/** A function of a text that remembers its answers, and what it must not boundedMemo. */

import { assertEquals, assertThrows } from "@std/assert";
import { boundedMemo } from "../../lib/config/bounded_memo.ts";

function counted(most: number) {
  const asked: string[] = [];
  const answer = boundedMemo(most, (text) => {
    asked.push(text);
    if (text === "bad") throw new Error("bad");
    return text.length;
  });
  return { asked, answer };
}

Deno.test("boundedMemo() answers a text once", () => {
  const { asked, answer } = counted(2);
  assertEquals([answer("abc"), answer("abc"), answer("")], [3, 3, 0]);
  assertEquals(asked, ["abc", ""]);
});

Deno.test("boundedMemo() forgets the oldest when there are too many", () => {
  const { asked, answer } = counted(2);
  for (const text of ["a", "b", "c", "c", "b", "a"]) answer(text);
  assertEquals(asked, ["a", "b", "c", "a"]);
});

Deno.test("boundedMemo() keeps no failure, and no text of a thousand characters", () => {
  const { asked, answer } = counted(2);
  assertThrows(() => answer("bad"));
  assertThrows(() => answer("bad"));
  const long = "x".repeat(1025);
  assertEquals([answer(long), answer(long)], [1025, 1025]);
  assertEquals(asked, ["bad", "bad", long, long]);
});
