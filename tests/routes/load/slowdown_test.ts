/** `load_slowdown`: streams of a model slow each other, and what they planned says so. */

import { assertAlmostEquals, assertEquals } from "@std/assert";
import { start } from "./load_fixture.ts";

Deno.test("load_slowdown: alone at the told rate; with another at two thirds of it; and back when that has ended", async () => {
  const { send, advance, entries } = start();
  await send("slow");
  await advance(200);
  // Two tokens have left. Two streams at half more each take 150 ms a token.
  await send("slow", { ask: { max_tokens: 2 } });
  await advance(10_000);
  const [one, two] = await entries();
  const dues = (entry: typeof one) =>
    entry.chunks.filter(({ tokens }: { tokens: number }) => tokens > 0)
      .map(({ due_ms }: { due_ms: number }) => Math.round(due_ms));
  assertEquals(dues(two), [150, 300]);
  assertEquals(dues(one), [100, 200, 350, 500, 600, 700, 800, 900]);
  for (const entry of [one, two]) {
    assertEquals(entry.schedule_error_ms.max, 0);
    assertEquals(entry.planned, entry.actual);
  }
});

Deno.test("load_slowdown: n streams that begin together go at the rate over 1 + (n - 1) of the share", async () => {
  for (const n of [1, 3, 11]) {
    const { send, advance, entries } = start();
    for (let i = 0; i < n; i++) await send("slow");
    await advance(60_000);
    for (const { planned, outcome } of await entries()) {
      assertEquals(outcome, "completed");
      assertAlmostEquals(planned.tokens_per_second, 10 / (1 + 0.5 * (n - 1)), 1e-6);
    }
  }
});

Deno.test("load_slowdown: a stream's told speed stays, a pause keeps it in the count, and other models are not slowed", async () => {
  const { send, advance, get, act, entries } = start();
  await send("slow");
  await send("slow");
  const other = await send("m");
  const { data: states } = await get("/streams");
  assertEquals(states.map(({ speed }: { speed: number }) => speed), [1, 1, 1]);
  await act(states[0].id, { action: "pause" });
  await advance(800);
  assertEquals(other.hasEnded, true);
  await advance(400);
  const [, two] = await entries();
  assertEquals([two.outcome, Math.round(two.duration_ms)], ["completed", 1200]);
});

Deno.test("load_slowdown: who leaves no longer slows", async () => {
  const { send, advance, entries } = start();
  const first = await send("slow");
  await send("slow");
  await advance(300);
  first.abort();
  await advance(600);
  assertEquals(Math.round((await entries())[1].duration_ms), 900);
});

Deno.test("load_slowdown with max_running: those who wait in line slow nobody", async () => {
  const { send, advance, entries } = start();
  for (let i = 0; i < 3; i++) await send("both");
  await advance(10_000);
  const durations = (await entries()).map(({ duration_ms }) => Math.round(duration_ms));
  // Two at half the rate for 1.6 s, then the third alone.
  assertEquals(durations, [1600, 1600, 2400]);
});
