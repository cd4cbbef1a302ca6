/** A small server for the tests of the Messages API: every model says eight tokens at ten a second. */

import Anthropic from "@anthropic-ai/sdk";
import { assertEquals } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../../routes/mod.ts";

const CONFIG = `
[general]
default_tokens_per_second = 10
default_response_mode = "said"
[models.m]
description = "A small model"
[models.thinker]
reasoning_tokens = 5
[responses.said]
content = "Light travels far over the quiet sea."
`;

/** What a test reads of an answer. */
// deno-lint-ignore no-explicit-any
export type Json = any;

/** A tool that can be called in one way only. */
export const WEATHER = {
  name: "get_weather",
  description: "The weather",
  input_schema: {
    type: "object" as const,
    properties: { city: { type: "string", enum: ["Oslo"] } },
    required: ["city"],
    additionalProperties: false,
  },
};
export const TIME = { ...WEATHER, name: "get_time" };

/** What every test asks unless it says otherwise. */
export const ASK = {
  model: "m",
  max_tokens: 2048,
  messages: [{ role: "user" as const, content: "Hello!" }],
};

/** Settings for a request that must be as the real service has it. */
export const STRICT = { "x-mock": "strict=true", "anthropic-version": "2023-06-01" };

/** A server with the config above, and the ways to ask it. */
export function start(clock = new FakeClock({ autoAdvance: true }), config = CONFIG) {
  const mocker = createStreamMocker({ clock, config });
  const client = new Anthropic({
    apiKey: "any",
    baseURL: "http://mock",
    fetch: mocker.fetch,
    maxRetries: 0,
  });
  const send = (body: Json, headers: Record<string, string> = {}, path = "/v1/messages") => {
    const text = typeof body === "string" ? body : JSON.stringify({ ...ASK, ...body });
    return mocker.fetch(`http://mock${path}`, { method: "POST", headers, body: text });
  };
  const post = async (body: Json, headers?: Record<string, string>, path?: string) =>
    await (await send(body, headers, path)).json() as Json;
  const get = async (path: string, headers: Record<string, string> = {}) =>
    await (await mocker.fetch(`http://mock${path}`, { headers })).json() as Json;
  const stream = async (body: Json, headers?: Record<string, string>) =>
    await (await send({ stream: true, ...body }, headers)).text();
  return { clock, mocker, client, send, post, get, stream };
}

/** The events of a stream, each of which must be two lines. */
export function eventsOf(text: string): Json[] {
  return text.split("\n\n").slice(0, -1).map((event) => {
    const [name = "", data = "", ...rest] = event.split("\n");
    assertEquals(rest, []);
    const json = JSON.parse(data.slice("data: ".length));
    assertEquals(name, `event: ${json.type}`);
    return json;
  });
}

/** What the events of a stream add up to: the message that they tell. */
export function messageOf(events: readonly Json[]): Json {
  const { message } = events[0];
  const blocks: Json[] = [];
  for (const { type, index, content_block, delta, usage } of events) {
    if (type === "content_block_start") blocks[index] = { ...content_block, input: "" };
    if (type === "message_delta") Object.assign(message, delta);
    if (type === "message_delta") Object.assign(message.usage, usage);
    if (type !== "content_block_delta") continue;
    const block = blocks[index];
    if (delta.type === "text_delta") block.text += delta.text;
    if (delta.type === "thinking_delta") block.thinking += delta.thinking;
    if (delta.type === "signature_delta") block.signature += delta.signature;
    if (delta.type === "input_json_delta") block.input += delta.partial_json;
  }
  const content = blocks.map(({ input, ...block }) =>
    block.type === "tool_use" ? { ...block, input: JSON.parse(input) } : block
  );
  return { ...message, content };
}
