/** Bodies as large as `max_body_bytes` and the bounds let them be, or larger. */

import {
  chat,
  completion,
  embedding,
  type HostileCases,
  keys,
  messages,
  post,
  responses,
  rulesToml,
  said,
  times,
  tool,
  wide,
} from "./ask.ts";

export const BODIES: HostileCases = {
  "brackets": { ask: () => post("/v1/chat/completions", "[".repeat(10_000_000)) },
  "600,000 keys": { ask: () => post("/v1/chat/completions", `{${keys(600_000)}}`) },
  "150,000 unknown settings": {
    ask: () => post("/v1/chat/completions", `{"mock":{${keys(150_000)}}}`),
  },
  "9 MB of words": { ask: () => chat({ messages: [said("word ".repeat(1_800_000))] }) },
  "9 MB of one letter": { ask: () => chat({ messages: [said("a".repeat(9_000_000))] }) },
  "9 MB of Chinese": { ask: () => chat({ messages: [said("龘".repeat(3_000_000))] }) },
  "9 MB of escapes": { ask: () => chat({ messages: [said('\n"'.repeat(2_200_000))] }) },
  "9 MB of instructions, streamed": {
    ask: () => responses({ stream: true, instructions: "x".repeat(9_000_000) }),
  },
  "a model's name of 9 MB": { ask: () => chat({ model: "x".repeat(9_000_000) }) },
  "288,000 tokens to embed": {
    ask: () => embedding(times(36, () => Array(8000).fill(5))),
  },
  "2,048 texts to embed": {
    ask: () => embedding(times(2048, (i) => `text ${i}`)),
  },
  "2,048 texts to moderate": {
    ask: () => post("/v1/moderations", JSON.stringify({ input: times(2048, (i) => `text ${i}`) })),
  },
  "30,000 texts to moderate": {
    ask: () =>
      post("/v1/moderations", JSON.stringify({ input: times(30_000, (i) => `text ${i}`) })),
  },
  "30,000 messages": { ask: () => chat({ messages: times(30_000, (i) => said(`message ${i}`)) }) },
  "30,000 messages, of which one is wrong": {
    ask: () =>
      chat({
        messages: times(
          30_000,
          (i) => i < 29_999 ? said(`message ${i}`) : { role: "user", content: 5 },
        ),
      }),
  },
  "30,000 messages, all wrong": {
    ask: () => chat({ messages: times(30_000, () => ({ role: "user", content: 5 })) }),
  },
  "50,000 parts of a message": {
    ask: () =>
      chat({ messages: [said(times(50_000, (i) => ({ type: "text", text: `part ${i}` })))] }),
  },
  "20,000 calls and results": {
    ask: () =>
      chat({
        messages: times(4_000, (i) => [
          {
            role: "assistant",
            content: null,
            tool_calls: [{
              id: `c${i}`,
              type: "function",
              function: { name: "f", arguments: "{}" },
            }],
          },
          { role: "tool", tool_call_id: `c${i}`, content: "fine" },
        ]).flat(),
      }),
  },
  "30,000 messages with metadata under rules": {
    config: () => rulesToml(1000),
    ask: () => chat({ messages: times(30_000, (i) => said(`message ${i}`)) }),
  },
  "30,000 messages, cached": {
    ask: () =>
      chat({ messages: times(30_000, (i) => said(`message ${i}`)), mock: { prompt_cache: true } }),
  },
  "30,000 items, responses": {
    ask: () => responses({ input: times(30_000, (i) => said(`message ${i}`)) }),
  },
  "30,000 messages, messages": {
    ask: () =>
      messages({
        messages: times(30_000, (i) => ({ role: i % 2 ? "assistant" : "user", content: `m ${i}` })),
      }),
  },
  "30,000 prompts, completions": {
    ask: () => completion({ prompt: times(30_000, (i) => `m ${i}`) }),
  },
  "a prompt of 300,000 tokens, completions": {
    ask: () => completion({ prompt: Array(300_000).fill(5) }),
  },
  "9 MB echoed, completions": {
    ask: () => completion({ prompt: "word ".repeat(1_800_000), echo: true }),
  },
  "a schema of 5,000 properties": {
    ask: () =>
      chat({
        response_format: {
          type: "json_schema",
          json_schema: { name: "a", schema: wide(5000), strict: true },
        },
      }),
  },
  "a schema of 9,999 properties": {
    ask: () =>
      chat({
        response_format: {
          type: "json_schema",
          json_schema: { name: "a", schema: wide(9999), strict: true },
        },
      }),
  },
  "a schema of 5,000 properties, responses": {
    ask: () =>
      responses({
        text: { format: { type: "json_schema", name: "a", schema: wide(5000), strict: true } },
      }),
  },
  "a tool of 5,000 parameters": { ask: () => chat({ tools: [tool(0, wide(5000))] }) },
  "a tool of 5,000 parameters, messages": {
    ask: () => messages({ tools: [{ name: "f", input_schema: wide(5000) }] }),
  },
  "128 tools of 100 parameters": {
    ask: () => chat({ tools: times(128, (i) => tool(i, wide(100))) }),
  },
  "300 tools called at once": {
    ask: () => chat({ tools: times(300, (i) => tool(i)), parallel_tool_calls: true }),
  },
  "40 tools of 1,000 parameters called at once": {
    ask: () => chat({ tools: times(40, (i) => tool(i, wide(1000))), parallel_tool_calls: true }),
  },
  "300 tools called at once, streamed": {
    ask: () => chat({ tools: times(300, (i) => tool(i)), parallel_tool_calls: true, stream: true }),
  },
  "5,000 tools": { ask: () => chat({ tools: times(5000, (i) => tool(i)) }) },
};
