/** The official client from npm against the handler, with no port and no waiting. */

import OpenAI from "openai";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../../routes/mod.ts";

const ASK = [{ role: "user" as const, content: "Hello!" }];

function start(config?: string) {
  const clock = new FakeClock({ autoAdvance: true });
  const mocker = createStreamMocker(config === undefined ? { clock } : { clock, config });
  const client = new OpenAI({
    apiKey: "any",
    baseURL: "http://mock/v1",
    fetch: mocker.fetch,
    maxRetries: 0,
  });
  return { clock, mocker, client };
}

Deno.test("openai client: the streamed text is the whole response, and usage comes in the last chunk", async () => {
  const { client } = start();
  const whole = await client.chat.completions.create({ model: "gpt-4", messages: ASK });
  const stream = await client.chat.completions.create({
    model: "gpt-4",
    messages: ASK,
    stream: true,
  });
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
  assertEquals(text, whole.choices[0]?.message.content);
  assertEquals(chunks.at(-1)?.choices[0]?.finish_reason, "stop");
  assertEquals(chunks.at(-1)?.usage?.completion_tokens, whole.usage?.completion_tokens);
});

Deno.test("openai client: stream_options.include_usage gives a last chunk of usage alone", async () => {
  const { client } = start();
  const stream = await client.chat.completions.create({
    model: "gpt-4",
    messages: ASK,
    stream: true,
    stream_options: { include_usage: true },
  });
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  assertEquals(chunks.at(-1)?.choices, []);
  assert((chunks.at(-1)?.usage?.completion_tokens ?? 0) > 50);
  assertEquals(chunks.slice(0, -1).filter((chunk) => chunk.usage !== null), []);
});

Deno.test("openai client: the clock shows the configured rate, to the last token", async () => {
  const { client, clock } = start();
  const stream = await client.chat.completions.create({
    model: "gpt-4?tps=80",
    messages: ASK,
    stream: true,
  });
  let tokens = 0;
  for await (const chunk of stream) tokens = chunk.usage?.completion_tokens ?? tokens;
  assertEquals(tokens / (clock.now() / 1000), 80);
});

Deno.test("openai client: aborting leaves nothing waiting, and the ledger says at which token", async () => {
  const clock = new FakeClock();
  const mocker = createStreamMocker({ clock });
  const client = new OpenAI({ apiKey: "any", baseURL: "http://mock/v1", fetch: mocker.fetch });
  const stream = await client.chat.completions.create({
    model: "gpt-4",
    messages: ASK,
    stream: true,
  });
  const reading = (async () => {
    for await (const _ of stream);
  })();
  await clock.advance(1000);
  stream.controller.abort();
  await reading;
  await clock.advance(0);
  assertEquals(clock.pending, 0);
  const { data: [entry] } = await (await mocker.fetch("http://mock/requests")).json();
  assertEquals([entry.outcome, entry.tokens], ["client_left", 5]);
});

Deno.test("openai client: meets each error class", async () => {
  const strict = start(
    '[general]\nunknown_models = "refuse"\n[models.m]\nrequests_per_minute = 1\n',
  );
  const ask = (client: OpenAI, body: object) =>
    client.chat.completions.create({ model: "m", messages: ASK, ...body });
  await assertRejects(() => ask(strict.client, { messages: [] }), OpenAI.BadRequestError);
  await assertRejects(() => ask(strict.client, { model: "nope" }), OpenAI.NotFoundError);
  await ask(strict.client, {});
  const limited = await assertRejects(() => ask(strict.client, {}), OpenAI.RateLimitError);
  assertEquals([limited.code, limited.type], ["rate_limit_exceeded", "requests"]);
  const keyed = start('[server]\napi_keys = ["sk-right"]\n');
  await assertRejects(() => ask(keyed.client, {}), OpenAI.AuthenticationError);
});

Deno.test("openai client: models are listed and found", async () => {
  const { client } = start();
  const { data } = await client.models.list();
  assert(data.some((model) => model.id === "llama-3-8b"));
  assertEquals((await client.models.retrieve("gpt-4")).owned_by, "openai");
  await assertRejects(() => client.models.retrieve("nope"), OpenAI.NotFoundError);
});
