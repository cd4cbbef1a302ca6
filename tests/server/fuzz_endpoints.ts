/** Where fuzzed bodies go, and valid ones to begin with. */

import type { Value } from "./fuzz_bodies.ts";

/** How an endpoint's errors and streams read. */
export type Family = "openai" | "responses" | "anthropic";

/** One endpoint under fire. */
export interface Endpoint {
  readonly path: string;
  readonly family: Family;
  readonly bases: readonly [Value, ...Value[]];
}

const schema: Value = {
  type: "object",
  properties: {
    city: { type: "string", enum: ["Oslo", "Rome"] },
    when: { type: "string", format: "date-time" },
    code: { type: "string", pattern: "^[A-Z]{2,5}\\d+$", minLength: 3 },
    size: { type: "integer", minimum: 1, maximum: 9, multipleOf: 2 },
    tags: { type: "array", items: { $ref: "#/$defs/tag" }, minItems: 1, uniqueItems: true },
    more: { anyOf: [{ type: "null" }, { type: "number" }, { $ref: "#" }] },
  },
  required: ["city", "size", "tags"],
  additionalProperties: false,
  $defs: { tag: { type: "string", maxLength: 8 } },
};

const chatTool: Value = {
  type: "function",
  function: { name: "get_weather", description: "The weather", parameters: schema, strict: true },
};

const customTool: Value = {
  name: "when",
  description: "A date",
  format: { type: "grammar", grammar: { syntax: "regex", definition: "^(?P<y>\\d{4})-[A-Z]+$" } },
};

const user: Value = { role: "user", content: "Tell me about lighthouses." };

/** Every endpoint that takes a body. `:stream` in a path stands for the id of a stream that is open. */
export const ENDPOINTS: readonly [Endpoint, ...Endpoint[]] = [
  {
    path: "/v1/chat/completions",
    family: "openai",
    bases: [
      { model: "m", messages: [user], stream: true, stream_options: { include_usage: true } },
      { model: "m", messages: [user], n: 3, stop: ["a", "b"], max_tokens: 20, seed: 4 },
      { model: "m", messages: [user], logprobs: true, top_logprobs: 3, stream: true },
      { model: "thinker", messages: [user], reasoning_effort: "low", stream: true },
      {
        model: "m",
        messages: [{ role: "system", content: "Be kind." }, user],
        tools: [chatTool, chatTool],
        tool_choice: "required",
        parallel_tool_calls: true,
        stream: true,
      },
      {
        model: "m",
        messages: [
          { role: "user", content: [{ type: "text", text: "Look" }, { type: "image_url" }] },
          {
            role: "assistant",
            tool_calls: [{
              id: "call_1",
              type: "function",
              function: { name: "f", arguments: "{}" },
            }],
          },
          { role: "tool", tool_call_id: "call_1", content: "sunny" },
        ],
        response_format: { type: "json_schema", json_schema: { name: "a", schema, strict: true } },
        mock: { tokens_per_second: 50, jitter: 0.3, speed: 2, tokens_per_chunk: 3, seed: 1 },
      },
      { model: "m", messages: [user], functions: [{ name: "f", parameters: schema }] },
      {
        model: "m",
        messages: [user],
        tools: [{ type: "custom", custom: customTool }],
        tool_choice: { type: "custom", custom: { name: "when" } },
        stream: true,
      },
      {
        model: "m",
        messages: [user],
        modalities: ["text", "audio"],
        audio: { voice: "alloy", format: "pcm16" },
        stream: true,
      },
    ],
  },
  {
    path: "/v1/completions",
    family: "openai",
    bases: [
      { model: "m", prompt: "Once", stream: true, echo: true, max_tokens: 5, n: 2, best_of: 3 },
      { model: "m", prompt: ["Once", "Twice"], logprobs: 2, stop: "sea", suffix: "." },
      { model: "m", prompt: [[1, 2], [3]], logprobs: 0, stream: true, stream_options: {} },
      { model: "m", prompt: [791, 3363], echo: true, mock: { duration_seconds: 2 } },
    ],
  },
  {
    path: "/v1/responses",
    family: "responses",
    bases: [
      { model: "m", input: "Hello!", stream: true },
      { model: "m", input: [user], max_output_tokens: 16, top_logprobs: 2, store: false },
      {
        model: "thinker",
        input: "Hello!",
        reasoning: { effort: "low", summary: "auto" },
        stream: true,
      },
      {
        model: "m",
        input: [
          { role: "user", content: [{ type: "input_text", text: "Hello!" }] },
          { type: "function_call", call_id: "call_1", name: "f", arguments: "{}" },
          { type: "function_call_output", call_id: "call_1", output: "sunny" },
        ],
        tools: [{ type: "function", name: "f", parameters: schema, strict: true }],
        tool_choice: "required",
        text: { format: { type: "json_schema", name: "a", schema } },
        stream: true,
      },
      {
        model: "m",
        input: [
          user,
          { type: "custom_tool_call", call_id: "call_1", name: "when", input: "2026-MAY" },
          { type: "custom_tool_call_output", call_id: "call_1", output: "kept" },
          user,
        ],
        tools: [{
          type: "custom",
          name: "when",
          format: { type: "grammar", syntax: "regex", definition: "[a-z]+(?:-[0-9]{2})*" },
        }],
        tool_choice: "required",
        stream: true,
      },
    ],
  },
  {
    path: "/v1/messages",
    family: "anthropic",
    bases: [
      { model: "m", max_tokens: 50, messages: [user], stream: true },
      {
        model: "m",
        max_tokens: 5000,
        messages: [user],
        thinking: { type: "enabled", budget_tokens: 1024 },
      },
      {
        model: "m",
        max_tokens: 50,
        system: [{ type: "text", text: "Be kind." }],
        messages: [
          user,
          { role: "assistant", content: [{ type: "tool_use", id: "t", name: "f", input: {} }] },
          { role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: "sunny" }] },
        ],
        tools: [{ name: "f", input_schema: schema }],
        tool_choice: { type: "any" },
        stop_sequences: ["sea"],
        stream: true,
      },
    ],
  },
  {
    path: "/v1/messages/count_tokens",
    family: "anthropic",
    bases: [{ model: "m", messages: [user], system: "Be kind." }],
  },
  {
    path: "/v1/embeddings",
    family: "openai",
    bases: [
      { model: "m", input: ["a lamp", "a horn"], dimensions: 8, encoding_format: "base64" },
      { model: "text-embedding-3-small", input: [[791, 3363], [1]], dimensions: 16 },
      { model: "m", input: "a lamp" },
    ],
  },
  {
    path: "/v1/moderations",
    family: "openai",
    bases: [
      { input: ["Good morning.", "I hate you"] },
      { input: [{ type: "text", text: "a" }, { type: "image_url", image_url: { url: "x" } }] },
    ],
  },
  {
    path: "/config",
    family: "openai",
    bases: [
      { model: "m", tokens_per_second: 50, response_length: "said" },
      { general: { default_tokens_per_second: 20 }, models: { m: { jitter: 0.1, seed: 3 } } },
      { responses: { said: { content: "Hello there." } }, server: { ledger_entries: 5 } },
      { profiles: { p: { ttft_ms: 5 } }, auto_response_length: {} },
    ],
  },
  {
    path: "/streams/:stream",
    family: "openai",
    bases: [
      { action: "step" },
      { action: "speed", speed: 2 },
      { action: "pause" },
      {
        action: "end",
      },
      { action: "resume", until: 3 },
      { action: "mark", name: "stop" },
    ],
  },
  {
    path: "/sessions/s",
    family: "openai",
    bases: [{ action: "resume", until: 3 }, { action: "mark", name: "stop" }],
  },
];
