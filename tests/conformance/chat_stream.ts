import { equal, type Json, keysAre, match, ok } from "./asserts.ts";
import { area, type Target } from "./check.ts";
import { bytesOf, CHAT, chat, chunks, collected, post, STREAM_USAGE, USER } from "./requests.ts";
import { chatChunk, valid } from "./schemas.ts";
import { framesOf } from "./sse.ts";
import { pieces, promptTokens, tokens } from "./tokens.ts";
import { CITY, tool } from "./tools.ts";

const { checks, check } = area("chat_stream", "docs/wire.md §2");

const HEAD = ["id", "object", "created", "model", "service_tier", "system_fingerprint", "choices"];

function stream(target: Target, extra: Record<string, unknown> = {}): Promise<Json[]> {
  return chunks(target, chat({ ...STREAM_USAGE, ...extra }));
}

function plain(target: Target, extra: Record<string, unknown> = {}): Promise<Json[]> {
  return chunks(target, chat({ stream: true, ...extra }));
}

async function raw(target: Target): Promise<Uint8Array> {
  return await bytesOf(await post(target, CHAT, chat(STREAM_USAGE)));
}

/** The chunks of choice 0 that carry text. */
function texts(all: readonly Json[]): Json[] {
  return all.filter((chunk) => chunk.choices[0] && chunk.choices[0].delta.role === undefined)
    .filter((chunk) => chunk.choices[0].finish_reason === null);
}

check("every event is one data line and a blank line", async (t) => {
  for (const frame of framesOf(await raw(t))) {
    match(frame, /^data: (\{.*\}|\[DONE\])$/, "an event");
  }
});

check("the bytes begin with data and end with [DONE]", async (t) => {
  const text = new TextDecoder().decode(await raw(t));
  ok(text.startsWith("data: {"), `begins ${JSON.stringify(text.slice(0, 20))}`);
  ok(text.endsWith("}\n\ndata: [DONE]\n\n"), `ends ${JSON.stringify(text.slice(-40))}`);
});

check("no event, id, retry or comment lines", async (t) => {
  const text = new TextDecoder().decode(await raw(t));
  ok(!/^(event|id|retry)?:/m.test(text), "a line is not data");
});

check("JSON is written as the recordings have it, without white space", async (t) => {
  for (const frame of framesOf(await raw(t)).slice(0, -1)) {
    const json = frame.slice("data: ".length);
    equal(json, JSON.stringify(JSON.parse(json)), "an event's JSON");
  }
});

check("schema of every chunk", async (t) => {
  for (const chunk of await stream(t)) valid(chatChunk, chunk, "a chunk");
});

check("keys and their order with usage", async (t) => {
  for (const chunk of await stream(t)) keysAre(chunk, [...HEAD, "usage", "obfuscation"], "a chunk");
});

check("keys and their order without usage", async (t) => {
  for (const chunk of await plain(t)) keysAre(chunk, [...HEAD, "obfuscation"], "a chunk");
});

check("the choice's keys and their order", async (t) => {
  for (const { choices } of await plain(t)) {
    keysAre(choices[0], ["index", "delta", "logprobs", "finish_reason"], "a choice");
  }
});

check("one choice a chunk", async (t) => {
  for (const { choices } of await plain(t, { n: 2 })) equal(choices.length, 1, "choices");
});

check("id, created, model, fingerprint and tier are constant", async (t) => {
  const all = await stream(t);
  for (const key of ["id", "object", "created", "model", "system_fingerprint", "service_tier"]) {
    equal([...new Set(all.map((chunk) => chunk[key]))].length, 1, `different values of ${key}`);
  }
});

check("id, object, tier and fingerprint", async (t) => {
  const [first] = await stream(t);
  match(first.id, /^chatcmpl-[A-Za-z0-9]{29}$/, "id");
  equal(first.object, "chat.completion.chunk", "object");
  equal(first.service_tier, "default", "service_tier");
  match(first.system_fingerprint, /^fp_[0-9a-f]{10}$/, "system_fingerprint");
  ok(Math.abs(first.created - Date.now() / 1000) < 300, "created is not now");
});

check("the first delta", async (t) => {
  const [first] = await plain(t);
  const delta = { role: "assistant", content: "", refusal: null };
  equal(first.choices[0], { index: 0, delta, logprobs: null, finish_reason: null }, "first choice");
});

check("a content delta has the key content alone, and text", async (t) => {
  const found = texts(await plain(t));
  ok(found.length > 3, `only ${found.length} content chunks`);
  for (const { choices: [choice] } of found) {
    keysAre(choice.delta, ["content"], "delta");
    ok(typeof choice.delta.content === "string" && choice.delta.content !== "", "empty content");
    equal([choice.logprobs, choice.finish_reason], [null, null], "logprobs, finish_reason");
  }
});

check("the final delta is empty", async (t) => {
  const last = (await plain(t)).at(-1);
  const expected = { index: 0, delta: {}, logprobs: null, finish_reason: "stop" };
  equal(last.choices[0], expected, "the last choice");
});

check("finish_reason is null until the end", async (t) => {
  const all = await plain(t);
  const reasons = all.map((chunk) => chunk.choices[0].finish_reason);
  equal(reasons.filter((reason) => reason !== null).length, 1, "finish reasons");
  ok(reasons.at(-1) === "stop", "the last chunk does not finish");
});

check("usage is null until the last chunk", async (t) => {
  const all = await stream(t);
  for (const chunk of all.slice(0, -1)) equal(chunk.usage, null, "usage");
  equal(all.at(-1).choices, [], "choices of the last chunk");
  ok(all.at(-1).usage, "no usage in the last chunk");
  equal(all.filter((chunk) => chunk.choices.length === 0).length, 1, "chunks without choices");
});

for (
  const [name, stream_options] of [
    ["without options", undefined],
    ["include_usage false", { include_usage: false }],
    ["empty options", {}],
    ["null options", null],
  ] as const
) {
  check(`no usage, ${name}`, async (t) => {
    const all = await plain(t, stream_options === undefined ? {} : { stream_options });
    ok(all.every((chunk) => !("usage" in chunk)), "a chunk has the key usage");
    ok(all.every((chunk) => chunk.choices.length === 1), "a chunk has no choices");
  });
}

check("usage has the keys of the whole answer's, in order", async (t) => {
  const { usage } = (await stream(t)).at(-1);
  keysAre(usage, [
    "prompt_tokens",
    "completion_tokens",
    "total_tokens",
    "prompt_tokens_details",
    "completion_tokens_details",
  ], "usage");
});

check("obfuscation is on every chunk", async (t) => {
  for (const chunk of await stream(t)) match(chunk.obfuscation, /^[A-Za-z0-9]+$/, "obfuscation");
});

check("obfuscation varies in text and length", async (t) => {
  const pads = (await stream(t)).map((chunk) => chunk.obfuscation);
  ok(new Set(pads).size > pads.length / 2, "the same padding again and again");
  ok(new Set(pads.map((pad) => String(pad).length)).size > 2, "the padding has one length");
});

for (
  const [name, extra, mock] of [
    ["calls", { tools: [tool("get_weather", CITY)] }, "tool_calls=2"],
    ["a refusal", {}, "refuse=true"],
    ["two choices", { n: 2 }, ""],
    ["a reasoning model", { model: "o4-mini" }, ""],
  ] as const
) {
  check(`obfuscation is on every chunk of ${name}`, async (t) => {
    for (const chunk of await chunks(t, chat({ ...STREAM_USAGE, ...extra }), { mock })) {
      keysAre(chunk, [...HEAD, "usage", "obfuscation"], "a chunk");
    }
  });
}

check("include_obfuscation false takes it off", async (t) => {
  const stream_options = { include_usage: true, include_obfuscation: false };
  for (const chunk of await plain(t, { stream_options })) {
    keysAre(chunk, [...HEAD, "usage"], "a chunk");
  }
});

check("include_obfuscation false alone does not bring usage", async (t) => {
  const stream_options = { include_obfuscation: false };
  for (const chunk of await plain(t, { stream_options })) keysAre(chunk, HEAD, "a chunk");
});

for (const model of ["gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4", "gpt-3.5-turbo"]) {
  check(`a token a delta, ${model}`, async (t) => {
    const { content, texts } = collected(await plain(t, { model }));
    equal(texts, pieces(model, content), "deltas");
  });

  check(`usage is the tokenizer's, ${model}`, async (t) => {
    const all = await stream(t, { model });
    const { usage } = all.at(-1);
    const { content } = collected(all);
    equal(usage.completion_tokens, tokens(model, content), "completion_tokens");
    equal(usage.prompt_tokens, promptTokens(model, [USER]), "prompt_tokens");
    equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens, "total_tokens");
  }, "docs/wire.md §7");
}

check("as many deltas as completion_tokens", async (t) => {
  const all = await stream(t);
  const { content, texts } = collected(all);
  if (pieces("gpt-4o", content).length !== tokens("gpt-4o", content)) return;
  equal(texts.length, all.at(-1).usage.completion_tokens, "content deltas");
});

check("no delta has half a character", async (t) => {
  const { content } = collected(
    await plain(t, {
      messages: [{ role: "user", content: "Answer in emoji 🚀🧑‍🚀 नमस्ते" }],
    }),
  );
  ok(!content.includes("\uFFFD"), "a replacement character");
  ok(content.isWellFormed(), "a lone surrogate");
});

function order(all: readonly Json[]): string[] {
  return all.filter((chunk) => chunk.choices.length > 0).map(({ choices: [choice] }) => {
    if (choice.delta.role) return `${choice.index}role`;
    return choice.finish_reason === null ? `${choice.index}` : `${choice.index}F`;
  });
}

check("n=2 begins role, token, role, token", async (t) => {
  equal(order(await plain(t, { n: 2 })).slice(0, 4), ["0role", "0", "1role", "1"], "order");
});

check("n=3 begins with each role and its first token", async (t) => {
  const expected = ["0role", "0", "1role", "1", "2role", "2"];
  equal(order(await plain(t, { n: 3 })).slice(0, 6), expected, "order");
});

check("n=2 interleaves its tokens", async (t) => {
  const seen = order(await plain(t, { n: 2 }));
  ok(seen.indexOf("1") < seen.lastIndexOf("0"), "choice 0 was sent before choice 1 began");
  const both = seen.slice(4, 12);
  ok(both.includes("0") && both.includes("1"), `not interleaved: ${both}`);
});

for (const n of [2, 3]) {
  check(`n=${n} finishes all choices together at the end`, async (t) => {
    const expected = Array.from({ length: n }, (_, index) => `${index}F`);
    equal(order(await plain(t, { n })).slice(-n), expected, "the last chunks");
  });
}

check("n=2 has one usage chunk for all", async (t) => {
  const all = await stream(t, { n: 2 });
  equal(all.filter((chunk) => chunk.usage).length, 1, "usage chunks");
  const both = [collected(all, 0).content, collected(all, 1).content];
  const sum = both.reduce((total, text) => total + tokens("gpt-4o", text), 0);
  equal(all.at(-1).usage.completion_tokens, sum, "completion_tokens");
  equal(all.at(-1).usage.prompt_tokens, promptTokens("gpt-4o", [USER]), "prompt_tokens");
});

check("n=2 sends one role a choice, and every choice its token a delta", async (t) => {
  const all = await plain(t, { n: 2 });
  for (const index of [0, 1]) {
    equal(order(all).filter((mark) => mark === `${index}role`).length, 1, "roles");
    const { content, texts } = collected(all, index);
    equal(texts, pieces("gpt-4o", content), "deltas");
  }
});

check("the streamed answer says what the whole one would", async (t) => {
  const { content, finish } = collected(await plain(t));
  ok(content.length > 10 && finish === "stop", "no real answer");
});

export const chatStreamChecks = checks;
