/** Anthropic's official client from npm against the handler, with no port and no waiting. */

import Anthropic from "@anthropic-ai/sdk";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../../routes/mod.ts";
import { ASK, start, TIME, WEATHER } from "./messages_fixture.ts";

Deno.test("anthropic client: create gives the message, with the request's id", async () => {
  const message = await start().client.messages.create(ASK);
  assertEquals(message.content.map((block) => block.type === "text" && block.text), [
    "Light travels far over the quiet sea.",
  ]);
  assertEquals(message.usage.output_tokens, 8);
  assert(message._request_id?.startsWith("req_"));
});

Deno.test("anthropic client: create with stream gives the events in order", async () => {
  const stream = await start().client.messages.create({ ...ASK, stream: true });
  const types: string[] = [];
  for await (const event of stream) if (event.type !== types.at(-1)) types.push(event.type);
  assertEquals(types, [
    "message_start",
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
  ]);
});

Deno.test("anthropic client: the stream helper adds up to what create gives", async () => {
  const { client, clock } = start();
  const ask = { ...ASK, model: "m?seed=3", tools: [WEATHER, TIME] };
  const thinking = { thinking: { type: "adaptive" as const } };
  for (const asked of [ASK, ask, { ...ask, ...thinking }, { ...ASK, ...thinking }]) {
    const seeded = { ...asked, model: "m?seed=3" };
    const before = clock.now();
    const streamed = await client.messages.stream(seeded).finalMessage();
    assertEquals(clock.now() - before, streamed.usage.output_tokens * 100);
    const whole = await client.messages.create(seeded);
    assertEquals(streamed.content, whole.content);
    assertEquals(streamed.stop_reason, whole.stop_reason);
    assertEquals(streamed.usage.output_tokens, whole.usage.output_tokens);
  }
});

Deno.test("anthropic client: its stream helper tells text, thinking and input as they come", async () => {
  const { client } = start();
  const heard = { text: "", thinking: "", signature: "" };
  await client.messages.stream({ ...ASK, thinking: { type: "enabled", budget_tokens: 1024 } })
    .on("text", (text) => heard.text += text)
    .on("thinking", (thinking) => heard.thinking += thinking)
    .on("signature", (signature) => heard.signature += signature)
    .done();
  assertEquals(heard.text, "Light travels far over the quiet sea.");
  assert(heard.thinking.length > 100 && heard.signature.length === 256);
  let input: unknown;
  await client.messages.stream({ ...ASK, tools: [WEATHER] })
    .on("inputJson", (_, snapshot) => input = snapshot)
    .done();
  assertEquals(input, { city: "Oslo" });
});

Deno.test("anthropic client: a loop over tools ends", async () => {
  const { client } = start();
  const messages: Anthropic.MessageParam[] = [...ASK.messages];
  const thinking = { type: "enabled" as const, budget_tokens: 1024 };
  const reasons: unknown[] = [];
  while (reasons.at(-1) !== "end_turn") {
    assert(reasons.length < 5);
    const said = await client.messages.create({ ...ASK, messages, thinking, tools: [WEATHER] });
    reasons.push(said.stop_reason);
    const results = said.content.flatMap((block) =>
      block.type === "tool_use"
        ? [{ type: "tool_result" as const, tool_use_id: block.id, content: "21 degrees" }]
        : []
    );
    messages.push({ role: "assistant", content: said.content });
    messages.push({ role: "user", content: results });
  }
  assertEquals(reasons, ["tool_use", "end_turn"]);
});

Deno.test("anthropic client: count_tokens and the models", async () => {
  const { client } = start();
  const { max_tokens: _, ...asked } = ASK;
  assertEquals(await client.messages.countTokens(asked), { input_tokens: 9 });
  const models = await Array.fromAsync(client.models.list());
  assertEquals(models.map(({ id }) => id), ["m", "thinker"]);
  assertEquals((await client.models.retrieve("m")).display_name, "A small model");
});

Deno.test("anthropic client: aborting ends the stream, and nobody waits any more", async () => {
  const clock = new FakeClock();
  const { client } = start(clock);
  const stream = client.messages.stream(ASK);
  const ended = assertRejects(() => stream.done(), Anthropic.APIUserAbortError);
  await clock.advance(300);
  stream.abort();
  await ended;
  await clock.advance(0);
  assertEquals(clock.pending, 0);
});

Deno.test("anthropic client: every refusal is its own class of error", async () => {
  const { client } = start();
  const refused = { ...ASK, max_tokens: -1 };
  const error = await assertRejects(
    () => client.messages.create(refused),
    Anthropic.BadRequestError,
  );
  assertEquals(error.type, "invalid_request_error");
  assert(error.requestID?.startsWith("req_"));
  const strict = { headers: { "x-mock": "strict=true" } };
  await assertRejects(
    () => client.messages.create({ ...ASK, model: "x" }, strict),
    Anthropic.NotFoundError,
  );
  const limited = { headers: { "x-mock": "requests_per_minute=1" } };
  await client.messages.create(ASK, limited);
  await assertRejects(() => client.messages.create(ASK, limited), Anthropic.RateLimitError);
  const locked = createStreamMocker({ config: '[server]\napi_keys = ["sk-right"]\n' });
  const stranger = new Anthropic({
    apiKey: "sk-wrong",
    baseURL: "http://mock",
    fetch: locked.fetch,
  });
  await assertRejects(() => stranger.messages.create(ASK), Anthropic.AuthenticationError);
});

Deno.test("anthropic client: a base URL with settings reaches what is asked with GET, too, and not the page", async () => {
  const { mocker } = start();
  const client = new Anthropic({
    apiKey: "any",
    baseURL: "http://mock?tps=20",
    fetch: mocker.fetch,
    maxRetries: 0,
  });
  const { data } = await client.models.list({ limit: 1 });
  assertEquals(data.map(({ type }) => type), ["model"]);
});
