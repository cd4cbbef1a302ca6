/** `prompt_cache`: what is told of prompts that were read before, on each protocol, and what they save. A token is four characters. */

import { assert, assertEquals } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../../routes/mod.ts";
import type { Json } from "./load_fixture.ts";

const CONFIG = `
[general]
encoding = "estimate"
prompt_cache = true
prefill_tokens_per_second = 1000
ttft_ms = 0
default_response_mode = "said"
[responses.said]
content = "Light travels far over the quiet sea."
`;

function start() {
  const clock = new FakeClock({ autoAdvance: true });
  const mocker = createStreamMocker({ clock, config: CONFIG });
  const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const response = await mocker.fetch(`http://mock${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify({ model: "m", ...body }),
    });
    const text = await response.text();
    return { text, id: response.headers.get("x-request-id") ?? response.headers.get("request-id") };
  };
  const chat = async (content: string, more: object = {}, headers = {}) => {
    const body = { messages: [{ role: "user", content }], ...more };
    const { text } = await post("/v1/chat/completions", body, headers);
    const { usage } = JSON.parse(text);
    return [usage.prompt_tokens, usage.prompt_tokens_details.cached_tokens];
  };
  const message = async (body: object) => {
    const asked = { max_tokens: 99, ...body };
    const { usage } = JSON.parse((await post("/v1/messages", asked)).text);
    return [
      usage.input_tokens,
      usage.cache_creation_input_tokens,
      usage.cache_read_input_tokens,
      usage.cache_creation.ephemeral_1h_input_tokens,
    ];
  };
  const ttftOf = async (id: string | null): Promise<number> =>
    (await (await mocker.fetch(`http://mock/requests/${id}`)).json()).ttft_ms;
  return { clock, post, chat, message, ttftOf };
}

/** A text of so many tokens that no other begins like. */
const text = (tokens: number, title = "one") => `${title.padEnd(8)}${"abc ".repeat(tokens - 2)}`;

Deno.test("prompt_cache: a prompt that comes again has cached tokens, in steps of 128 from 1,024 on", async () => {
  for (const [tokens, expected] of [[900, 0], [1030, 1024], [1100, 1024], [2000, 1920]] as const) {
    const { chat } = start();
    const [prompt, first] = await chat(text(tokens));
    assertEquals(first, 0);
    assertEquals(await chat(text(tokens)), [prompt, expected]);
  }
});

Deno.test("prompt_cache: a conversation that goes on has its beginning cached, and one that is another has none", async () => {
  const { chat } = start();
  const first = { role: "user", content: text(1500) };
  await chat("", { messages: [first] });
  const turns = [first, { role: "assistant", content: "Yes." }, { role: "user", content: "And?" }];
  assertEquals((await chat("", { messages: turns }))[1], 1408);
  assertEquals((await chat(text(1500, "two")))[1], 0);
  assertEquals((await chat("", { messages: [{ ...first, role: "system" }] }))[1], 0);
});

Deno.test("prompt_cache: a text that differs from some place on is cached up to about there", async () => {
  const { chat } = start();
  await chat(text(3000));
  const [, cached = 0] = await chat(`${text(2000)}and now another text`);
  assert(cached === 1920 || cached === 1792, `${cached}`);
});

Deno.test("prompt_cache: tools are part of the beginning", async () => {
  const { chat } = start();
  const tool = (description: string) => ({
    type: "function",
    function: { name: "f", description, parameters: { type: "object", properties: {} } },
  });
  const messages = [{ role: "user", content: "Hi" }];
  await chat("", { messages, tools: [tool(text(1500))] });
  const [, same] = await chat("", {
    messages: [...messages, { role: "user", content: "There" }],
    tools: [tool(text(1500))],
  });
  const [, other] = await chat("", { messages, tools: [tool(text(1500, "two"))] });
  assertEquals([same, other], [1408, 0]);
});

Deno.test("prompt_cache: each key and model has its own, and five minutes without use end it", async () => {
  const { clock, chat } = start();
  await chat(text(1500));
  assertEquals((await chat(text(1500), { model: "other" }))[1], 0);
  assertEquals((await chat(text(1500), {}, { authorization: "Bearer sk-other" }))[1], 0);
  await clock.advance(4 * 60_000);
  assertEquals((await chat(text(1500)))[1], 1408);
  await clock.advance(4 * 60_000);
  assertEquals((await chat(text(1500)))[1], 1408);
  await clock.advance(6 * 60_000);
  assertEquals((await chat(text(1500)))[1], 0);
});

Deno.test("prompt_cache: cached tokens need not be read, so the first token comes earlier by them", async () => {
  const { post, ttftOf } = start();
  const ask = { messages: [{ role: "user", content: text(2000) }], stream: true };
  const first = await post("/v1/chat/completions", ask);
  const second = await post("/v1/chat/completions", ask);
  assertEquals(await ttftOf(first.id) - await ttftOf(second.id), 1920);
});

Deno.test("prompt_cache: streams tell it, too, at their end and in every event", async () => {
  const { post } = start();
  const ask = { messages: [{ role: "user", content: text(2000) }], stream: true };
  await post("/v1/chat/completions", ask);
  const { text: stream } = await post("/v1/chat/completions", ask);
  assert(stream.includes('"prompt_tokens_details":{"cached_tokens":1920,'), stream.slice(-600));
  const every = await post("/v1/chat/completions", { ...ask, mock: { usage: "every" } });
  const told: Json[] = every.text.split("\n\n").filter((event) => event.startsWith("data: {"))
    .map((event) => JSON.parse(event.slice(6)).usage).filter(Boolean);
  assert(told.length > 4);
  for (const usage of told) assertEquals(usage.prompt_tokens_details.cached_tokens, 1920);
});

Deno.test("prompt_cache: the Responses API tells it as input_tokens_details, of a chain as well", async () => {
  const { post } = start();
  const usageOf = async (body: object) => {
    const { usage, id } = JSON.parse((await post("/v1/responses", body)).text);
    return { cached: usage.input_tokens_details.cached_tokens, id };
  };
  const first = await usageOf({ input: text(1500) });
  const next = await usageOf({ input: "And?", previous_response_id: first.id });
  assertEquals([first.cached, next.cached], [0, 1408]);
  const { text: stream } = await post("/v1/responses", { input: text(1500), stream: true });
  assert(/"input_tokens_details":\{"cached_tokens":1408,/.test(stream));
});

Deno.test("prompt_cache: messages are kept up to cache_control, read up to there, and the rest is input", async () => {
  const { message } = start();
  const marked = (content: string, ttl = {}) => ({
    type: "text",
    text: content,
    cache_control: { type: "ephemeral", ...ttl },
  });
  const ask = (question: string) => ({
    system: [marked(text(1500)), { type: "text", text: "Be brief." }],
    messages: [{ role: "user", content: question }],
  });
  const [input = 0, written = 0, read] = await message(ask("Who?"));
  assertEquals(read, 0);
  assert(written >= 1500 && written < 1510, `${written}`);
  assertEquals(await message(ask("Who?")), [input, 0, written, 0]);
  assertEquals(await message(ask("Why?")), [input, 0, written, 0]);
  const all = input + written;
  const unmarked = { system: text(1500), messages: [{ role: "user", content: "Who?" }] };
  assertEquals((await message(unmarked)).slice(1), [0, 0, 0]);
  const whole = await message({ ...ask("Who?"), cache_control: { type: "ephemeral", ttl: "1h" } });
  assertEquals(whole.slice(2), [written, all - written - 3]);
});

Deno.test("prompt_cache: a mark finds what was kept at an earlier one, and what is too short is not kept", async () => {
  const { message } = start();
  const turn = (role: string, content: string) => ({
    role,
    content: [{ type: "text", text: content, cache_control: { type: "ephemeral" } }],
  });
  const one = turn("user", text(1200));
  const [, first = 0] = await message({ messages: [one] });
  const [, more = 0, read] = await message({
    messages: [one, turn("assistant", "Yes."), turn("user", text(200, "two"))],
  });
  assertEquals(read, first);
  assert(more > 200 && more < 220, `${more}`);
  assertEquals((await message({ messages: [turn("user", text(500, "four"))] })).slice(1), [
    0,
    0,
    0,
  ]);
});

Deno.test("prompt_cache: off, nothing is told, and nothing remembered", async () => {
  const { chat } = start();
  const off = { mock: { prompt_cache: false } };
  await chat(text(1500), off);
  assertEquals((await chat(text(1500)))[1], 0);
  assertEquals((await chat(text(1500), off))[1], 0);
});
