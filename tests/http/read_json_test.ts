/** How a body is read: a long one in several turns, and not deeper than can be stood. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { readJson } from "../../lib/http/read_json.ts";

const MAX = 20_000_000;
const post = (body: string) => new Request("http://mock", { method: "POST", body });

/** Turns that are over whenever they are asked about, and how many there were. */
function countedTurns() {
  let count = 0;
  const next = () => {
    count++;
    return Promise.resolve();
  };
  return { spent: () => true, next, count: () => count };
}

Deno.test("readJson() lets others have their turn between its steps over an image of 9 MB, and not over a short body", async () => {
  const long = countedTurns();
  await readJson(post(JSON.stringify({ image: "A".repeat(9_000_000) })), MAX, long);
  assert(long.count() >= 3, `${long.count()} turns`);
  const short = countedTurns();
  await readJson(post(JSON.stringify({ image: "A".repeat(9_000) })), MAX, short);
  assertEquals(short.count(), 0);
});

Deno.test("readJson() looks at a string of 9 MB a few times, and at many small values in many turns", async () => {
  const turns = countedTurns();
  await readJson(post(JSON.stringify({ many: Array(1_000_000).fill(1) })), MAX, turns);
  assert(turns.count() > 20, `${turns.count()} turns`);
  const quotes = countedTurns();
  await readJson(post(JSON.stringify({ many: '"\\'.repeat(1_000_000) })), MAX, quotes);
  assert(quotes.count() > 20, `${quotes.count()} turns`);
});

Deno.test("readJson() counts levels, wherever strings have brackets, quotes and backslashes", async () => {
  const nested = (levels: number, inner: unknown) => {
    let value = inner;
    for (let i = 1; i < levels; i++) value = { 'a\\"[': value };
    return post(JSON.stringify(value));
  };
  for (const text of ["[".repeat(500), '"]', "\\", '\\\\"{', ""]) {
    await readJson(nested(256, [text]), MAX, countedTurns());
    await assertRejects(
      () => readJson(nested(257, [text]), MAX, countedTurns()),
      Error,
      "256 levels",
    );
  }
});
