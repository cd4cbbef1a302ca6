/** What is set on one of several machines is in force on all, and what is set while they do not reach each other is settled afterwards. */

import { assertEquals, assertMatch } from "@std/assert";
import { ALONE, UNREADABLE } from "../../lib/cluster/agreement.ts";
import { fakeHub } from "./fake_hub.ts";
import { chat, farm, type Machine } from "./machines.ts";

const [A, B, C] = ["aaaaaaaa", "bbbbbbbb", "cccccccc"] as const;

async function two() {
  const hub = fakeHub();
  const { clock, start } = farm(hub);
  return { hub, clock, start, a: await start(A), b: await start(B) };
}

const speed = async (machine: Machine, model = "m") =>
  (await machine.json(`/config/${model}`)).tokens_per_second;
const setSpeed = (machine: Machine, tokens_per_second: number, model = "m") =>
  machine.json("/config", { model, tokens_per_second });

/** Lets what was said reach who hears it. */
const settle = async () => {
  for (let i = 0; i < 50; i++) await Promise.resolve();
};

Deno.test("agreement: what POST /config answers is in force on all, and on whoever starts later", async () => {
  const { a, b, start } = await two();
  const { changes, warnings } = await setSpeed(a, 9);
  assertEquals([changes, warnings], [["m: tokens_per_second 5 → 9"], []]);
  assertEquals([await speed(a), await speed(b)], [9, 9]);
  await setSpeed(b, 7, "n");
  const c = await start(C);
  assertEquals([await speed(c), await speed(c, "n"), await speed(a, "n")], [9, 7, 7]);
});

Deno.test("agreement: a machine whose start takes the engine for slow waits until it has what was set", async () => {
  const { hub, a, start } = await two();
  await setSpeed(a, 9);
  hub.slowDown();
  let hasStarted = false;
  const starting = start(C).finally(() => hasStarted = true);
  await settle();
  assertEquals(hasStarted, false);
  hub.comeBack();
  assertEquals(await speed(await starting), 9);
});

Deno.test("agreement: edits at the same time are all in force, in one order", async () => {
  const { a, b } = await two();
  await Promise.all([1, 2, 3].flatMap((i) => [
    setSpeed(a, i, `of-a-${i}`),
    setSpeed(b, i, `of-b-${i}`),
    setSpeed(i % 2 ? a : b, 10 + i),
  ]));
  for (const i of [1, 2, 3]) {
    for (const name of [`of-a-${i}`, `of-b-${i}`]) {
      assertEquals([await speed(a, name), await speed(b, name)], [i, i]);
    }
  }
  assertEquals(await speed(a), await speed(b));
});

Deno.test("agreement: what is wrong is refused, and changes nothing anywhere", async () => {
  const { hub, a, b } = await two();
  const before = hub.hashes.get("agreed:config");
  assertEquals((await a.ask("/config", { model: "m", jitter: -1 })).status, 400);
  assertEquals((await a.ask("/rules", { rules: [{ name: "r", nonsense: 1 }] })).status, 400);
  assertEquals([await speed(a), await speed(b)], [5, 5]);
  assertEquals(hub.hashes.get("agreed:config"), before);
});

Deno.test("agreement: a machine on which an edit makes no sense says why, and keeps what it has", async () => {
  const hub = fakeHub();
  const { start } = farm(hub);
  const a = await start(A, "[profiles.p]\nttft_ms = 3\n");
  const b = await start(B, "[models.m]\ntokens_per_second = 5\n");
  const { warnings } = await a.json("/config", { model: "m", profile: "p" });
  assertMatch(warnings[0], /^Not on the replica bbbbbbbb: .*profile/);
  assertEquals(await speed(b), 5);
  assertEquals((await a.json("/config/m")).ttft_ms, 3);
});

Deno.test("agreement: POST /config/reload takes back on all what was set on any", async () => {
  const { a, b } = await two();
  await setSpeed(a, 9);
  await b.json("/config/reload", {});
  assertEquals([await speed(a), await speed(b)], [5, 5]);
});

Deno.test("agreement: a saved file takes edits back once, however much later the same file is saved on another machine", async () => {
  const { a, b } = await two();
  const text = "[models.m]\ntokens_per_second = 6\n";
  await setSpeed(a, 9);
  await a.save(text);
  assertEquals([await speed(a), await speed(b)], [6, 5]);
  await setSpeed(a, 8, "n");
  await b.save(text);
  assertEquals([await speed(b), await speed(b, "n"), await speed(a, "n")], [6, 8, 8]);
});

Deno.test("agreement: rules that are sent to one hold on all, and are taken away on all", async () => {
  const { a, b, start } = await two();
  const said = async (machine: Machine) =>
    (await machine.json("/v1/chat/completions", chat("m"))).choices[0].message.content;
  await a.json("/rules", { rules: [{ name: "r", reply: { text: "From the rule." } }] });
  const c = await start(C);
  for (const machine of [a, b, c]) assertEquals(await said(machine), "From the rule.");
  await b.json("/rules", undefined, "DELETE");
  for (const machine of [a, b, c]) {
    assertEquals((await machine.json("/rules")).data, []);
  }
});

Deno.test("agreement: without the engine an edit holds here alone, says so, and gives way to what the others have when it is back", async () => {
  const { hub, a, b } = await two();
  await setSpeed(a, 9);
  hub.goAway();
  assertEquals((await setSpeed(a, 1)).warnings, [ALONE]);
  assertEquals([await speed(a), await speed(b)], [1, 9]);
  hub.comeBack();
  await settle();
  assertEquals([await speed(a), await speed(b)], [9, 9]);
  assertEquals((await setSpeed(b, 2)).warnings, []);
  assertEquals([await speed(a), await speed(b)], [2, 2]);
});

Deno.test("agreement: an engine that has lost all is given it back", async () => {
  const { hub, a, b, start } = await two();
  await setSpeed(a, 9);
  await b.json("/rules", { rules: [{ name: "r", reply: { text: "Yes." } }] });
  hub.goAway();
  hub.forget();
  hub.comeBack();
  await settle();
  const c = await start(C);
  assertEquals([await speed(a), await speed(b), await speed(c)], [9, 9, 9]);
  assertEquals((await c.json("/rules")).data.length, 1);
});

Deno.test("agreement: a machine that heard nothing of a change sees it by the engine's stamp, a second later", async () => {
  const { hub, clock, a, b } = await two();
  hub.silence(`replica:${B}`);
  const answer = setSpeed(a, 9);
  await clock.advance(2000);
  assertEquals((await answer).warnings, [
    "The replica bbbbbbbb does not answer; it takes this up when it does.",
  ]);
  await clock.advance(1000);
  assertEquals(await speed(b), 9);
});

Deno.test("agreement: what nobody can read in the engine changes nothing, and locks stay locked", async () => {
  const { hub, clock, a } = await two();
  const texts = [
    "nonsense",
    written({ overlay: { removed: {}, set: 3 }, over: null }),
    written({ overlay: { removed: {}, set: { server: { api_keys: ["k"] } } }, over: null }),
    written({ overlay: { removed: { server: null }, set: {} }, over: null }),
    written({ overlay: { removed: {}, set: { cluster: { prefix: "x" } } }, over: null }),
    written({
      overlay: { removed: {}, set: { rules: [{ when: { user: "/(/" }, reply: { text: "" } }] } },
      over: null,
    }),
  ];
  for (const text of texts) {
    hub.hashes.set("agreed:config", fields(text));
    await clock.advance(2000);
    assertEquals((await a.json("/config")).server.api_keys, 0);
    assertEquals([await speed(a), (await setSpeed(a, 5)).warnings], [5, [UNREADABLE]]);
  }
  hub.hashes.set("agreed:rules", fields(written([["", { rules: [{ when: { user: "/(/" } }] }]])));
  await clock.advance(2000);
  assertEquals((await a.json("/rules")).data, []);
});

/** What somebody might write to the engine in the place of a replica. */
function written(value: unknown): string {
  return JSON.stringify({ revision: 99, by: "x", value });
}

function fields(text: string): Map<string, string> {
  return new Map([["revision", "99"], ["stamp", text], ["text", text]]);
}
