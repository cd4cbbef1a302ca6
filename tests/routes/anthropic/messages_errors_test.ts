/** What the Messages API refuses, and in which words. */

import { assertEquals } from "@std/assert";
import { ASK, type Json, start, STRICT, WEATHER } from "./messages_fixture.ts";

const said = (...content: Json[]) => ({ messages: [{ role: "user", content }] });

const REFUSED: readonly (readonly [body: Json, message: string])[] = [
  [{ model: undefined }, "model: Field required"],
  [{ model: "" }, "model: String should have at least 1 character"],
  [{ model: 3 }, "model: Input should be a valid string"],
  [{ messages: undefined }, "messages: Field required"],
  [{ messages: [] }, "messages: at least one message is required"],
  [{ messages: "x" }, "messages: Input should be a valid list"],
  [{ messages: [1] }, "messages.0: Input should be a valid dictionary"],
  [
    { messages: [{ role: "x", content: "" }] },
    "messages.0.role: Input should be 'user' or 'assistant'",
  ],
  [{ messages: [{ role: "user" }] }, "messages.0.content: Field required"],
  [
    { messages: [{ role: "user", content: 1 }] },
    "messages.0.content: Input should be a valid list",
  ],
  [said({}), "messages.0.content.0.type: Field required"],
  [said({ type: "text" }), "messages.0.content.0.text.text: Field required"],
  [
    said({ type: "tool_use", id: "a", name: "b", input: "" }),
    "messages.0.content.0.tool_use.input: Input should be a valid dictionary",
  ],
  [
    said({ type: "tool_result" }),
    "messages.0.content.0.tool_result.tool_use_id: Field required",
  ],
  [{ max_tokens: undefined }, "max_tokens: Field required"],
  [{ max_tokens: null }, "max_tokens: Field required"],
  [{ max_tokens: "x" }, "max_tokens: Input should be a valid integer"],
  [
    { max_tokens: 1.5 },
    "max_tokens: Input should be a valid integer, got a number with a fractional part",
  ],
  [{ max_tokens: 0 }, "max_tokens: Input should be greater than or equal to 1"],
  [{ temperature: 1.1 }, "temperature: Input should be less than or equal to 1"],
  [{ temperature: "x" }, "temperature: Input should be a valid number"],
  [{ stream: 1 }, "stream: Input should be a valid boolean"],
  [
    { stop_sequences: [" "] },
    "stop_sequences: each stop sequence must contain non-whitespace",
  ],
  [{ tools: [{ name: "x" }] }, "tools.0.custom.input_schema: Field required"],
  [
    { tools: [{ name: "x", input_schema: { type: "string" } }] },
    "tools.0.custom.input_schema.type: Input should be 'object'",
  ],
  [
    { tool_choice: { type: "function" } },
    "tool_choice: Input tag 'function' found using 'type' does not match any of the expected tags: " +
    "'any', 'auto', 'none', 'tool'",
  ],
  [{ tool_choice: { type: "tool" } }, "tool_choice.tool.name: Field required"],
  [
    { tool_choice: { type: "tool", name: "x" }, tools: [WEATHER] },
    "Tool 'x' not found in provided tools",
  ],
  [
    { thinking: { type: "enabled", budget_tokens: 1 } },
    "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
  ],
  [
    { thinking: { type: "adaptive" }, tool_choice: { type: "any" } },
    "Thinking may not be enabled when tool_choice forces tool use.",
  ],
  [{ foo: 1 }, "foo: Extra inputs are not permitted"],
  [{ response_length: "long" }, "response_length: Extra inputs are not permitted"],
];

Deno.test("messages: each fault is a 400 that names the place, in the envelope", async () => {
  const { send } = start();
  for (const [body, message] of REFUSED) {
    const response = await send(body, STRICT);
    const request_id = response.headers.get("request-id");
    const error = { type: "invalid_request_error", message };
    assertEquals([response.status, await response.json()], [
      400,
      { type: "error", error, request_id },
    ]);
  }
});

Deno.test("messages: what is not JSON is refused in Anthropic's words, not OpenAI's", async () => {
  const { post } = start();
  for (const body of ["", "{", "[]", "null"]) {
    const { error } = await post(body);
    assertEquals(error.message, "The request body is not valid JSON: expected an object");
  }
});

Deno.test("messages: a budget for thinking leaves room for an answer", async () => {
  const thinking = { type: "enabled", budget_tokens: 2048 };
  const { error } = await start().post({ thinking });
  assertEquals(
    error.message.slice(0, 58),
    "`max_tokens` must be greater than `thinking.budget_tokens`",
  );
});

Deno.test("messages: only strict asks for a version and refuses what it does not know", async () => {
  const { post } = start();
  const { error } = await post({}, { "x-mock": "strict=true" });
  assertEquals(error.message, "anthropic-version: header is required");
  assertEquals((await post({ foo: 1, model: "unknown" })).type, "message");
  const refused = await post({ model: "unknown" }, STRICT);
  assertEquals(refused.error, { type: "not_found_error", message: "model: unknown" });
});

Deno.test("messages: count_tokens takes nothing that is about an answer", async () => {
  const { post } = start();
  const { error } = await post(ASK, STRICT, "/v1/messages/count_tokens");
  assertEquals(error.message, "max_tokens: Extra inputs are not permitted");
});

Deno.test("messages: a key that is not listed is denied as an authentication error", async () => {
  const config = '[server]\napi_keys = ["sk-right"]\n[models.m]\n';
  const { post } = start(undefined, config);
  const messageWith = async (headers: Record<string, string>) => (await post({}, headers)).error;
  const error = { type: "authentication_error", message: "invalid x-api-key" };
  assertEquals(await messageWith({ "x-api-key": "sk-wrong" }), error);
  assertEquals(await messageWith({}), { ...error, message: "x-api-key header is required" });
  assertEquals(await messageWith({ "x-api-key": "sk-right" }), undefined);
  assertEquals(await messageWith({ authorization: "Bearer sk-right" }), undefined);
});

Deno.test("messages: over a rate limit the answer is 429 and says when to come again", async () => {
  const { send } = start();
  const headers = { "x-mock": "requests_per_minute=2" };
  for (const _ of [1, 2]) await (await send({}, headers)).body?.cancel();
  const response = await send({ stream: true }, headers);
  assertEquals([response.status, response.headers.get("retry-after")], [429, "30"]);
  assertEquals(response.headers.get("anthropic-ratelimit-requests-remaining"), "0");
  const { error } = await response.json();
  assertEquals(error.type, "rate_limit_error");
});

Deno.test("messages: a body over the limit is request_too_large", async () => {
  const { post } = start(undefined, "[server]\nmax_body_bytes = 10\n[models.m]\n");
  assertEquals((await post({})).error.type, "request_too_large");
});
