/** Clients of typed languages write what they leave out as `null`, also within objects. */

import { assertEquals } from "@std/assert";
import { createStreamMocker } from "../../../routes/mod.ts";

type Body = Readonly<Record<string, unknown>>;

const USER = { role: "user", content: "Hello!" };
const FUNCTION = { name: "f", description: null, parameters: { type: "object" }, strict: null };
const TOOL = { type: "function", function: FUNCTION, custom: null };
const CALL = { id: "c", type: "function", function: { name: "f", arguments: "{}" }, custom: null };
const RESULT = { role: "tool", tool_call_id: "c", content: "1", name: null, tool_calls: null };

const TAKEN: readonly (readonly [path: string, body: Body])[] = [
  ["/v1/chat/completions", { messages: [{ ...USER, name: null, tool_calls: null, audio: null }] }],
  ["/v1/chat/completions", { messages: [USER], tools: [TOOL], tool_choice: "auto" }],
  ["/v1/chat/completions", {
    messages: [USER],
    tools: [TOOL],
    tool_choice: { type: "function", function: { name: "f" }, custom: null, allowed_tools: null },
  }],
  ["/v1/chat/completions", {
    messages: [USER],
    tools: [{
      type: "custom",
      custom: { name: "c", description: null, format: null },
      function: null,
    }],
  }],
  ["/v1/chat/completions", {
    messages: [USER, { role: "assistant", content: null, tool_calls: [CALL] }, RESULT],
  }],
  ["/v1/chat/completions", {
    messages: [USER],
    response_format: { type: "text", json_schema: null, schema: null },
  }],
  ["/v1/chat/completions", {
    messages: [USER],
    response_format: {
      type: "json_schema",
      json_schema: { name: "n", schema: null, strict: null },
    },
  }],
  ["/v1/chat/completions", {
    messages: [USER],
    stream: true,
    stream_options: { include_usage: null, include_obfuscation: null },
  }],
  ["/v1/responses", {
    input: "Hello!",
    text: { format: { type: "text", name: null, schema: null } },
  }],
  ["/v1/responses", {
    input: "Hello!",
    tools: [{ type: "function", name: "f", description: null, parameters: null, strict: null }],
    tool_choice: { type: "function", name: "f", mode: null, tools: null },
  }],
  ["/v1/responses", {
    input: [
      { type: "message", ...USER, id: null, status: null },
      {
        type: "function_call",
        call_id: "c",
        name: "f",
        arguments: "{}",
        role: null,
        content: null,
      },
      { type: "function_call_output", call_id: "c", output: "1", id: null, status: null },
    ],
  }],
  ["/v1/responses", {
    input: "Hello!",
    stream: true,
    stream_options: { include_obfuscation: null },
  }],
];

const { fetch } = createStreamMocker({
  config: "[general]\ndefault_tokens_per_second = inf\n[models.m]\n",
});

for (const [path, body] of TAKEN) {
  Deno.test(`${path}: what is null is as if it were left out: ${JSON.stringify(body).slice(0, 120)}`, async () => {
    for (const strict of [true, false]) {
      const response = await fetch(`http://mock${path}`, {
        method: "POST",
        headers: { "x-mock": `strict=${strict}` },
        body: JSON.stringify({ model: "m", ...body }),
      });
      const text = await response.text();
      assertEquals([response.status, response.headers.get("x-mock-warning")], [200, null], text);
    }
  });
}

Deno.test("/v1/moderations: a model that is null is the one that is asked where none is named", async () => {
  const response = await fetch("http://mock/v1/moderations", {
    method: "POST",
    body: JSON.stringify({ input: "x", model: null }),
  });
  assertEquals((await response.json()).model, "omni-moderation-latest");
});
