/** The Responses API against docs/wire.md §4: its streams to the byte, and what is in them. */

import { assert, assertEquals } from "@std/assert";
import { FakeClock } from "../../../../routes/mod.ts";
import { eventsOf, type Json, start, TIME, WEATHER } from "./responses_fixture.ts";

const GOLDEN: Readonly<Record<string, Json>> = {
  text: { mock: { seed: 7 } },
  incomplete: { model: "m", max_output_tokens: 16, mock: { seed: 7, duration_seconds: 9 } },
  refusal: { mock: { seed: 7, refuse: true, refusal_message: "I'm sorry." } },
  calls: { tools: [WEATHER, TIME], parallel_tool_calls: true, mock: { seed: 7 } },
  reasoning: {
    model: "thinker",
    reasoning: { summary: "auto" },
    include: ["reasoning.encrypted_content"],
    mock: { seed: 7 },
  },
  hidden_reasoning: { model: "thinker", mock: { seed: 7 } },
};

for (const [name, body] of Object.entries(GOLDEN)) {
  Deno.test(`responses: the stream of ${name} is the golden one, to the byte`, async () => {
    const golden = new URL(`../../../golden/responses_${name}.txt`, import.meta.url);
    const text = await start().stream(body);
    if (Deno.env.has("WRITE_GOLDEN")) await Deno.writeTextFile(golden, text);
    assertEquals(text, await Deno.readTextFile(golden));
  });

  Deno.test(`responses: ${name}, streamed, ends as it is whole and as it is kept`, async () => {
    const { post, get, stream } = start();
    const last = eventsOf(await stream(body)).at(-1).response;
    assertEquals(JSON.stringify(await get(`/v1/responses/${last.id}`)), JSON.stringify(last));
    const { completed_at: _, created_at: _1, ...whole } = await post(body);
    const { completed_at: _2, created_at: _3, ...streamed } = last;
    assertEquals(JSON.stringify(whole), JSON.stringify(streamed));
  });

  Deno.test(`responses: the events of ${name} are numbered and carry all tokens in time`, async () => {
    const { get, stream } = start();
    const events = eventsOf(await stream(body));
    assertEquals(events.map((event) => event.sequence_number), [...events.keys()]);
    const { usage } = events.at(-1).response;
    const { data: [{ id }] } = await get("/requests");
    const { chunks, planned } = await get(`/requests/${id}`);
    assertEquals(planned.tokens, usage.output_tokens);
    assertEquals(planned.duration_ms, usage.output_tokens * 100);
    const due = chunks.map((chunk: Json) => chunk.due_ms);
    assertEquals(due, due.toSorted((a: number, b: number) => a - b));
  });
}

Deno.test("responses: created leaves at once, the first item with its first token", async () => {
  const { get, stream } = start();
  await stream({});
  const dues = async () => {
    const { data: [{ id }] } = await get("/requests");
    return (await get(`/requests/${id}`)).chunks.slice(0, 3).map((chunk: Json) => chunk.due_ms);
  };
  assertEquals(await dues(), [0, 100, 100]);
  await stream({ mock: { role_chunk: "at_once" } });
  assertEquals(await dues(), [0, 100, 200]);
});

Deno.test("responses: include_obfuscation false takes the padding off", async () => {
  const text = await start().stream({ stream_options: { include_obfuscation: false } });
  assert(!text.includes("obfuscation"));
});

Deno.test("responses: ids are plain where strict, and have the prefix elsewhere", async () => {
  const { post } = start();
  assert(/^mock-resp_[0-9a-f]{50}$/.test((await post({})).id));
  assert(/^resp_[0-9a-f]{50}$/.test((await post({}, { "x-mock": "strict=true" })).id));
});

Deno.test("responses: logprobs come where include asks for them, without bytes in events", async () => {
  const { stream } = start();
  const body = { include: ["message.output_text.logprobs"], top_logprobs: 2 };
  const events = eventsOf(await stream(body));
  const deltas = events.filter(({ type }) => type === "response.output_text.delta");
  const done = events.find(({ type }) => type === "response.output_text.done");
  assertEquals(deltas.flatMap(({ logprobs }) => logprobs), done.logprobs);
  for (const { delta, logprobs: [entry] } of deltas) {
    assertEquals(entry.token, delta);
    assertEquals(Object.keys(entry), ["token", "logprob", "top_logprobs"]);
    assertEquals(entry.top_logprobs.length, 2);
  }
  const [{ logprobs }] = events.at(-1).response.output[0].content;
  assertEquals(
    logprobs.map(({ token }: Json) => token),
    done.logprobs.map((one: Json) => one.token),
  );
  assertEquals(logprobs[0].bytes, [...new TextEncoder().encode(logprobs[0].token)]);
});

Deno.test("responses: effort scales the thinking, and max_output_tokens may leave nothing but thoughts", async () => {
  const { post } = start();
  const thought = async (reasoning: Json) =>
    (await post({ model: "thinker", reasoning })).usage.output_tokens_details.reasoning_tokens;
  assertEquals(await thought({}), 5);
  assertEquals(await thought({ effort: "none" }), 0);
  assertEquals(await thought({ effort: "low" }), 2);
  const cut = await post({
    model: "thinker",
    max_output_tokens: 16,
    reasoning: { effort: "xhigh" },
  });
  assertEquals(cut.output.map(({ type }: Json) => type), ["reasoning"]);
  assertEquals([cut.status, cut.usage.output_tokens], ["incomplete", 16]);
});

Deno.test("responses: the time limit makes a response incomplete", async () => {
  const mock = { enforce_time_limit: true, max_stream_time_seconds: 0.5, truncation_message: "…" };
  const { response } = eventsOf(await start().stream({ mock })).at(-1);
  assertEquals(response.incomplete_details, { reason: "max_output_tokens" });
  assert(response.output[0].content[0].text.endsWith("…"));
});

Deno.test("responses: instructions and items of all kinds are counted by the chat rule", async () => {
  const { post } = start();
  const tokens = async (body: Json) => (await post(body)).usage.input_tokens;
  const plain = await tokens({});
  assertEquals(plain, 3 + 1 + 2 + 3);
  assertEquals(await tokens({ input: [{ role: "user", content: "Hello!" }] }), plain);
  const parts = [{ type: "input_text", text: "Hello!" }, {
    type: "input_image",
    image_url: "data:,",
    detail: "auto",
  }];
  assertEquals(await tokens({ input: [{ role: "user", content: parts }] }), plain);
  assertEquals(await tokens({ instructions: "Hello!" }), plain + 3 + 1 + 2);
  const call = { type: "function_call", call_id: "call_1", name: "Hello", arguments: "!" };
  const output = { type: "function_call_output", call_id: "call_1", output: "Hello!" };
  const thought = { type: "reasoning", id: "rs_1", summary: [] };
  const input = [{ role: "user", content: "Hello!" }, thought, call, output];
  assertEquals(await tokens({ input }), plain + 2 * (3 + 1 + 2));
  const counted = await post({ input }, {}, "/v1/responses/input_tokens");
  assertEquals(counted, { object: "response.input_tokens", input_tokens: await tokens({ input }) });
});

Deno.test("responses: a stream that is ended by hand ends as a response does", async () => {
  const { clock, send, mocker } = start(new FakeClock());
  const response = await send({ model: "m", input: "Hello!", stream: true });
  const text = response.text();
  await clock.advance(350);
  const id = response.headers.get("x-request-id");
  const body = JSON.stringify({ action: "end" });
  await mocker.fetch(`http://mock/streams/${id}`, { method: "POST", body });
  const events = eventsOf(await text);
  assertEquals(events.map(({ sequence_number }) => sequence_number), [...events.keys()]);
  const { status, output, usage } = events.at(-1).response;
  assertEquals([status, usage.output_tokens], ["completed", 3]);
  assertEquals(output[0].content[0].text, "Light travels far");
});

Deno.test("responses: functions come before built-in tools, allowed_tools narrows them", async () => {
  const { post } = start();
  const tools = [{ type: "web_search" }, { type: "mcp", server_label: "x" }, WEATHER, TIME];
  const tool_choice = {
    type: "allowed_tools",
    mode: "required",
    tools: [{ type: "function", name: "get_time" }],
  };
  const made = await post({ tools, tool_choice });
  assertEquals(made.output.map(({ name }: Json) => name), ["get_time"]);
  assertEquals([made.tool_choice, made.tools], [tool_choice, tools.map((tool) => tool)]);
  const named = await post({ tools, tool_choice: { type: "function", name: "get_weather" } });
  assertEquals(named.output.map(({ name }: Json) => name), ["get_weather"]);
});

Deno.test("responses: limits are told on whole answers, not on streams, and a 429 tells nothing", async () => {
  const { send } = start();
  const headers = { "x-mock": "requests_per_minute=2" };
  const ask = { model: "m", input: "Hello!" };
  const told = ({ headers }: Response) =>
    [...headers.keys()].filter((name) => /^(x-ratelimit|retry-after)/.test(name)).length;
  assertEquals(told(await send(ask, headers)), 6);
  const stream = await send({ ...ask, stream: true }, headers);
  assertEquals(told(stream), 0);
  await stream.body?.cancel();
  const refused = await send(ask, headers);
  assertEquals([refused.status, told(refused)], [429, 0]);
});
Deno.test("openai client: output_text and the stream helper give the same text", async () => {
  const { client } = start();
  const whole = await client.responses.create({ model: "m", input: "Hello!" });
  assertEquals(whole.output_text, "Light travels far over the quiet sea.");
  const stream = client.responses.stream({ model: "m", input: "Hello!" });
  const deltas: string[] = [];
  stream.on("response.output_text.delta", ({ delta }) => deltas.push(delta));
  assertEquals((await stream.finalResponse()).output_text, whole.output_text);
  assertEquals(deltas.join(""), whole.output_text);
});

Deno.test("openai client: structured output parses", async () => {
  const { client } = start();
  const schema = WEATHER.parameters;
  const response = await client.responses.parse({
    model: "m",
    input: "Where?",
    text: { format: { type: "json_schema", name: "place", strict: true, schema } },
  });
  assertEquals(JSON.parse(response.output_text), { city: "Oslo" });
  assertEquals(response.text?.format, {
    type: "json_schema",
    description: null,
    name: "place",
    schema,
    strict: true,
  } as Json);
});
