/** A reader of a response's events may come back: at any number, while it is made and later, as often as it likes. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import OpenAI from "openai";
import { FakeClock } from "../../../../routes/mod.ts";
import { eventsOf, type Json, start } from "./responses_fixture.ts";

/** The numbers of the events that a query gives. */
async function eventsFrom(mocker: ReturnType<typeof start>["mocker"], path: string) {
  const response = await mocker.fetch(`http://mock${path}`);
  assertEquals(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  return eventsOf(await response.text());
}

Deno.test("responses: a stream can be told again, whole and from any number on, to the byte", async () => {
  const { mocker, stream } = start();
  for (
    const body of [{}, { background: true }, { model: "thinker", reasoning: { summary: "auto" } }]
  ) {
    const told = eventsOf(await stream(body));
    const path = `/v1/responses/${told[0].response.id}?stream=true`;
    assertEquals(await eventsFrom(mocker, path), told);
    for (const after of [0, 1, 5, told.length - 2]) {
      assertEquals(
        await eventsFrom(mocker, `${path}&starting_after=${after}`),
        told.slice(after + 1),
      );
    }
    assertEquals(await eventsFrom(mocker, `${path}&starting_after=${told.length}`), []);
  }
});

Deno.test("responses: who comes back while it is made gets what was said at once, and the rest in time", async () => {
  const clock = new FakeClock();
  const { client } = start(clock);
  const made = await client.responses.create({ model: "m", input: "Hello!", background: true });
  await clock.advance(450);
  const stream = await client.responses.retrieve(made.id, { stream: true, starting_after: 3 });
  const seen: [number, number][] = [];
  const reading = (async () => {
    for await (const event of stream) seen.push([event.sequence_number, clock.now()]);
  })();
  await clock.advance(1);
  assertEquals(seen.map(([number]) => number), [4, 5, 6, 7, 8]);
  assertEquals((await client.responses.retrieve(made.id)).status, "in_progress");
  await clock.advance(2000);
  await reading;
  const times = seen.slice(5).map(([, ms]) => ms);
  assert(times.length >= 4 && times.every((ms) => ms > 451 && ms <= 800), String(times));
  assertEquals((await client.responses.retrieve(made.id)).status, "completed");
});

Deno.test("responses: a response that was answered whole has its events, too", async () => {
  const { client } = start(new FakeClock());
  const made = await client.responses.create({ model: "m", input: "Hello!" });
  const stream = await client.responses.retrieve(made.id, { stream: true });
  const types: string[] = [];
  for await (const event of stream) types.push(event.type);
  assertEquals([types[0], types.at(-1)], ["response.created", "response.completed"]);
});

Deno.test("responses: a stream is in progress until it has ended, and a cancelled one falls silent", async () => {
  const clock = new FakeClock();
  const { client, mocker } = start(clock);
  const ask = { model: "m", input: "Hello!", background: true, stream: true } as const;
  const stream = await client.responses.create(ask);
  const first = await stream[Symbol.asyncIterator]().next();
  const { id } = (first.value as Json).response;
  await clock.advance(350);
  assertEquals((await client.responses.retrieve(id)).status, "in_progress");
  assertEquals((await client.responses.cancel(id)).status, "cancelled");
  const events = await eventsFrom(mocker, `/v1/responses/${id}?stream=true`);
  assertEquals(events.at(-1).type, "response.output_text.delta");
  stream.controller.abort();
});

Deno.test("responses: the padding can be left off, and a wrong query is a 400 that names the key", async () => {
  const { mocker, stream, get } = start();
  const [{ response: { id } }] = eventsOf(await stream({}));
  const path = `/v1/responses/${id}?stream=true`;
  const plain = await eventsFrom(mocker, `${path}&include_obfuscation=false`);
  assert(plain.every((event) => !("obfuscation" in event)));
  const { error } = await get(`${path}&starting_after=x`);
  assertEquals([error.type, error.param], ["invalid_request_error", "starting_after"]);
});

Deno.test("responses: a follow-up may leave out its model, and its input", async () => {
  const { post, send } = start();
  const first = await post({});
  const next = await (await send({ previous_response_id: first.id })).json();
  assertEquals([next.model, next.status], ["m", "completed"]);
  assert(next.usage.input_tokens > first.usage.input_tokens);
  const prompted = await (await send({ prompt: { id: "pmpt_1", variables: { a: "b" } } })).json();
  assertEquals(prompted.prompt, { id: "pmpt_1", variables: { a: "b" }, version: null });
  assertEquals(prompted.model, "m");
  const missing = await (await send({ input: "Hello!" })).json();
  assertEquals(missing.error.message, "Missing required parameter: 'model'.");
});

Deno.test("responses: input items are listed with ids of their kind, a status, and an image's detail", async () => {
  const { client, post } = start();
  const input = [
    { role: "user", content: [{ type: "input_image", image_url: "data:image/png;base64,AA==" }] },
    { type: "function_call", call_id: "call_1", name: "f", arguments: "{}" },
    { type: "function_call_output", call_id: "call_1", output: "1" },
  ];
  const { id } = await post({ input });
  const { data } = await client.responses.inputItems.list(id, { order: "asc" });
  const [image, call, output] = data as Json[];
  assertEquals(image.content[0].detail, "auto");
  assertEquals(data.map((item: Json) => item.status), ["completed", "completed", "completed"]);
  assert(image.id.startsWith("msg_") && call.id.startsWith("fc_") && output.id.startsWith("fco_"));
  assertEquals(output.type, "function_call_output");
});

Deno.test("responses: one that is not kept cannot be told again", async () => {
  const { client } = start();
  await assertRejects(
    async () => await client.responses.retrieve("resp_none", { stream: true }),
    OpenAI.NotFoundError,
  );
});

/** A stream of eight tokens, one each 100 ms, that is read as it comes, and the ways to act on it. */
async function underWay(model = "m") {
  const clock = new FakeClock();
  const { client, mocker } = start(clock);
  const stream = await client.responses.create({ model, input: "Hello!", stream: true });
  const told: Json[] = [];
  const reading = (async () => {
    for await (const event of stream) told.push(event);
  })().catch(() => {});
  await clock.advance(350);
  const { id } = told[0].response;
  const act = async (body: object) => {
    const init = { method: "POST", body: JSON.stringify(body) };
    assertEquals((await mocker.fetch(`http://mock/streams/${id}`, init)).status, 200);
    await clock.advance(0);
  };
  const now = async () => (await client.responses.retrieve(id)) as Json;
  const again = () => eventsFrom(mocker, `/v1/responses/${id}?stream=true`);
  return { clock, client, mocker, told, reading, act, now, again, id };
}

Deno.test("responses: one whose stream is paused by hand is in progress until it goes on", async () => {
  const { clock, client, told, reading, act, now, id } = await underWay();
  await act({ action: "pause" });
  const saidByThen = told.length;
  await clock.advance(10_000);
  assertEquals((await now()).status, "in_progress");
  const reader = await client.responses.retrieve(id, { stream: true });
  const seen: Json[] = [];
  const second = (async () => {
    for await (const event of reader) seen.push(event);
  })();
  await clock.advance(10_000);
  assertEquals(seen.length, saidByThen);
  await act({ action: "resume" });
  await clock.advance(300);
  assertEquals((await now()).status, "in_progress");
  await clock.advance(1000);
  await Promise.all([reading, second]);
  assertEquals((await now()).status, "completed");
  assertEquals(seen, told);
});

Deno.test("responses: one that is made faster by hand is done sooner, and one that is stepped is where it was left", async () => {
  const { clock, act, now, reading } = await underWay();
  await act({ action: "pause" });
  await act({ action: "step" });
  await clock.advance(5000);
  assertEquals((await now()).status, "in_progress");
  await act({ action: "speed", speed: 100 });
  await act({ action: "resume" });
  await clock.advance(20);
  assertEquals((await now()).status, "completed");
  await reading;
});

Deno.test("responses: one that is ended by hand has said what was said, and tells its events as they were", async () => {
  const { clock, told, act, now, again, reading } = await underWay();
  await act({ action: "end" });
  await clock.advance(10);
  await reading;
  const response = await now();
  const last = told.at(-1).response;
  assertEquals([response.status, response.output], [last.status, last.output]);
  assertEquals(await again(), told);
});

Deno.test("responses: what a hand did to one is not told of the next, though a seed gives both the same id", async () => {
  const { clock, client, act, now, reading, id } = await underWay("seeded");
  await act({ action: "end" });
  await clock.advance(1000);
  await reading;
  const cut = (await now()).output_text.length;
  const next = await client.responses.create({ model: "seeded", input: "Hello!" });
  assertEquals(next.id, id);
  const told = await now();
  assertEquals([told.status, told.output], [next.status, next.output]);
  assert(next.output_text.length > cut);
});

Deno.test("responses: one whose connection is lost while it is paused goes on", async () => {
  const { clock, act, now, again } = await underWay();
  await act({ action: "pause" });
  await clock.advance(5000);
  await act({ action: "drop" });
  await clock.advance(300);
  assertEquals((await now()).status, "in_progress");
  await clock.advance(1000);
  assertEquals((await now()).status, "completed");
  assertEquals((await again()).at(-1).type, "response.completed");
});
