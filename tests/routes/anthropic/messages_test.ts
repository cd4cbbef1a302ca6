/** The Messages API against docs/wire.md §6: its streams to the byte, and what is in them. */

import { assert, assertEquals, assertObjectMatch } from "@std/assert";
import { FakeClock } from "../../../routes/mod.ts";
import {
  eventsOf,
  type Json,
  messageOf,
  start,
  STRICT,
  TIME,
  WEATHER,
} from "./messages_fixture.ts";

const GOLDEN: Readonly<Record<string, Json>> = {
  text: { mock: { seed: 7 } },
  max_tokens: { max_tokens: 3, mock: { seed: 7 } },
  stop_sequence: { stop_sequences: ["quiet"], mock: { seed: 7 } },
  refusal: { mock: { seed: 7, refuse: true, refusal_message: "I'm sorry." } },
  calls: {
    tools: [WEATHER, TIME],
    tool_choice: { type: "any", disable_parallel_tool_use: false },
    mock: { seed: 7 },
  },
  thinking: {
    model: "thinker",
    thinking: { type: "enabled", budget_tokens: 1024 },
    mock: { seed: 7 },
  },
  omitted_thinking: {
    model: "thinker",
    thinking: { type: "adaptive", display: "omitted" },
    tools: [WEATHER],
    mock: { seed: 7 },
  },
};

for (const [name, body] of Object.entries(GOLDEN)) {
  Deno.test(`messages: the stream of ${name} is the golden one, to the byte`, async () => {
    const golden = new URL(`../../golden/messages_${name}.txt`, import.meta.url);
    const text = await start().stream(body);
    if (Deno.env.has("WRITE_GOLDEN")) await Deno.writeTextFile(golden, text);
    assertEquals(text, await Deno.readTextFile(golden));
  });

  Deno.test(`messages: ${name}, streamed, adds up to what it is whole`, async () => {
    const { post, stream } = start();
    const told = messageOf(eventsOf(await stream(body)));
    assertEquals(told, await post(body));
  });

  Deno.test(`messages: the events of ${name} carry all tokens in time`, async () => {
    const { get, stream } = start();
    const { usage } = messageOf(eventsOf(await stream(body)));
    const { data: [{ id }] } = await get("/requests");
    const { chunks, planned } = await get(`/requests/${id}`);
    assertEquals(planned.tokens, usage.output_tokens);
    assertEquals(planned.duration_ms, usage.output_tokens * 100);
    const due = chunks.map((chunk: Json) => chunk.due_ms);
    assertEquals(due, due.toSorted((a: number, b: number) => a - b));
  });
}

Deno.test("messages: message_start leaves with the first token, or at once", async () => {
  const { get, stream } = start();
  const firstDues = async () => {
    const { data: [{ id }] } = await get("/requests");
    return (await get(`/requests/${id}`)).chunks.slice(0, 3).map((chunk: Json) => chunk.due_ms);
  };
  await stream({});
  assertEquals(await firstDues(), [100, 100, 200]);
  await stream({ mock: { role_chunk: "at_once" } });
  assertEquals(await firstDues(), [0, 100, 200]);
});

Deno.test("messages: a stream that is ended by hand closes its block and says what it counts", async () => {
  const clock = new FakeClock();
  const { mocker, send } = start(clock);
  const response = await send({ stream: true });
  const text = response.text();
  await clock.advance(300);
  const id = response.headers.get("request-id");
  const end = { method: "POST", body: '{"action":"end"}' };
  await mocker.fetch(`http://mock/streams/${id}`, end);
  const events = eventsOf(await text);
  assertEquals(messageOf(events).content, [{ type: "text", text: "Light travels far" }]);
  assertEquals(messageOf(events).usage.output_tokens, 3);
  assertEquals(events.slice(-3).map(({ type }) => type), [
    "content_block_stop",
    "message_delta",
    "message_stop",
  ]);
});

Deno.test("messages: a stop sequence at the very beginning leaves no block at all", async () => {
  const { post, stream } = start();
  const body = { stop_sequences: ["Light"] };
  assertEquals((await post(body)).content, []);
  const names = eventsOf(await stream(body)).map(({ type }) => type);
  assertEquals(names, ["message_start", "message_delta", "message_stop"]);
});

Deno.test("messages: ids are plain where strict, and have the prefix elsewhere", async () => {
  const { post } = start();
  assert(/^mock-msg_[A-Za-z0-9]{24}$/.test((await post({})).id));
  const { id, content } = await post({ tools: [WEATHER] }, STRICT);
  assert(/^msg_[A-Za-z0-9]{24}$/.test(id));
  assert(/^toolu_[A-Za-z0-9]{24}$/.test(content[0].id));
});

Deno.test("messages: the headers are Anthropic's, with times of day", async () => {
  const { send } = start();
  const whole = await send({}, { "x-mock": "tokens_per_minute=600&requests_per_minute=60" });
  await whole.body?.cancel();
  const limits = [...whole.headers].filter(([name]) => name.startsWith("anthropic-ratelimit-"));
  assertEquals(Object.fromEntries(limits.map(([name, value]) => [name.slice(20), value])), {
    "requests-limit": "60",
    "requests-remaining": "59",
    "requests-reset": "2023-11-14T22:13:21Z",
    "tokens-limit": "600",
    "tokens-remaining": "583",
    "tokens-reset": "2023-11-14T22:13:22Z",
    "input-tokens-limit": "600",
    "input-tokens-remaining": "583",
    "input-tokens-reset": "2023-11-14T22:13:22Z",
    "output-tokens-limit": "600",
    "output-tokens-remaining": "583",
    "output-tokens-reset": "2023-11-14T22:13:22Z",
  });
  assert(/^req_[0-9a-f]{32}$/.test(whole.headers.get("request-id") ?? ""));
  assertEquals(whole.headers.get("cache-control"), null);
  const stream = await send({ stream: true });
  await stream.body?.cancel();
  assertEquals(stream.headers.get("cache-control"), "no-cache");
  assertEquals(stream.headers.get("content-type"), "text/event-stream; charset=utf-8");
  const names = [...stream.headers.keys(), ...whole.headers.keys()];
  assertEquals(names.filter((name) => /^(openai-|x-ratelimit-|x-request-id)/.test(name)), []);
});

Deno.test("messages: who sends a version gets the list of models in Anthropic's form", async () => {
  const { get } = start();
  const created_at = "2023-11-14T22:13:20Z";
  const m = { type: "model", id: "m", display_name: "A small model", created_at };
  const thinker = { type: "model", id: "thinker", display_name: "thinker", created_at };
  const list = await get("/v1/models", STRICT);
  const ends = { has_more: false, first_id: "m", last_id: "thinker" };
  assertObjectMatch(list, { data: [m, thinker], ...ends });
  assertEquals(await get("/v1/models/m", STRICT), list.data[0]);
  assertEquals((await get("/v1/models/x", STRICT)).error.message, "model: x");
  assertEquals((await get("/v1/models")).object, "list");
});
