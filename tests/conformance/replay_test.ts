/** The checker checked: docs/wire.md's recorded streams must pass, and each spoilt copy must be caught. */
import { AssertionError } from "node:assert";
import { allChecks } from "./all.ts";
import { equal, type Json, ok } from "./asserts.ts";
import { type Check, type Target, targetOf } from "./check.ts";
import { framesOf } from "./sse.ts";
import { pieces, promptTokens, tokens } from "./tokens.ts";

const SAID = ["The", " capital", " of", " France", " is", " Paris", ".", " It", " is", " old", "."];

interface Spoil {
  readonly text?: (text: string) => string;
  readonly headers?: (headers: Headers) => void;
}

const alnum = (length: number): string =>
  Array.from({ length }, () => Math.floor(Math.random() * 36).toString(36)).join("");
const hex = (length: number): string =>
  Array.from({ length }, () => Math.floor(Math.random() * 16).toString(16)).join("");
const frame = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;

const details = {
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 0,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
};

/** docs/wire.md §2, the exact text stream, for any n. */
function chatStream(body: Json): string {
  const n: number = body.n ?? 1;
  const { include_usage, include_obfuscation } = body.stream_options ?? {};
  const head = {
    id: `chatcmpl-${alnum(29)}`,
    object: "chat.completion.chunk",
    created: Math.floor(Date.now() / 1000),
    model: body.model,
    service_tier: "default",
    system_fingerprint: `fp_${hex(10)}`,
  };
  const chunk = (choices: unknown[], usage: unknown = null): string =>
    frame({
      ...head,
      choices,
      ...(include_usage ? { usage } : {}),
      ...(include_obfuscation === false ? {} : { obfuscation: alnum(5 + Math.random() * 8) }),
    });
  const choice = (index: number, delta: unknown, finish_reason: string | null = null): string =>
    chunk([{ index, delta, logprobs: null, finish_reason }]);
  const all = [...Array(n).keys()];
  const role = { role: "assistant", content: "", refusal: null };
  const prompt_tokens = promptTokens(body.model, body.messages);
  const completion_tokens = SAID.length * n;
  const total_tokens = prompt_tokens + completion_tokens;
  return [
    ...all.flatMap((index) => [choice(index, role), choice(index, { content: SAID[0] })]),
    ...SAID.slice(1).flatMap((content) => all.map((index) => choice(index, { content }))),
    ...all.map((index) => choice(index, {}, "stop")),
    ...(include_usage
      ? [chunk([], { prompt_tokens, completion_tokens, total_tokens, ...details })]
      : []),
    "data: [DONE]\n\n",
  ].join("");
}

function chatWhole(body: Json): string {
  const prompt_tokens = promptTokens(body.model, body.messages);
  const message = { role: "assistant", content: SAID.join(""), refusal: null, annotations: [] };
  return JSON.stringify({
    id: `chatcmpl-${alnum(29)}`,
    object: "chat.completion",
    created: Math.floor(Date.now() / 1000),
    model: body.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: "stop" }],
    usage: {
      prompt_tokens,
      completion_tokens: SAID.length,
      total_tokens: prompt_tokens + SAID.length,
      ...details,
    },
    service_tier: "default",
    system_fingerprint: `fp_${hex(10)}`,
  });
}

/** docs/wire.md §4, the text stream. */
function responseStream(body: Json): string {
  const text = SAID.join("");
  const item_id = `msg_${hex(48)}`;
  const created_at = Math.floor(Date.now() / 1000);
  const part = (text: string) => ({ type: "output_text", annotations: [], logprobs: [], text });
  const item = (status: string, content: unknown[]) => ({
    id: item_id,
    type: "message",
    status,
    content,
    role: "assistant",
  });
  const done = item("completed", [part(text)]);
  const id = `resp_${hex(48)}`;
  const response = (status: string, output: unknown[], end: boolean) => ({
    id,
    object: "response",
    created_at,
    status,
    background: false,
    completed_at: end ? created_at : null,
    error: null,
    frequency_penalty: 0,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    max_tool_calls: null,
    model: body.model,
    output,
    parallel_tool_calls: true,
    presence_penalty: 0,
    previous_response_id: null,
    prompt_cache_key: null,
    prompt_cache_retention: null,
    reasoning: { effort: null, summary: null },
    safety_identifier: null,
    service_tier: end ? "default" : "auto",
    store: true,
    temperature: 1,
    text: { format: { type: "text" }, verbosity: "medium" },
    tool_choice: "auto",
    tools: [],
    top_logprobs: 0,
    top_p: 1,
    truncation: "disabled",
    usage: end
      ? {
        input_tokens: 10,
        input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
        output_tokens: SAID.length,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 10 + SAID.length,
      }
      : null,
    user: null,
    metadata: {},
  });
  const at = { item_id, output_index: 0, content_index: 0 };
  const events: Record<string, unknown>[] = [
    { type: "response.created", response: response("in_progress", [], false) },
    { type: "response.in_progress", response: response("in_progress", [], false) },
    { type: "response.output_item.added", output_index: 0, item: item("in_progress", []) },
    { type: "response.content_part.added", ...at, part: part("") },
    ...SAID.map((delta) => ({
      type: "response.output_text.delta",
      ...at,
      delta,
      logprobs: [],
      obfuscation: alnum(9),
    })),
    { type: "response.output_text.done", ...at, text, logprobs: [] },
    { type: "response.content_part.done", ...at, part: part(text) },
    { type: "response.output_item.done", output_index: 0, item: done },
    { type: "response.completed", response: response("completed", [done], true) },
  ];
  return events.map(({ type, ...rest }, sequence_number) =>
    `event: ${type}\n${frame({ type, sequence_number, ...rest })}`
  ).join("");
}

/** docs/wire.md §6, the text stream. */
function messageStream(body: Json): string {
  const usage = {
    input_tokens: 12,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: 1,
    service_tier: "standard",
  };
  const message = {
    id: `msg_${alnum(24)}`,
    type: "message",
    role: "assistant",
    model: body.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage,
  };
  const events: { type: string; [key: string]: unknown }[] = [
    { type: "message_start", message },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "ping" },
    ...SAID.map((text) => ({
      type: "content_block_delta",
      index: 0,
      delta: { type: "text_delta", text },
    })),
    { type: "content_block_stop", index: 0 },
    {
      type: "message_delta",
      delta: { stop_reason: "end_turn", stop_sequence: null },
      usage: { output_tokens: SAID.length },
    },
    { type: "message_stop" },
  ];
  return events.map((event) => `event: ${event.type}\n${frame(event)}`).join("");
}

const refusal = (message: string, param: string | null, code: string | null): string =>
  JSON.stringify({ error: { message, type: "invalid_request_error", param, code } });

/** Answers as the recordings do, as far as they go, but for what `spoil` does to it. */
function recorded(spoil: Spoil = {}): Target {
  return targetOf((path, init) => {
    const body = JSON.parse(String(init.body ?? "{}"));
    const [status, text] = path === "/v1/responses"
      ? [200, responseStream(body)]
      : path === "/v1/messages"
      ? [200, messageStream(body)]
      : body.model === "gpt-nope" && body.messages !== undefined
      ? [
        404,
        refusal(
          `The model \`${body.model}\` does not exist or you do not have access to it.`,
          null,
          "model_not_found",
        ),
      ]
      : body.messages === undefined
      ? [
        400,
        refusal(
          "Missing required parameter: 'messages'.",
          "messages",
          "missing_required_parameter",
        ),
      ]
      : [200, body.stream ? chatStream(body) : chatWhole(body)];
    const type = text.startsWith("{") ? "application/json" : "text/event-stream; charset=utf-8";
    const headers = new Headers({
      "content-type": type,
      "x-request-id": `req_${hex(32)}`,
      "openai-processing-ms": "359",
      "openai-version": "2020-10-01",
      "x-ratelimit-limit-requests": "10000",
      "x-ratelimit-remaining-requests": "9999",
      "x-ratelimit-reset-requests": "8.64s",
      "x-ratelimit-limit-tokens": "200000",
      "x-ratelimit-remaining-tokens": "199943",
      "x-ratelimit-reset-tokens": "1m13.588s",
    });
    spoil.headers?.(headers);
    return Promise.resolve(new Response((spoil.text ?? String)(text), { status, headers }));
  });
}

/** What the recordings above have an answer to. */
const REPLAYED = new RegExp(
  [
    "^chat_stream/",
    "^chat_whole/(schema|keys|id|the (choice|message|usage|answer)|total|created|object|service|extra)",
    "^chat_whole/(completion_tokens|prompt_tokens of (one|the|several|a name|other|an empty|lines))",
    "^errors/(no messages|unknown model, chat|order: messages before the model)",
    "^headers/(content-type, stream|request id, processing|rate limits|request ids|no cache|400: )",
    "^responses/(text:|sequence|type and|there is no|created and|completed|id and|output_item|content_part|" +
    "output_text\\.|item_id|the stream's|\\[sdk\\])",
    "^anthropic/(text:|no \\[DONE\\]|message_|content_block_|ping)",
  ].join("|"),
);
const SKIPPED = /400: |responses\/completed response/;
const replayed = allChecks.filter(({ id }) => REPLAYED.test(id) && !SKIPPED.test(id));

async function failed(check: Check, target: Target): Promise<string | undefined> {
  try {
    await check.run(target);
  } catch (error) {
    if (error instanceof AssertionError) return error.message;
    throw error;
  }
}

Deno.test("the checker passes docs/wire.md's recorded streams", async () => {
  ok(replayed.length > 90, `only ${replayed.length} checks are replayed`);
  for (const check of replayed) {
    equal(await failed(check, recorded()), undefined, check.id);
  }
});

const swap = (from: string | RegExp, to: string): Spoil => ({
  text: (text) => text.replace(from, to),
});
const swapAll = (from: RegExp, to: string): Spoil => swap(new RegExp(from, "g"), to);

/** A spoilt recording and the check that must catch it. */
const SPOILT: readonly (readonly [string, string, Spoil])[] = [
  ["CRLF", "chat_stream/every event", swapAll(/\n/, "\r\n")],
  ["no [DONE]", "chat_stream/the bytes", swap("data: [DONE]\n\n", "")],
  ["two [DONE]", "chat_stream/schema", swap(/$/, "data: [DONE]\n\n")],
  ["something after [DONE]", "chat_stream/the bytes", swap(/$/, "\n")],
  ["one newline at the end", "chat_stream/the bytes", swap(/\n$/, "")],
  ["three newlines", "chat_stream/every event", swap("\n\n", "\n\n\n")],
  ["a comment", "chat_stream/no event, id", swap(/^/, ": hello\n\n")],
  ["an event line", "chat_stream/every event", swap(/^/, "event: chunk\n")],
  ["no space after data:", "chat_stream/every event", swapAll(/data: /, "data:")],
  ["spaced JSON", "chat_stream/JSON is written", swapAll(/":/, '": ')],
  [
    "order of keys",
    "chat_stream/keys and their order with",
    swap(/("id":"[^"]*"),("object":"[^"]*")/, "$2,$1"),
  ],
  ["a number as string", "chat_stream/schema", swap(/"created":(\d+)/, '"created":"$1"')],
  [
    "no fingerprint",
    "chat_stream/keys and their order without",
    swap(/"system_fingerprint":"[^"]*",/, ""),
  ],
  ["another id", "chat_stream/id, created", swap(/chatcmpl-./, "chatcmpl-_")],
  ["a mock's id", "chat_stream/id, object", swapAll(/chatcmpl-/, "mock-chatcmpl-")],
  ["no refusal in the role", "chat_stream/the first delta", swap(',"refusal":null', "")],
  ["no role", "chat_stream/the first delta", swap('"role":"assistant",', "")],
  ["an empty delta", "chat_stream/a content delta", swap('"content":" of"', '"content":""')],
  [
    "a role again",
    "chat_stream/a content delta",
    swap('{"content":" of"', '{"content":" of","x":1'),
  ],
  [
    "two tokens in one",
    "chat_stream/a token a delta, gpt-4o",
    swap(/"content":" of".*\n\ndata.*" France"/, '"content":" of France"'),
  ],
  [
    "half a token",
    "chat_stream/a token a delta, gpt-4o",
    swap(/(data: .*)" Paris"(.*\n\n)/, '$1" Par"$2$1"is"$2'),
  ],
  [
    "a full final delta",
    "chat_stream/the final delta",
    swap('"delta":{}', '"delta":{"content":""}'),
  ],
  [
    "no finish_reason",
    "chat_stream/finish_reason",
    swap('"finish_reason":"stop"', '"finish_reason":null'),
  ],
  ["usage early", "chat_stream/usage is null", swap('"usage":null', '"usage":{}')],
  [
    "usage unasked",
    "chat_stream/no usage, without",
    swap('"obfuscation"', '"usage":null,"obfuscation"'),
  ],
  ["usage missing once", "chat_stream/usage is null", swap('"usage":null,', "")],
  [
    "wrong sum",
    "chat_stream/usage is the tokenizer's, gpt-4o",
    swap(/"total_tokens":/, '"total_tokens":1'),
  ],
  [
    "one token too many",
    "chat_stream/usage is the tokenizer's, gpt-4o",
    swap('"completion_tokens":11', '"completion_tokens":12'),
  ],
  ["no obfuscation", "chat_stream/obfuscation is on", swap(/,"obfuscation":"[^"]*"/, "")],
  [
    "one obfuscation",
    "chat_stream/obfuscation varies",
    swapAll(/"obfuscation":"[^"]*"/, '"obfuscation":"abc"'),
  ],
  [
    "roles first",
    "chat_stream/n=2 begins",
    swap(/(data: .*"index":0.*"The".*\n\n)(data.*\n\n)/, "$2$1"),
  ],
  [
    "an early end",
    "chat_stream/n=2 finishes",
    swap(/(data: .*"\."(?:.*)\n\n)(data: .*"index":0,"delta":\{\}.*\n\n)/, "$2$1"),
  ],
  [
    "order of a choice",
    "chat_whole/the choice",
    swap(/"index":0,("message":\{[^}]*\})/, '$1,"index":0'),
  ],
  ["no annotations", "chat_whole/the message", swap(',"annotations":[]', "")],
  ["an extra key", "chat_whole/schema", swap('"service_tier"', '"extra":1,"service_tier"')],
  ["a short id", "chat_whole/id", swap(/chatcmpl-../, "chatcmpl-")],
  [
    "prompt off by one",
    "chat_whole/prompt_tokens of the reference are 19",
    swap('"prompt_tokens":19', '"prompt_tokens":18'),
  ],
  ["FastAPI's envelope", "errors/no messages", swap(/^(.*)$/, '{"detail":$1}')],
  ["no param", "errors/no messages", swap('"param":"messages",', "")],
  ["another wording", "errors/unknown model, chat", swap("or you do", "or you may")],
  ["another code", "errors/no messages", swap("missing_required_parameter", "missing")],
  [
    "a gap in the sequence",
    "responses/sequence",
    swap('"sequence_number":4', '"sequence_number":5'),
  ],
  ["[DONE] on responses", "responses/there is no", swap(/$/, "data: [DONE]\n\n")],
  ["no event line", "responses/text:", swap("event: response.created\n", "")],
  ["event unlike type", "responses/text:", swap("event: response.created", "event: created")],
  ["no content part", "responses/text:", swap(/event: response.content_part.added\n.*\n\n/, "")],
  ["usage in created", "responses/created and", swap('"usage":null', '"usage":{}')],
  ["logprobs missing", "responses/output_text.delta", swap(/,"logprobs":\[\],"obf/, ',"obf')],
  ["another item_id", "responses/item_id", swap(/"item_id":"msg_./, '"item_id":"msg_x')],
  ["no ping", "anthropic/text:", swap(/event: ping\n.*\n\n/, "")],
  [
    "ping before the block",
    "anthropic/text:",
    swap(/(event: content_block_start\n.*\n\n)(event: ping\n.*\n\n)/, "$2$1"),
  ],
  ["no content_block_stop", "anthropic/text:", swap(/event: content_block_stop\n.*\n\n/, "")],
  ["an index missing", "anthropic/content_block_delta", swap('"index":0,"delta"', '"delta"')],
  ["no request id", "headers/request id, processing time, version; whole", {
    headers: (h) => h.delete("x-request-id"),
  }],
  ["a strange reset", "headers/rate limits, whole", {
    headers: (h) => h.set("x-ratelimit-reset-tokens", "16"),
  }],
  ["no charset", "headers/content-type, stream", {
    headers: (h) => h.set("content-type", "text/event-stream"),
  }],
];

for (const [name, id, spoil] of SPOILT) {
  Deno.test(`the checker catches: ${name}`, async () => {
    const check = replayed.find((one) => one.id.startsWith(id)) ?? null;
    ok(check, `no check begins ${id}`);
    ok(await failed(check, recorded(spoil)) !== undefined, `${check.id} let it pass`);
  });
}

Deno.test("every check is named once and says where it comes from", () => {
  equal(new Set(allChecks.map(({ id }) => id)).size, allChecks.length, "different ids");
  ok(allChecks.every(({ source }) => source !== ""), "a check without a source");
});

Deno.test("tokens() and pieces() know the reference's numbers", () => {
  equal(pieces("gpt-4o", SAID.join("")), SAID, "pieces");
  equal(pieces("gpt-4o", "🧑‍🚀").join(""), "🧑‍🚀", "pieces of several tokens");
  ok(pieces("gpt-4o", "🧑‍🚀").length < tokens("gpt-4o", "🧑‍🚀"), "nothing is held back");
  const hello = [
    { role: "system", content: "You are a helpful assistant." },
    { role: "user", content: "Hello!" },
  ];
  equal(promptTokens("gpt-4o", hello), 19, "prompt of gpt-4o");
  equal(promptTokens("gpt-3.5-turbo", hello), 19, "prompt of gpt-3.5-turbo");
  equal(promptTokens("gpt-5", hello), 18, "prompt of gpt-5");
});

Deno.test("framesOf() refuses half a character", () => {
  const bytes = new Uint8Array([...new TextEncoder().encode("data: "), 0xf0, 0x9f, 10, 10]);
  try {
    framesOf(bytes);
  } catch {
    return;
  }
  throw new Error("Cannot trust framesOf(): it took broken UTF-8");
});
