import { between, equal, type Json, keysAre, match, ok } from "./asserts.ts";
import { area, type Target } from "./check.ts";
import { type Ask, chat, chunks, collected, STREAM_USAGE, whole } from "./requests.ts";
import { chatChunk, chatCompletion, valid } from "./schemas.ts";
import { pieces, tokens } from "./tokens.ts";
import { BOOKING, TREE } from "./tools.ts";

const { checks, check } = area("forms", "docs/wire.md §2");

function stream(target: Target, extra: Record<string, unknown>, ask?: Ask): Promise<Json[]> {
  return chunks(target, chat({ ...STREAM_USAGE, ...extra }), ask);
}

const REFUSE = { mock: "refuse=true" };
const LOGPROBS = { logprobs: true };
const TOP = { logprobs: true, top_logprobs: 3 };
const TOKEN_KEYS = ["token", "logprob", "bytes", "top_logprobs"];

/** One token's entry: a text with its bytes and a probability, and `size` alternatives. */
function entry(value: Json, size: number): void {
  keysAre(value, TOKEN_KEYS, "a token");
  between(value.logprob, -Infinity, 0, "logprob");
  ok(Array.isArray(value.bytes), "bytes");
  equal(value.top_logprobs.length, size, "top_logprobs");
  for (const one of value.top_logprobs) {
    keysAre(one, ["token", "logprob", "bytes"], "an alternative");
    between(one.logprob, -Infinity, 0, "an alternative's logprob");
  }
}

function spelled(entries: readonly Json[]): string {
  return new TextDecoder().decode(new Uint8Array(entries.flatMap((one) => one.bytes)));
}

check("logprobs: schema, whole", async (t) => {
  valid(chatCompletion, await whole(t, TOP), "the completion");
});

check("logprobs: schema, stream", async (t) => {
  for (const chunk of await stream(t, TOP)) valid(chatChunk, chunk, "a chunk");
});

check("logprobs: whole", async (t) => {
  const { choices: [{ logprobs, message }], usage } = await whole(t, LOGPROBS);
  keysAre(logprobs, ["content", "refusal"], "logprobs");
  equal(logprobs.refusal, null, "refusal");
  for (const one of logprobs.content) entry(one, 0);
  equal(spelled(logprobs.content), message.content, "the tokens put together");
  equal(logprobs.content.length, usage.completion_tokens, "tokens");
});

check("logprobs: top_logprobs is there as asked, whole", async (t) => {
  for (const one of (await whole(t, TOP)).choices[0].logprobs.content) entry(one, 3);
});

check("logprobs: top_logprobs 0", async (t) => {
  const { logprobs } = (await whole(t, { logprobs: true, top_logprobs: 0 })).choices[0];
  for (const one of logprobs.content) entry(one, 0);
});

check("logprobs: alternatives differ, fall, and sum to no more than one", async (t) => {
  for (const { top_logprobs } of (await whole(t, TOP)).choices[0].logprobs.content) {
    const logs: number[] = top_logprobs.map((one: Json) => one.logprob);
    equal(new Set(top_logprobs.map((one: Json) => one.token)).size, 3, "different tokens");
    ok(logs.every((log, at) => at === 0 || log <= (logs[at - 1] ?? 0)), `not falling: ${logs}`);
    const sum = logs.reduce((total, log) => total + Math.exp(log), 0);
    ok(sum <= 1.0001, `probabilities sum to ${sum}`);
  }
}, "issue 4");

check("logprobs: the token agrees with its place among the alternatives", async (t) => {
  for (
    const { token, logprob, top_logprobs } of (await whole(t, TOP)).choices[0].logprobs.content
  ) {
    const found = top_logprobs.find((one: Json) => one.token === token);
    if (found) equal(found.logprob, logprob, "logprob");
    else ok(logprob <= top_logprobs.at(-1).logprob + 1e-6, "likelier than all alternatives");
  }
}, "issue 4");

check("logprobs: bytes are the token's", async (t) => {
  for (const { token, bytes } of (await whole(t, LOGPROBS)).choices[0].logprobs.content) {
    if (!token.includes("\\x") && !token.includes("\uFFFD")) {
      equal(bytes, [...new TextEncoder().encode(token)], "bytes");
    }
  }
});

check("logprobs: the first chunk", async (t) => {
  const [first] = await stream(t, LOGPROBS);
  equal(first.choices[0].logprobs, { content: [], refusal: null }, "logprobs");
});

for (const [name, asked, size] of [["alone", LOGPROBS, 0], ["with top", TOP, 3]] as const) {
  check(`logprobs: each content chunk, ${name}`, async (t) => {
    const middle = (await stream(t, asked)).slice(1, -2).map((chunk) => chunk.choices[0]);
    for (const { delta, logprobs } of middle) {
      keysAre(logprobs, ["content", "refusal"], "logprobs");
      equal(logprobs.refusal, null, "refusal");
      for (const one of logprobs.content) entry(one, size);
      equal(spelled(logprobs.content), delta.content, "the tokens put together");
    }
  });
}

check("logprobs: the final chunk has null", async (t) => {
  const all = await stream(t, LOGPROBS);
  const expected = { index: 0, delta: {}, logprobs: null, finish_reason: "stop" };
  equal(all.at(-2).choices[0], expected, "the last choice");
});

check("logprobs false is null", async (t) => {
  equal((await whole(t, { logprobs: false })).choices[0].logprobs, null, "logprobs");
});

check("refusal: whole", async (t) => {
  const body = await whole(t, {}, REFUSE);
  valid(chatCompletion, body, "the completion");
  const { message, finish_reason } = body.choices[0];
  equal([message.content, finish_reason], [null, "stop"], "content, finish_reason");
  ok(typeof message.refusal === "string" && message.refusal !== "", "no refusal");
  equal(body.usage.completion_tokens, tokens("gpt-4o", message.refusal), "completion_tokens");
});

check("refusal: the first delta", async (t) => {
  const [first] = await stream(t, {}, REFUSE);
  const delta = { role: "assistant", content: null, refusal: "" };
  equal(first.choices[0], { index: 0, delta, logprobs: null, finish_reason: null }, "first choice");
});

check("refusal: a token a delta, under refusal alone", async (t) => {
  const all = await stream(t, {}, REFUSE);
  const deltas = all.slice(1, -2).map((chunk) => chunk.choices[0].delta);
  for (const delta of deltas) keysAre(delta, ["refusal"], "delta");
  const { refusal } = collected(all);
  equal(deltas.map((delta) => delta.refusal), pieces("gpt-4o", refusal), "deltas");
  equal(all.at(-1).usage.completion_tokens, tokens("gpt-4o", refusal), "completion_tokens");
});

check("refusal: ends in stop", async (t) => {
  const expected = { index: 0, delta: {}, logprobs: null, finish_reason: "stop" };
  equal((await stream(t, {}, REFUSE)).at(-2).choices[0], expected, "the last choice");
});

check("refusal: logprobs are under refusal", async (t) => {
  const middle = (await stream(t, LOGPROBS, REFUSE)).slice(1, -2);
  for (const { choices: [{ delta, logprobs }] } of middle) {
    equal(logprobs.content, null, "content");
    for (const one of logprobs.refusal) entry(one, 0);
    equal(spelled(logprobs.refusal), delta.refusal, "the tokens put together");
  }
  const { logprobs, message } = (await whole(t, LOGPROBS, REFUSE)).choices[0];
  equal(logprobs.content, null, "content of the whole");
  equal(spelled(logprobs.refusal), message.refusal, "the refusal's tokens");
});

check("refusal: a tool is no way round it", async (t) => {
  const { message } = (await whole(t, {}, REFUSE)).choices[0];
  ok(!("tool_calls" in message), "a refusal with calls");
});

const schemaFormat = (schema: unknown, name = "thing") => ({
  response_format: { type: "json_schema", json_schema: { name, strict: true, schema } },
});

check("json_object is JSON, an object", async (t) => {
  const messages = [{ role: "user", content: "Answer in JSON." }];
  const asked = { messages, response_format: { type: "json_object" } };
  const { content } = (await whole(t, asked)).choices[0].message;
  ok(JSON.parse(content) !== null && content.trim().startsWith("{"), `not an object: ${content}`);
  const streamed = collected(await stream(t, asked));
  ok(JSON.parse(streamed.content) !== null, "not JSON");
  equal(streamed.finish, "stop", "finish_reason");
}, "issue 4");

for (const [name, schema] of [["of all sorts", BOOKING], ["that holds itself", TREE]] as const) {
  check(`json_schema ${name} validates, whole`, async (t) => {
    const { message, finish_reason } = (await whole(t, schemaFormat(schema))).choices[0];
    valid(schema, JSON.parse(message.content), "content");
    equal([finish_reason, message.refusal], ["stop", null], "finish_reason, refusal");
  }, "issue 4");

  check(`json_schema ${name} validates, stream`, async (t) => {
    const all = await stream(t, schemaFormat(schema));
    const { content, texts } = collected(all);
    valid(schema, JSON.parse(content), "content");
    equal(texts, pieces("gpt-4o", content), "deltas");
    equal(all.at(-1).usage.completion_tokens, tokens("gpt-4o", content), "completion_tokens");
  }, "issue 4");
}

check("json_schema can be refused", async (t) => {
  const { message } = (await whole(t, schemaFormat(TREE), REFUSE)).choices[0];
  equal(message.content, null, "content");
  ok(message.refusal, "no refusal");
});

const REASONING = ["gpt-5", "gpt-5-mini", "o3-mini", "o4-mini"];
const THIRTY = { mock: "reasoning_tokens=30" };

for (const model of REASONING) {
  check(`reasoning: what ${model} lacks, whole`, async (t) => {
    const body = await whole(t, { model });
    valid(chatCompletion, body, "the completion");
    equal(body.system_fingerprint, null, "system_fingerprint");
    keysAre(body.choices[0], ["index", "message", "finish_reason"], "the choice");
    ok(!("reasoning_content" in body.choices[0].message), "reasoning text");
  });

  check(`reasoning: what ${model} lacks, stream`, async (t) => {
    for (const chunk of await stream(t, { model })) {
      valid(chatChunk, chunk, "a chunk");
      equal(chunk.system_fingerprint, null, "system_fingerprint");
      for (const choice of chunk.choices) {
        keysAre(choice, ["index", "delta", "finish_reason"], "a choice");
        ok(!("reasoning_content" in choice.delta), "reasoning text");
      }
    }
  });

  check(`reasoning: usage of ${model}`, async (t) => {
    const { usage, choices } = await whole(t, { model }, THIRTY);
    const said = tokens(model, choices[0].message.content);
    equal(usage.completion_tokens_details.reasoning_tokens, 30, "reasoning_tokens");
    between(usage.completion_tokens, 30 + said, 30 + said + 14, "completion_tokens");
    equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens, "total_tokens");
  }, "docs/wire.md §2, §7");
}

check("reasoning: usage, stream", async (t) => {
  const all = await stream(t, { model: "o4-mini" }, THIRTY);
  const { usage } = all.at(-1);
  const said = tokens("o4-mini", collected(all).content);
  equal(usage.completion_tokens_details.reasoning_tokens, 30, "reasoning_tokens");
  between(usage.completion_tokens, 30 + said, 30 + said + 14, "completion_tokens");
});

check("reasoning: some by default", async (t) => {
  const { usage } = await whole(t, { model: "o4-mini" });
  ok(usage.completion_tokens_details.reasoning_tokens > 0, "no reasoning tokens");
});

check("reasoning: the limit counts it", async (t) => {
  const body = await whole(t, { model: "o4-mini", max_completion_tokens: 20 }, THIRTY);
  equal(body.choices[0].finish_reason, "length", "finish_reason");
  equal(body.usage.completion_tokens, 20, "completion_tokens");
  equal(body.usage.completion_tokens_details.reasoning_tokens, 20, "reasoning_tokens");
  equal(body.choices[0].message.content, "", "content");
});

check("reasoning: reasoning_effort and verbosity are known", async (t) => {
  await whole(t, { model: "gpt-5", reasoning_effort: "low", verbosity: "low" });
});

check("reasoning: the first delta is as ever", async (t) => {
  const [first] = await stream(t, { model: "o4-mini" });
  const delta = { role: "assistant", content: "", refusal: null };
  equal(first.choices[0], { index: 0, delta, finish_reason: null }, "the first choice");
});

const DEEP = { model: "deepseek-r1" };

check("deepseek: reasoning_content, whole", async (t) => {
  const { message, finish_reason } = (await whole(t, DEEP, THIRTY)).choices[0];
  ok(typeof message.reasoning_content === "string" && message.reasoning_content, "no reasoning");
  ok(typeof message.content === "string" && message.content, "no content");
  equal([message.role, finish_reason], ["assistant", "stop"], "role, finish_reason");
});

check("deepseek: the first delta", async (t) => {
  const [first] = await stream(t, DEEP, THIRTY);
  const delta = { role: "assistant", content: null, reasoning_content: "" };
  equal(first.choices[0].delta, delta, "the first delta");
});

check("deepseek: reasons first, then answers, each delta with both keys", async (t) => {
  const deltas = (await stream(t, DEEP, THIRTY)).slice(1, -1).map((chunk) =>
    chunk.choices[0].delta
  );
  for (const delta of deltas) keysAre(delta, ["content", "reasoning_content"], "delta");
  const kinds = deltas.map((delta) => delta.content === null ? "reason" : "answer");
  equal(kinds.filter((kind, at) => kind !== kinds[at - 1]), ["reason", "answer"], "order");
  for (const { content, reasoning_content } of deltas) {
    ok((content === null) !== (reasoning_content === null), "both keys are said or unsaid");
    ok((content ?? reasoning_content) !== "", "an empty delta");
  }
});

check("deepseek: the last chunk has finish_reason and usage", async (t) => {
  const all = await stream(t, DEEP, THIRTY);
  const last = all.at(-1);
  equal(last.choices[0].delta, { content: "", reasoning_content: null }, "the last delta");
  equal(last.choices[0].finish_reason, "stop", "finish_reason");
  ok(last.usage, "no usage in the last chunk");
  ok(all.every((chunk) => chunk.choices.length === 1), "a chunk has no choices");
});

check("deepseek: usage", async (t) => {
  const all = await stream(t, DEEP, THIRTY);
  const { usage } = all.at(-1);
  const { content, reasoning } = collected(all);
  const said = tokens("deepseek-r1", content);
  equal(usage.completion_tokens_details.reasoning_tokens, tokens("deepseek-r1", reasoning), "text");
  equal(usage.completion_tokens_details.reasoning_tokens, 30, "reasoning_tokens");
  between(usage.completion_tokens, 30 + said, 30 + said + 14, "completion_tokens");
});

check("ids of these forms are alike", async (t) => {
  for (const [extra, ask] of [[{}, REFUSE], [{ model: "o4-mini" }, {}]] as const) {
    match((await whole(t, extra, ask)).id, /^chatcmpl-[A-Za-z0-9]{29}$/, "id");
  }
}, "docs/wire.md §1");

export const formsChecks = checks;
