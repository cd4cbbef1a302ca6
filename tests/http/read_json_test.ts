/** How a body is read: a long one in several turns, and not deeper than can be stood. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { ApiError } from "../../lib/api_error.ts";
import { readJson, readSizedJson } from "../../lib/http/read_json.ts";
import { countedTurns } from "../clock/counted_turns.ts";

const MAX = 20_000_000;
const post = (body: string) => ({
  request: new Request("http://mock", { method: "POST", body }),
});

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
  await readJson(post(JSON.stringify({ many: Array(300_000).fill(12_345) })), MAX, turns);
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

/** How many turns a refusal took, and what it says. */
async function refusedIn(body: string): Promise<readonly [turns: number, message: string]> {
  const turns = countedTurns();
  const error = await assertRejects(() => readJson(post(body), MAX, turns), ApiError);
  return [turns.count(), error.message];
}

Deno.test("readJson() refuses what is too deep or too much before it parses it, whatever that is", async () => {
  const cases: readonly (readonly [body: string, says: string])[] = [
    ["[".repeat(10_000_000), "over 256 levels"],
    ['{"a":'.repeat(1_000_000), "over 256 levels"],
    [`{${keys(600_000)}}`, "over 1000 keys in one object"],
    [`{"a":{${keys(600_000)}}}`, "over 10000 keys in one object"],
    [`{"a":[${`{${keys(9000)}},`.repeat(12)}1]}`, "over 100000 keys"],
    [`{"a":[${"1,".repeat(400_000)}1]}`, "over 350000 values"],
    [`{"a":[${"[],".repeat(400_000)}[]]}`, "over 350000 values"],
  ];
  for (const [body, says] of cases) {
    const [turns, message] = await refusedIn(body);
    assertEquals(message, `Cannot read the request body: it has ${says}.`);
    assert(turns > 0, "within one turn");
  }
  assertEquals((await refusedIn('{"a": "unfinished'))[1], NOT_JSON);
  assertEquals((await refusedIn(`{"a": "${"x".repeat(1_000_000)}`))[1], NOT_JSON);
});

const keys = (count: number) => Array.from({ length: count }, (_, i) => `"k${i}":1`).join();

const NOT_JSON = "Cannot read the request body: it is not a JSON object.";

Deno.test("readJson() decodes a long body in slices, wherever these cut its characters", async () => {
  const text = "né€🏳️‍🌈".repeat(200_000);
  const turns = countedTurns();
  assertEquals(await readJson(post(JSON.stringify({ text })), MAX, turns), { text });
  assert(turns.count() > 4, `${turns.count()} turns`);
});

Deno.test("readJson() takes as many tokens as one request for embeddings may have", async () => {
  const tokens = Array(300_000).fill(12345);
  assertEquals(Object.keys(await readJson(post(JSON.stringify({ tokens })), MAX, countedTurns())), [
    "tokens",
  ]);
});

Deno.test("readSizedJson() says of a body whether it is long, and lets a turn go behind a long one though nobody held it", async () => {
  const messages = (count: number) =>
    post(JSON.stringify({ messages: Array(count).fill({ role: "user", content: "Hello" }) }));
  for (const [count, isLong] of [[100, false], [10_000, true]] as const) {
    const turns = { ...countedTurns(), spent: () => false };
    assertEquals((await readSizedJson(messages(count), MAX, turns)).isLong, isLong);
    assertEquals(turns.count(), isLong ? 1 : 0);
  }
});
