import { between, equal, type Json, keysAre, keySet, match, ok } from "./asserts.ts";
import { area, type Target } from "./check.ts";
import { answer, type Ask, events, jsonOf, MESSAGES, only, post } from "./requests.ts";
import { anthropicMessage, anthropicUsage, valid } from "./schemas.ts";
import type { Typed } from "./sse.ts";
import { CITY } from "./tools.ts";

const { checks, check } = area("anthropic", "docs/wire.md §6");

const MODEL = "claude-sonnet-4-5";
const USER = { role: "user", content: "Tell me about lighthouses." };
const TOOL = { name: "get_weather", description: "The weather.", input_schema: CITY };
const CALLS = { tools: [TOOL], tool_choice: { type: "any" } };
const THINKING = { thinking: { type: "enabled", budget_tokens: 1024 }, max_tokens: 2048 };
const LONG = { mock: "response_length=long" };

type Extra = Record<string, unknown>;

const body = (extra: Extra = {}): Extra => ({
  model: MODEL,
  max_tokens: 1024,
  messages: [USER],
  ...extra,
});

const asked = (ask: Ask = {}): Ask => ({
  ...ask,
  headers: {
    "x-api-key": "sk-ant-conformance",
    "anthropic-version": "2023-06-01",
    authorization: "none",
    ...ask.headers,
  },
});

const send = (t: Target, extra?: Extra, ask?: Ask): Promise<Response> =>
  post(t, MESSAGES, body(extra), asked(ask));
const whole = (t: Target, extra?: Extra, ask?: Ask): Promise<Json> =>
  answer(t, MESSAGES, body(extra), asked(ask));
const stream = (t: Target, extra?: Extra, ask?: Ask): Promise<Typed[]> =>
  events(t, MESSAGES, body(extra), asked(ask));

/** The names of the events, a run of deltas told as one. */
function names(all: readonly Typed[]): string[] {
  return all.map(({ event }) => event)
    .filter((event, at, list) => event !== "content_block_delta" || event !== list[at - 1]);
}

function deltas(all: readonly Typed[], index = 0): Json[] {
  return all.filter(({ event, data }) => event === "content_block_delta" && data.index === index)
    .map(({ data }) => data.delta);
}

// Whole.

check("schema", async (t) => valid(anthropicMessage, await whole(t), "the message"));

check("keys and their order", async (t) => {
  const made = await whole(t);
  const keys = "id,type,role,model,content,stop_reason,stop_sequence,usage";
  keysAre(made, keys.split(","), "the message");
  keysAre(made.content[0], ["type", "text"], "the block");
});

check("usage's keys and their order", async (t) => {
  const { usage } = await whole(t);
  keysAre(usage, [
    "input_tokens",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
    "cache_creation",
    "output_tokens",
    "service_tier",
    "inference_geo",
  ], "usage");
  const cache = { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 };
  equal(usage.cache_creation, cache, "cache_creation");
  equal([usage.cache_creation_input_tokens, usage.cache_read_input_tokens], [0, 0], "cache");
  ok(usage.input_tokens > 0 && usage.output_tokens > 0, "no tokens");
});

check("a text answer", async (t) => {
  const made = await whole(t);
  equal([made.type, made.role, made.model], ["message", "assistant", MODEL], "the message");
  equal([made.stop_reason, made.stop_sequence], ["end_turn", null], "the stop");
  equal(made.content.length, 1, "blocks");
  ok(made.content[0].text !== "", "no text");
});

check("max_tokens", async (t) => {
  const made = await whole(t, { max_tokens: 7 }, LONG);
  equal([made.stop_reason, made.stop_sequence], ["max_tokens", null], "the stop");
  equal(made.usage.output_tokens, 7, "output_tokens");
});

check("stop_sequences", async (t) => {
  const made = await whole(t, { stop_sequences: ["\u0001", "e"] }, LONG);
  equal([made.stop_reason, made.stop_sequence], ["stop_sequence", "e"], "the stop");
  ok(!made.content[0].text.includes("e"), "the stop was sent");
});

check("system as a string and as blocks", async (t) => {
  await whole(t, { system: "Be brief." });
  await whole(t, { system: [{ type: "text", text: "Be brief.", cache_control: null }] });
});

check("contents in blocks", async (t) => {
  const source = { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" };
  const content = [{ type: "text", text: "What is this?" }, { type: "image", source }];
  equal((await whole(t, { messages: [{ role: "user", content }] })).type, "message", "type");
});

check("every real parameter is known", async (t) => {
  // Models of today take one of the two ways to sample.
  await whole(t, { top_p: 0.9 });
  await whole(t, {
    temperature: 0.5,
    top_k: 5,
    metadata: { user_id: "u" },
    service_tier: "auto",
    stream: false,
  });
});

check(
  "an older model",
  async (t) => equal((await whole(t, { model: "claude-2" })).model, "claude-2", "model"),
);

// Stream: text.

check("text: the order of events", async (t) => {
  equal(names(await stream(t)), [
    "message_start",
    "content_block_start",
    "ping",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
  ], "events");
});

check("no [DONE]", async (t) => {
  const text = await (await send(t, { stream: true })).text();
  ok(!text.includes("[DONE]"), "[DONE] was sent");
  ok(text.startsWith("event: message_start\ndata: {"), "the first event");
  ok(text.endsWith('event: message_stop\ndata: {"type":"message_stop"}\n\n'), "the last event");
});

check("message_start", async (t) => {
  const data = only(await stream(t), "message_start");
  keysAre(data, ["type", "message"], "the event");
  valid(anthropicMessage, data.message, "the message");
  equal([data.message.content, data.message.stop_reason], [[], null], "content, stop_reason");
  valid(anthropicUsage, data.message.usage, "usage");
  between(data.message.usage.output_tokens, 1, 8, "output_tokens");
});

check("content_block_start", async (t) => {
  const expected = {
    type: "content_block_start",
    index: 0,
    content_block: { type: "text", text: "" },
  };
  equal(only(await stream(t), "content_block_start"), expected, "the event");
});

check("ping", async (t) => equal(only(await stream(t), "ping"), { type: "ping" }, "the event"));

check("content_block_delta", async (t) => {
  const all = (await stream(t)).filter(({ event }) => event === "content_block_delta");
  ok(all.length > 3, "the text comes in one piece");
  for (const { data } of all) {
    keysAre(data, ["type", "index", "delta"], "the event");
    keysAre(data.delta, ["type", "text"], "the delta");
    equal([data.index, data.delta.type], [0, "text_delta"], "index, type");
    ok(data.delta.text !== "", "an empty delta");
  }
});

check("content_block_stop and message_stop", async (t) => {
  const all = await stream(t);
  const stop = { type: "content_block_stop", index: 0 };
  equal(only(all, "content_block_stop"), stop, "content_block_stop");
  equal(only(all, "message_stop"), { type: "message_stop" }, "message_stop");
});

check("message_delta", async (t) => {
  const data = only(await stream(t), "message_delta");
  keysAre(data, ["type", "delta", "usage"], "the event");
  equal(data.delta, { stop_reason: "end_turn", stop_sequence: null }, "delta");
  ok(data.usage.output_tokens > 1, "output_tokens");
});

check("the stream's total is cumulative", async (t) => {
  const all = await stream(t, { max_tokens: 9 }, LONG);
  const data = only(all, "message_delta");
  equal(data.delta.stop_reason, "max_tokens", "stop_reason");
  equal(data.usage.output_tokens, 9, "output_tokens");
});

check("stop_sequences, stream", async (t) => {
  const all = await stream(t, { stop_sequences: ["e"] }, LONG);
  const expected = { stop_reason: "stop_sequence", stop_sequence: "e" };
  equal(only(all, "message_delta").delta, expected, "delta");
  ok(!deltas(all).some(({ text }) => text.includes("e")), "the stop was sent");
});

// Tools.

check("tool: whole", async (t) => {
  const made = await whole(t, CALLS);
  valid(anthropicMessage, made, "the message");
  equal(made.stop_reason, "tool_use", "stop_reason");
  const block = made.content.at(-1);
  keySet(block, ["type", "id", "name", "input", "caller"], "the block");
  match(block.id, /^toolu_[A-Za-z0-9]+$/, "id");
  equal([block.type, block.name], ["tool_use", "get_weather"], "type, name");
  valid(CITY, block.input, "input");
});

check("tool: stream", async (t) => {
  const all = await stream(t, CALLS);
  const start = all.findLast(({ event }) => event === "content_block_start")?.data;
  const { id } = start.content_block;
  const caller = { type: "direct" };
  const block = { type: "tool_use", id, name: "get_weather", input: {}, caller };
  equal(start.content_block, block, "content_block");
  const parts = deltas(all, start.index);
  equal(parts[0], { type: "input_json_delta", partial_json: "" }, "the first delta");
  ok(parts.length > 2, "the input comes in one piece");
  for (const part of parts.slice(1)) {
    keysAre(part, ["type", "partial_json"], "a delta");
    equal(part.type, "input_json_delta", "type");
    ok(part.partial_json !== "", "an empty fragment");
  }
  valid(CITY, JSON.parse(parts.map((part) => part.partial_json).join("")), "input");
  equal(only(all, "message_delta").delta.stop_reason, "tool_use", "stop_reason");
  equal(only(all, "ping"), { type: "ping" }, "ping");
});

check("tool: several, each in its own block", async (t) => {
  const all = await stream(t, CALLS, { mock: "tool_calls=2" });
  const starts = all.filter(({ event }) => event === "content_block_start").map(({ data }) => data);
  const used = starts.filter(({ content_block }) => content_block.type === "tool_use");
  equal(used.length, 2, "tool blocks");
  equal(starts.map(({ index }) => index), [...starts.keys()], "indexes");
  const stops = all.filter(({ event }) => event === "content_block_stop").map(({ data }) => data);
  equal(stops.map(({ index }) => index), [...starts.keys()], "indexes of the stops");
});

check("tool: after its result it answers in text", async (t) => {
  const call = { type: "tool_use", id: "toolu_a", name: "get_weather", input: {} };
  const result = { type: "tool_result", tool_use_id: "toolu_a", content: "21 degrees" };
  const messages = [
    USER,
    { role: "assistant", content: [call] },
    { role: "user", content: [result] },
  ];
  const made = await whole(t, { tools: [TOOL], messages });
  equal([made.stop_reason, made.content[0].type], ["end_turn", "text"], "stop_reason, block");
});

check("tool: tool_choice none and tool", async (t) => {
  const none = await whole(t, { tools: [TOOL], tool_choice: { type: "none" } });
  equal(none.stop_reason, "end_turn", "stop_reason");
  const tools = [TOOL, { ...TOOL, name: "other" }];
  const named = await whole(t, { tools, tool_choice: { type: "tool", name: "other" } });
  equal(named.content.at(-1).name, "other", "name");
});

// Thinking.

check("thinking: whole", async (t) => {
  const made = await whole(t, THINKING);
  valid(anthropicMessage, made, "the message");
  equal(made.content.map((block: Json) => block.type), ["thinking", "text"], "blocks");
  const [block] = made.content;
  keysAre(block, ["type", "thinking", "signature"], "the block");
  ok(block.thinking !== "" && block.signature !== "", "no thinking or signature");
});

check("thinking: stream", async (t) => {
  const all = await stream(t, THINKING);
  equal(names(all), [
    "message_start",
    "content_block_start",
    "ping",
    "content_block_delta",
    "content_block_stop",
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
  ], "events");
  const start = all.find(({ event }) => event === "content_block_start")?.data;
  const block = { type: "thinking", thinking: "", signature: "" };
  equal(start.content_block, block, "content_block");
});

check("thinking: its deltas", async (t) => {
  const parts = deltas(await stream(t, THINKING));
  const kinds = parts.map(({ type }) => type);
  equal(kinds.filter((kind) => kind === "signature_delta").length, 1, "signatures");
  equal(kinds.at(-1), "signature_delta", "the last delta");
  ok(kinds.slice(0, -1).every((kind) => kind === "thinking_delta"), "the deltas before it");
  keysAre(parts[0], ["type", "thinking"], "a thinking delta");
  keysAre(parts.at(-1), ["type", "signature"], "the signature delta");
  ok(parts.at(-1).signature !== "", "an empty signature");
});

check("no thinking unless asked for", async (t) => {
  equal((await whole(t)).content.map((block: Json) => block.type), ["text"], "blocks");
});

// count_tokens.

const COUNT = `${MESSAGES}/count_tokens`;

check("count_tokens", async (t) => {
  const counted = { model: MODEL, messages: [USER] };
  const made = await answer(t, COUNT, counted, asked());
  keysAre(made, ["input_tokens"], "the count");
  equal(made.input_tokens, (await whole(t)).usage.input_tokens, "input_tokens");
}, "issue 4");

check("count_tokens grows with the text", async (t) => {
  const count = async (content: string): Promise<number> => {
    const counted = { model: MODEL, messages: [{ role: "user", content }] };
    return (await answer(t, COUNT, counted, asked())).input_tokens;
  };
  ok(await count("a lamp ".repeat(50)) > await count("a lamp") + 50, "the text is not counted");
}, "issue 4");

// Headers.

const LIMITS = ["requests", "tokens", "input-tokens", "output-tokens"];

function identified(headers: Headers): void {
  match(headers.get("request-id"), /^req_[A-Za-z0-9]+$/, "request-id");
}

function limited(headers: Headers): void {
  for (const kind of LIMITS) {
    const name = `anthropic-ratelimit-${kind}`;
    match(headers.get(`${name}-limit`), /^\d+$/, `${name}-limit`);
    match(headers.get(`${name}-remaining`), /^\d+$/, `${name}-remaining`);
    const reset = headers.get(`${name}-reset`) ?? "";
    match(reset, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/, `${name}-reset`);
    ok(!Number.isNaN(Date.parse(reset)), `${name}-reset is no time`);
  }
}

check("headers, whole", async (t) => {
  const response = await send(t);
  await response.text();
  identified(response.headers);
  limited(response.headers);
  match(response.headers.get("content-type"), /^application\/json/, "content-type");
});

check("headers, stream", async (t) => {
  const response = await send(t, { stream: true });
  await response.text();
  identified(response.headers);
  limited(response.headers);
  const type = response.headers.get("content-type");
  equal(type, "text/event-stream; charset=utf-8", "content-type");
  equal(response.headers.get("cache-control"), "no-cache", "cache-control");
});

check("no headers of OpenAI", async (t) => {
  const response = await send(t);
  await response.text();
  const names = [...response.headers.keys()];
  const wrong = names.filter((name) => /^(openai-|x-ratelimit-)/.test(name));
  equal(wrong, [], "headers of another service");
});

// Errors.

async function refused(
  response: Response,
  status: number,
  type: string,
  message: string | RegExp,
): Promise<void> {
  const made = await jsonOf(response, status);
  keysAre(made, ["type", "error", "request_id"], "the body");
  keysAre(made.error, ["type", "message"], "the error");
  equal([made.type, made.error.type], ["error", type], "types");
  if (typeof message === "string") equal(made.error.message, message, "message");
  else match(made.error.message, message, "message");
  match(made.request_id, /^req_[A-Za-z0-9]+$/, "request_id");
  equal(response.headers.get("request-id"), made.request_id, "request-id");
}

const INVALID = "invalid_request_error";

check("no max_tokens", async (t) => {
  const { max_tokens: _, ...rest } = body();
  const response = await post(t, MESSAGES, rest, asked());
  await refused(response, 400, INVALID, "max_tokens: Field required");
});

check("no messages", async (t) => {
  const { messages: _, ...rest } = body();
  const response = await post(t, MESSAGES, rest, asked());
  await refused(response, 400, INVALID, "messages: Field required");
});

check("no model", async (t) => {
  const { model: _, ...rest } = body();
  await refused(await post(t, MESSAGES, rest, asked()), 400, INVALID, "model: Field required");
});

check("unknown model", async (t) => {
  const response = await send(t, { model: "claude-nope" });
  await refused(response, 404, "not_found_error", "model: claude-nope");
});

check("wrong type", async (t) => {
  await refused(await send(t, { max_tokens: "x" }), 400, INVALID, /^max_tokens: /);
});

check("a failed stream is plain JSON", async (t) => {
  const response = await send(t, { model: "claude-nope", stream: true });
  await refused(response, 404, "not_found_error", "model: claude-nope");
});

check("bad JSON", async (t) => {
  await refused(await post(t, MESSAGES, "{", asked()), 400, INVALID, /./);
});

check("rate limit", async (t) => {
  const ask = {
    mock: "requests_per_minute=1",
    headers: { "x-api-key": `sk-ant-${crypto.randomUUID()}` },
  };
  const first = await send(t, {}, ask);
  await first.text();
  const second = await send(t, {}, ask);
  const last = second.status === 200 ? await send(t, {}, ask) : second;
  match(last.headers.get("retry-after"), /^[1-9]\d*$/, "retry-after");
  await refused(last, 429, "rate_limit_error", /./);
});

const keyed = area("anthropic_keys", "docs/wire.md §6");

keyed.check("no key", async (t) => {
  const headers = { "anthropic-version": "2023-06-01", authorization: "none" };
  await refused(await post(t, MESSAGES, body(), { headers }), 401, "authentication_error", /./);
});

keyed.check("a bad key", async (t) => {
  await refused(await send(t), 401, "authentication_error", /./);
});

export const anthropicChecks = checks;
export const anthropicKeysChecks = keyed.checks.map((one) => ({
  ...one,
  needs: "api_keys" as const,
}));
