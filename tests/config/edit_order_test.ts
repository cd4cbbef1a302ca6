/** Long edits let others have their turn, and are still made one after the other: none is lost. */

import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { nextTurn } from "../../lib/clock/next_turn.ts";
import { ConfigError } from "../../lib/config/config_error.ts";
import { parseConfig } from "../../lib/config/file/parse.ts";
import { createConfigStore } from "../../lib/config/store.ts";
import { turnsByHand } from "../clock/turns_by_hand.ts";

const models = (count: number, ttft_ms: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`m${i}`, { ttft_ms }]));

function start() {
  const byHand = turnsByHand();
  const { turns } = byHand;
  return { ...byHand, store: createConfigStore({ file: {}, turns, unixMs: () => 0 }) };
}

Deno.test("store: an edit that comes while a long one is made is made of what that leaves", async () => {
  const { store, letAllCome, isAwaited } = start();
  const before = store.current();
  const told: string[] = [];
  store.subscribe(({ lines }) => void told.push(lines[0] ?? ""));
  const long = store.patch({ models: models(3000, 5) });
  const short = store.patch({ models: { m7: { ttft_ms: 6 } }, general: { jitter: 0.5 } });
  const other = store.patch({ general: { jitter: null } });
  await nextTurn();
  assertEquals([isAwaited(), told], [true, []]);
  assertStrictEquals(store.current(), before);
  await letAllCome();
  await Promise.all([long, short, other]);
  const { models: now, defaults } = store.current();
  assertEquals([now.size, now.get("m6")?.ttft_ms, now.get("m7")?.ttft_ms], [3000, 5, 6]);
  assertEquals(defaults.jitter, 0);
  assertEquals(told, [
    "model m0 added",
    "general: jitter set to 0.5",
    "general: jitter 0.5 removed",
  ]);
});

Deno.test("store: a file that is taken while an edit is made comes after it, and an edit after that is of the file", async () => {
  const { store, letAllCome } = start();
  const edits = [
    store.patch({ models: models(3000, 5) }),
    store.replaceWith(parseConfig("[models.a]\nttft_ms = 1\n", "c.toml")),
    store.patch({ models: { b: { ttft_ms: 2 } } }),
  ];
  await letAllCome();
  await Promise.all(edits);
  assertEquals([...store.current().models.keys()], ["a", "b"]);
});

Deno.test("store: a long edit that is wrong changes nothing, and holds up none", async () => {
  const { store, letAllCome } = start();
  const wrong = store.patch({ models: { ...models(3000, 5), last: { ttft_ms: -1 } } });
  const right = store.patch({ models: { b: { ttft_ms: 2 } } });
  const refused = assertRejects(() => wrong, ConfigError, '[models."last"] ttft_ms: expected');
  await letAllCome();
  await Promise.all([refused, right]);
  assertEquals([...store.current().models.keys()], ["b"]);
});
