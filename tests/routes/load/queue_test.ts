/** `max_running` and `max_queue`: who is answered at once, who waits, who is refused, and what of it is written down. */

import { assert, assertEquals } from "@std/assert";
import { type Json, PROTOCOLS, start } from "./load_fixture.ts";

Deno.test("max_running: the second waits until the first has ended, and all its times include that", async () => {
  const { send, advance, entries } = start();
  const first = await send("narrow");
  const second = await send("narrow");
  assertEquals([first.status, second.status], [200, undefined]);
  await advance(800);
  assertEquals([first.hasEnded, second.status, second.text], [true, 200, ""]);
  await advance(800);
  assert(second.hasEnded);
  const [one, two] = await entries();
  assertEquals([one.queued_ms, two.queued_ms], [0, 800]);
  assertEquals([one.ttft_ms, two.ttft_ms], [100, 900]);
  assertEquals([two.planned.ttft_ms, two.planned.duration_ms], [900, 1600]);
  assertEquals([two.schedule_error_ms.max, two.outcome], [0, "completed"]);
});

Deno.test("max_queue: who finds the line full is refused in the service's words, on every protocol", async () => {
  const wording: Record<keyof typeof PROTOCOLS, (body: Json) => unknown> = {
    chat: ({ error }) => error.type,
    completions: ({ error }) => error.type,
    responses: ({ error }) => error.type,
    messages: ({ type, error }) => `${type} ${error.type}`,
    azure: ({ error }) => typeof error.code,
  };
  const expected: Record<string, [number, string]> = {
    chat: [503, "server_error"],
    completions: [503, "server_error"],
    messages: [529, "error overloaded_error"],
  };
  for (const protocol of Object.keys(PROTOCOLS) as (keyof typeof PROTOCOLS)[]) {
    const { send, advance, entries } = start();
    const sent = [];
    for (let i = 0; i < 4; i++) sent.push(await send("narrow", { protocol }));
    assertEquals(sent.slice(0, 3).map(({ status }) => status), [200, undefined, undefined]);
    const refused = sent[3];
    assert(refused && (refused.status ?? 0) >= 429, protocol);
    const said = wording[protocol](await refused.body);
    const wanted = expected[protocol];
    if (wanted) assertEquals([refused.status, said], wanted);
    await advance(2400);
    assert(sent.slice(0, 3).every(({ hasEnded }) => hasEnded), protocol);
    const last = (await entries())[3];
    assertEquals([last.outcome, last.model, last.queued_ms], ["error", "narrow", 0]);
    assertEquals(last.status, refused.status);
  }
});

Deno.test("a client that leaves the line frees its place in it, and one that leaves its stream lets the next in", async () => {
  const { send, advance, entries } = start();
  const first = await send("narrow");
  const second = await send("narrow");
  const third = await send("narrow");
  await advance(50);
  second.abort();
  await advance(0);
  const fourth = await send("narrow");
  assertEquals([third.status, fourth.status], [undefined, undefined]);
  first.abort();
  await advance(0);
  assertEquals([third.status, fourth.status], [200, undefined]);
  const [one, two, three] = await entries();
  assertEquals([one.outcome, two.outcome], ["client_left", "client_left"]);
  assertEquals([two.status, two.queued_ms, three.queued_ms], [null, 50, 50]);
});

for (const action of ["end", "drop"]) {
  Deno.test(`a stream that is ${action === "end" ? "ended" : "dropped"} by hand lets the next in; a paused one does not`, async () => {
    const { send, advance, entries, act } = start();
    await send("narrow");
    const second = await send("narrow");
    const [{ id }] = await entries();
    await act(id, { action: "pause" });
    await advance(60_000);
    assertEquals(second.status, undefined);
    await act(id, { action });
    await advance(0);
    assertEquals(second.status, 200);
    await advance(800);
    assertEquals((await entries())[1].queued_ms, 60_000);
  });
}

Deno.test("whole answers take places, too: paced ones for their time, others for none", async () => {
  const { send, advance } = start();
  const paced = await send("narrow", {
    ask: { stream: false, mock: { whole_responses: "paced" } },
  });
  const atOnce = await send("narrow", { ask: { stream: false } });
  const stream = await send("narrow");
  assertEquals([paced.hasEnded, atOnce.hasEnded, stream.status], [false, false, undefined]);
  await advance(800);
  assertEquals([paced.hasEnded, atOnce.hasEnded, stream.status], [true, true, 200]);
});

Deno.test("what cannot be answered takes no place", async () => {
  const { send } = start();
  await send("narrow", { ask: { response_length: "nope" } });
  await send("narrow", { ask: { messages: 5 } });
  const next = await send("narrow");
  assertEquals(next.status, 200);
});

Deno.test("POST /config lets in who waits, from the next request on", async () => {
  const { send, configure } = start();
  const sent = [await send("narrow"), await send("narrow"), await send("narrow")];
  await configure({ model: "narrow", max_running: 4 });
  const last = await send("narrow");
  assertEquals([...sent, last].map(({ status }) => status), [200, 200, 200, 200]);
});

Deno.test("models, and sessions that are named, have places of their own", async () => {
  const { send } = start();
  const ask = { mock: { max_running: 1, max_queue: 0 } };
  const statuses = [];
  for (const model of ["a", "b", "a"]) statuses.push((await send(model, { ask })).status);
  const session = { "x-mock-session": "mine" };
  statuses.push((await send("a", { ask, headers: session })).status);
  assertEquals(statuses, [200, 200, 503, 200]);
});

Deno.test("speed goes with the place: ten times as fast, the next comes in ten times as early", async () => {
  const { send, advance, entries } = start();
  await send("narrow", { ask: { mock: { speed: 10 } } });
  await send("narrow");
  await advance(80);
  assertEquals((await entries())[1].queued_ms, 80);
});

Deno.test("a session that ends sends those away who wait in its line, and nobody else", async () => {
  const { send, entries, end, gauge } = start();
  const mine = { headers: { "x-mock-session": "mine" } };
  const [first, second] = [await send("narrow", mine), await send("narrow", mine)];
  const others = [await send("narrow"), await send("narrow")];
  assertEquals(await gauge("mocker_queue_length"), 2);
  const told = (await entries()).slice(0, 2).map(({ id }: Json) => id);
  assertEquals(told.length, 2);
  await end("mine");
  await Promise.all([first, second].map(({ body }) => body.catch(() => {})));
  assertEquals([first.hasEnded, second.hasEnded], [false, false]);
  assertEquals(others.map(({ status }) => status), [200, undefined]);
  assertEquals(await gauge("mocker_queue_length"), 1);
  assertEquals(await gauge("mocker_open_streams"), 1);
});
