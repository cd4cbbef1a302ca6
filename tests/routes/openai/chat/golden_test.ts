/** Chat completion streams against docs/wire.md §2, to the byte; what a seed fixes; streams that are ended by hand. */

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../../../routes/mod.ts";

const CONFIG = `
[general]
default_tokens_per_second = 10
default_response_mode = "said"
[models.m]
[models.thinker]
reasoning_tokens = 3
[responses.said]
content = "Light travels far over the quiet sea."
[responses.other]
content = "Nobody said \\"no\\" 🙂."
`;

// deno-lint-ignore no-explicit-any
type Json = any;

const place = { city: { const: "Oslo" } };
const PARAMETERS = {
  type: "object",
  properties: place,
  required: ["city"],
  additionalProperties: false,
};
const WEATHER = { name: "get_weather", parameters: PARAMETERS };
const TIME = { name: "get_time", parameters: PARAMETERS };
const tool = (one: Json) => ({ type: "function", function: one });
const SEED = { seed: 7 };

const GOLDEN: Readonly<Record<string, Json>> = {
  text: {},
  include_usage: { stream_options: { include_usage: true } },
  no_usage: { stream_options: { include_usage: false } },
  strict: { headers: { "x-mock": "strict=true" } },
  escapes: { response_length: "other", stream_options: { include_obfuscation: false } },
  two_choices: { n: 2, max_tokens: 2 },
  length: { max_tokens: 2 },
  tool: { tools: [tool(WEATHER)] },
  tools_parallel: { tools: [tool(WEATHER), tool(TIME)], parallel_tool_calls: true },
  functions: { functions: [WEATHER] },
  refusal: { mock: { ...SEED, refuse: true, refusal_message: "I'm sorry." } },
  logprobs: { logprobs: true, top_logprobs: 1, max_tokens: 2 },
  reasoning_hidden: { model: "thinker" },
  reasoning_content: { model: "thinker?reasoning_text=content" },
  truncated: { headers: { "x-mock": "enforce_time_limit=true&max_stream_time_seconds=0.4" } },
};

function start(clock = new FakeClock({ autoAdvance: true })) {
  const mocker = createStreamMocker({ clock, config: CONFIG });
  const send = ({ headers = {}, ...body }: Json) =>
    mocker.fetch("http://mock/v1/chat/completions", {
      method: "POST",
      headers,
      body: JSON.stringify({
        model: "m",
        messages: [{ role: "user", content: "Hello!" }],
        stream: true,
        seed: 7,
        ...body,
      }),
    });
  const stream = async (body: Json) => await (await send(body)).text();
  const get = async (path: string): Promise<Json> =>
    await (await mocker.fetch(`http://mock${path}`)).json();
  return { clock, mocker, send, stream, get };
}

function chunksOf(text: string): readonly Json[] {
  const events = text.split("\n\n");
  assertEquals(events.splice(-2), ["data: [DONE]", ""]);
  return events.map((event) => JSON.parse(event.slice("data: ".length)));
}

for (const [name, body] of Object.entries(GOLDEN)) {
  Deno.test(`chat: the stream of ${name} is the golden one, to the byte`, async () => {
    const golden = new URL(`../../../golden/chat_${name}.txt`, import.meta.url);
    const text = await start().stream(body);
    if (Deno.env.has("WRITE_GOLDEN")) await Deno.writeTextFile(golden, text);
    assertEquals(text, await Deno.readTextFile(golden));
  });

  Deno.test(`chat: ${name}, streamed, is what it is whole`, async () => {
    const { send, stream } = start();
    const chunks = chunksOf(await stream(body));
    const whole = await (await send({ ...body, stream: false, stream_options: undefined })).json();
    const joined = (key: string, index: number) =>
      chunks.flatMap(({ choices }) => choices).filter((one: Json) => one.index === index)
        .map((one: Json) => one.delta[key] ?? "").join("");
    for (const { index, message, finish_reason } of whole.choices) {
      if (name === "truncated") continue;
      assertEquals(joined("content", index), message.content ?? "");
      assertEquals(joined("refusal", index), message.refusal ?? "");
      const finishes = chunks.flatMap(({ choices }) => choices)
        .filter((one: Json) => one.index === index && one.finish_reason)
        .map((one: Json) => one.finish_reason);
      assertEquals(finishes, [finish_reason]);
    }
  });
}

Deno.test("chat: the same seed gives the same bytes at the same ticks, another seed another", async () => {
  const told = async (seed: number) => {
    const { stream, get } = start();
    const body = { seed, mock: { jitter: 0.6, response_length: "random" }, n: 2 };
    const text = await stream({ ...body, tools: [], logprobs: true });
    const { data: [{ id }] } = await get("/requests");
    return { text, chunks: (await get(`/requests/${id}`)).chunks };
  };
  const one = await told(3);
  assertEquals(await told(3), one);
  const other = await told(4);
  assertNotEquals(other.text, one.text);
  assertNotEquals(other.chunks, one.chunks);
});

Deno.test("chat: without a seed no two answers have the same id", async () => {
  const { stream } = start();
  const ids = new Set<string>();
  for (let i = 0; i < 50; i++) ids.add(chunksOf(await stream({ seed: undefined }))[0].id);
  assertEquals(ids.size, 50);
});

Deno.test("chat: the role leaves with the first token, or at once where asked", async () => {
  const { stream, get } = start();
  const dues = async (mock: string) => {
    await stream({ headers: { "x-mock": mock } });
    const { data: [{ id }] } = await get("/requests");
    return (await get(`/requests/${id}`)).chunks.slice(0, 3).map((chunk: Json) => chunk.due_ms);
  };
  assertEquals(await dues("ttft=250"), [250, 250, 350]);
  assertEquals(await dues("ttft=250&role_chunk=at_once"), [0, 250, 350]);
});

const BODIES: Readonly<Record<string, Json>> = {
  text: {},
  include_usage: { stream_options: { include_usage: true } },
  tool: { tools: [tool(WEATHER)] },
  tools_parallel: { tools: [tool(WEATHER), tool(TIME)], parallel_tool_calls: true },
  functions: { functions: [WEATHER] },
  reasoning: { model: "thinker?reasoning_text=content" },
  role_at_once: { mock: { role_chunk: "at_once" } },
  choices: { n: 2 },
};

for (const [name, body] of Object.entries(BODIES)) {
  Deno.test(`chat: ${name} ended by hand, whenever, ends as the protocol wants, with usage of what was said`, async () => {
    const { clock, mocker, send, get } = start(new FakeClock());
    for (let ms = 50; ms < 6000; ms += 100) {
      const response = await send(body);
      const text = response.text();
      await clock.advance(ms);
      const id = response.headers.get("x-request-id");
      const end = await mocker.fetch(`http://mock/streams/${id}`, {
        method: "POST",
        body: '{"action":"end"}',
      });
      const { tokens, outcome, chunks: sent } = await get(`/requests/${id}`);
      if (end.status === 404) return assertEquals(outcome, "completed");
      const chunks = chunksOf(await text);
      const finishes = chunks.flatMap(({ choices }) => choices)
        .filter((one: Json) => one.finish_reason);
      assertEquals(finishes.length, body.n ?? 1, `${ms} ms: ${JSON.stringify(chunks)}`);
      assertEquals(chunks.findLast(({ usage }) => usage)?.usage.completion_tokens, tokens);
      assertEquals([outcome, clock.pending], ["ended", 0]);
      assert(sent.every((one: Json) => one.due_ms >= 0 && one.due_ms <= one.left_ms));
    }
  });
}
