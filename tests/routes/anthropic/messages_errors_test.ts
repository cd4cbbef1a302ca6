/** What the Messages API refuses, and in which words. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { createStreamMocker } from "../../../routes/mod.ts";
import { ASK, type Json, start, STRICT, WEATHER } from "./messages_fixture.ts";

const said = (...content: Json[]) => ({ messages: [{ role: "user", content }] });

const USER = { role: "user", content: "Hello!" };
const MODEL = { role: "assistant", content: "Hi." };
const note = (content: Json) => ({ role: "system", content });
const empty = (role: string) => ({ role, content: [] });
const turns = (...messages: Json[]) => ({ messages });
const DIRECTIVE =
  "the directive-only form (content: [] with output_config) is accepted at any position";

const REFUSED: readonly (readonly [body: Json, message: string])[] = [
  [{ model: undefined }, "model: Field required"],
  [{ model: "" }, "model: String should have at least 1 character"],
  [{ model: 3 }, "model: Input should be a valid string"],
  [{ messages: undefined }, "messages: Field required"],
  [{ messages: [] }, "messages: at least one message is required"],
  [{ messages: "x" }, "messages: Input should be a valid array"],
  [{ messages: [1] }, "messages.0: Input should be an object"],
  [
    { messages: [{ role: "x", content: "" }] },
    'messages: Unexpected role "x". Allowed roles are "user" or "assistant"',
  ],
  [{ messages: [{ role: "user" }] }, "messages.0.content: Field required"],
  [
    { messages: [{ role: "user", content: 1 }] },
    "messages.0.content: Input should be a valid array",
  ],
  [said({}), "messages.0.content.0.type: Field required"],
  [said({ type: "text" }), "messages.0.content.0.text.text: Field required"],
  [
    said({ type: "tool_use", id: "a", name: "b", input: "" }),
    "messages.0.content.0.tool_use.input: Input should be an object",
  ],
  [
    said({ type: "tool_result" }),
    "messages.0.content.0.tool_result.tool_use_id: Field required",
  ],
  [{ max_tokens: undefined }, "max_tokens: Field required"],
  [{ max_tokens: null }, "max_tokens: Input should be a valid integer"],
  [{ max_tokens: "x" }, "max_tokens: Input should be a valid integer"],
  [
    { max_tokens: 1.5 },
    "max_tokens: Input should be a valid integer, got a number with a fractional part",
  ],
  [{ max_tokens: -1 }, "max_tokens: must be greater than or equal to 0"],
  [{ temperature: 1.1 }, "temperature: range: 0..1"],
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
  // What follows was measured of the live service (docs/wire.md §6).
  [{ model: null }, "model: Input should be a valid string"],
  [{ messages: null }, "messages: Input should be a valid array"],
  [{ system: null }, "system: Input should be a valid array"],
  [{ tools: null }, "tools: Input should be a valid array"],
  [{ tool_choice: null }, "tool_choice: Input should be an object"],
  [{ thinking: null }, "thinking: Input should be an object"],
  [{ temperature: null }, "temperature: Input should be a valid number"],
  [{ stream: null }, "stream: Input should be a valid boolean"],
  [{ service_tier: null }, "service_tier: Input should be 'auto' or 'standard_only'"],
  [{ top_p: 1.5 }, "top_p: range: 0..1"],
  [{ output_config: "x" }, "output_config: Input does not match the expected shape."],
  [{ metadata: "x" }, "metadata: Input does not match the expected shape."],
  [{ metadata: { bogus: "x" } }, "metadata.bogus: Extra inputs are not permitted"],
  [{ inference_geo: "moon" }, "inference_geo: must be one of ['global', 'us']"],
  [
    { messages: [{ role: "user", content: "a", reasoning_content: "b" }] },
    "messages.0.reasoning_content: Extra inputs are not permitted",
  ],
  [
    said({ type: "text", text: "a", index: 0 }),
    "messages.0.content.0.text.index: Extra inputs are not permitted",
  ],
  [{ tools: [{ ...WEATHER, a: 1 }] }, "tools.0.custom.a: Extra inputs are not permitted"],
  [
    { tools: [{ name: "f", strict: true, input_schema: { type: "object" } }] },
    "tools.0.custom: For 'object' type, 'additionalProperties' must be explicitly set to false",
  ],
  [
    { tools: [{ ...WEATHER, input_schema: 1 }] },
    "tools.0.custom.input_schema: Input does not match the expected shape.",
  ],
  [said(), "messages.0: user messages must have non-empty content"],
  [
    turns(USER, MODEL, empty("user"), empty("user")),
    "messages.2: user messages must have non-empty content",
  ],
  [
    turns(note("a")),
    `messages.0: use the top-level 'system' parameter for the initial system prompt; ${DIRECTIVE}`,
  ],
  [
    turns(USER, note("a"), note("b"), USER),
    `messages.2: role 'system' must precede an 'assistant' message or end the array; ${DIRECTIVE}`,
  ],
  [turns(USER, note([])), "messages.1: system content must contain at least one block"],
  [turns(USER, { role: "system" }), "messages.1.content: Field required"],
  [turns(USER, note(" ")), "messages.1: system text blocks must contain non-whitespace text"],
  [
    turns(USER, note([{ type: "image", source: {} }])),
    "messages.1: role 'system' supports text, tool_addition, and tool_removal blocks only",
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

Deno.test("messages: turns that are empty in part, and notes where they may stand, are taken", async () => {
  const { send } = start();
  const taken = [
    turns(USER, note("a")),
    turns(USER, note("a"), note("b"), MODEL, USER),
    turns(empty("user"), USER),
    turns(USER, empty("user")),
    turns(USER, empty("assistant")),
    { cache_control: null, container: null, inference_geo: null, stop_sequences: null },
  ];
  for (const body of taken) {
    const response = await send(body, STRICT);
    assertEquals([response.status, response.headers.get("x-mock-warning")], [200, null]);
    await response.body?.cancel();
  }
});

Deno.test("messages: by default what may not be null is as if it were left out, and a warning says so", async () => {
  const response = await start().send({ system: null }, {
    "anthropic-version": "2023-06-01",
  });
  assertEquals(response.status, 200);
  assertEquals(
    response.headers.get("x-mock-warning"),
    "The real service would answer 400: system: Input should be a valid array",
  );
  await response.body?.cancel();
});

Deno.test("messages: a tool in OpenAI's form is refused by default too, and told which types there are", async () => {
  for (
    const tool of [{ type: "function", name: "f" }, { type: "function", function: { name: "f" } }]
  ) {
    const { error } = await start().post({ tools: [tool] });
    assertStringIncludes(
      error.message,
      "tools.0: Input tag 'function' found using 'type' does not match any of the expected tags: 'advisor_20260301', ",
    );
  }
});

Deno.test("messages: with no tokens at all nothing is said, and nothing is counted", async () => {
  const { post, send } = start();
  const { content, stop_reason, usage } = await post({ max_tokens: 0 });
  assertEquals([content, stop_reason, usage.output_tokens], [[], "max_tokens", 0]);
  const response = await send({ max_tokens: 0, stream: true });
  assertEquals((await response.text()).match(/"output_tokens":\d+/g), [
    '"output_tokens":0',
    '"output_tokens":0',
  ]);
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

Deno.test("messages: a wrong query of a list is told in Anthropic's words", async () => {
  const { fetch } = createStreamMocker({ config: "[models.m]\n" });
  const told = async (query: string) => {
    const headers = { "anthropic-version": "2023-06-01" };
    const response = await fetch(`http://mock/v1/models?${query}`, { headers });
    return (await response.json()).error.message;
  };
  assertEquals(await told("limit=0"), "limit: Input should be greater than or equal to 1");
  assertEquals(await told("limit=1001"), "limit: Input should be less than or equal to 1000");
  assertEquals(await told("limit=x"), "limit: Input should be a valid integer");
});

Deno.test("batches: strict refuses a name of a request that has other letters, or too many", async () => {
  const { fetch } = createStreamMocker({ config: "[models.m]\n" });
  for (const custom_id of ["a:b", "", "a".repeat(65)]) {
    const send = (headers: Record<string, string>) =>
      fetch("http://mock/v1/messages/batches", {
        method: "POST",
        headers: { "anthropic-version": "2023-06-01", ...headers },
        body: JSON.stringify({ requests: [{ custom_id, params: ASK }] }),
      });
    const refused = await (await send({ "x-mock": "strict=true" })).json();
    assertEquals(
      refused.error.message,
      "requests.0.custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'",
    );
    assertEquals((await send({})).status, 200);
  }
});
