/** What a map within bounds lets go, and when. */

import { assertEquals } from "@std/assert";
import { bytesOf } from "../../lib/bytes_of.ts";
import { boundedMap } from "../../lib/shared/bounded_map.ts";

const names = (map: { entries(): Iterable<readonly [string, unknown]> }) =>
  [...map.entries()].map(([name]) => name);

Deno.test("boundedMap: lets the oldest go, by number and by bytes, and counts what it holds", () => {
  const map = boundedMap<number>(() => ({ entries: 3, bytes: 100 }), (_, bytes) => bytes);
  for (const [name, bytes] of [["a", 40], ["b", 40], ["c", 20]] as const) map.set(name, bytes);
  assertEquals([names(map), map.bytes()], [["a", "b", "c"], 100]);
  map.set("d", 1);
  assertEquals([names(map), map.bytes()], [["b", "c", "d"], 61]);
  map.set("e", 70);
  assertEquals([names(map), map.bytes()], [["c", "d", "e"], 91]);
  assertEquals([map.delete("d"), map.delete("d"), map.bytes()], [true, false, 90]);
});

Deno.test("boundedMap: what is set anew keeps its turn, what is renewed goes last, and each counts once", () => {
  const map = boundedMap<number>(() => ({ entries: 9, bytes: 100 }), (_, bytes) => bytes);
  for (const name of ["a", "b", "c"]) map.set(name, 10);
  map.set("a", 20);
  assertEquals([names(map), map.bytes()], [["a", "b", "c"], 40]);
  map.renew("a", 30);
  assertEquals([names(map), map.bytes()], [["b", "c", "a"], 50]);
});

Deno.test("boundedMap: nothing goes for what would not fit alone, and that is not kept", () => {
  const map = boundedMap<number>(() => ({ entries: 9, bytes: 100 }), (_, bytes) => bytes);
  map.set("a", 50);
  map.set("b", 101);
  assertEquals([names(map), map.bytes()], [["a"], 50]);
  map.set("a", 101);
  assertEquals([names(map), map.bytes()], [[], 0]);
});

Deno.test("bytesOf: weighs texts, numbers, tables and buffers, however deep", () => {
  assertEquals(bytesOf("abcd"), 8);
  assertEquals(bytesOf([null, undefined, 1, "ab"]), 48 + 4 * 8 + 4);
  assertEquals(bytesOf({ a: "ab", b: { c: true } }), 48 + 2 * 16 + 4 + 48 + 16);
  assertEquals(bytesOf(new Float64Array(100)), 48 + 800);
  assertEquals(bytesOf(new Map([["a", "b"]])) > 4, true);
  let deep: unknown = 0;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  assertEquals(bytesOf(deep), 100_000 * 56);
});
