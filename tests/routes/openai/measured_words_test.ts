/**
 * What OpenAI says of a body that is wrong in one place, as others measured it of the live service at the end of August 2026
 * (docs/wire.md §3): the name of what it expected, the keys that it knows, and those that it takes for mistyped.
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import { createStreamMocker } from "../../../routes/mod.ts";
import { unknownKeys } from "../../../routes/openai/unknown_keys.ts";

const CONFIG = `
[general]
default_tokens_per_second = inf
[models."gpt-5"]
reasoning_tokens = 3
`;

type Body = Readonly<Record<string, unknown>>;

/** A body, and the message, the param and the code that it is refused with. */
type Row = readonly [Body, string, string | null, string | null];

const type = (param: string, expected: string, got = "a string"): Row[1] =>
  `Invalid type for '${param}': expected ${expected}, but got ${got} instead.`;
const wrong = (body: Body, param: string, expected: string, got?: string): Row => [
  body,
  type(param, expected, got),
  param,
  "invalid_type",
];
const unknown = (body: Body, param: string, hint = ""): Row => [
  body,
  `Unknown parameter: '${param}'.${hint}`,
  param,
  "unknown_parameter",
];
const lost = (body: Body, param: string): Row => [
  body,
  `Missing required parameter: '${param}'.`,
  param,
  "missing_required_parameter",
];
const none = (body: Body, param: string, value: string, values: string): Row => [
  body,
  `Invalid value: '${value}'. Supported values are: ${values}.`,
  param,
  "invalid_value",
];
const moved = (body: Body, key: string, to: string): Row => [
  body,
  `Unsupported parameter: '${key}'. In the Responses API, this parameter has moved to '${to}'. Try again with the new ` +
  "parameter. See the API documentation for more information: " +
  "https://platform.openai.com/docs/api-reference/responses/create.",
  null,
  "unsupported_parameter",
];

const LONG_KEY = "k".repeat(70);
const longKey: Row = [
  { metadata: { [LONG_KEY]: "v" } },
  "Invalid property name in 'metadata': 'kkk...kkk' is too long. Expected a string with maximum length 64, but got a " +
  "string with length 70 instead.",
  `metadata.${LONG_KEY}`,
  "property_name_above_max_length",
];
const TIERS = "'auto', 'default', 'fast', 'flex', and 'priority'";
const EFFORTS = "'none', 'minimal', 'low', 'medium', 'high', 'xhigh', or 'max'";
const TOOL = { type: "function", function: { name: "f", parameters: {} } };
const FLAT = { type: "function", name: "f", parameters: { type: "object" } };
const USER = { role: "user", content: "ping" };
const sent = (...input: Body[]) => ({ input });

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  "/v1/chat/completions": [
    unknown({ stor: 1 }, "stor", " Did you mean 'stop' or 'store'?"),
    unknown({ temperatur: 1 }, "temperatur", " Did you mean 'temperature'?"),
    unknown({ messagess: 1 }, "messagess"),
    unknown({ zzz_unknown: 1 }, "zzz_unknown"),
    unknown({ stream: true, stream_options: { bogus: 1 } }, "stream_options.bogus"),
    unknown({ prompt_cache_options: { bogus: 1 } }, "prompt_cache_options.bogus"),
    wrong({ messages: null }, "messages", "an array of objects", "null"),
    wrong(
      { tool_choice: 7 },
      "tool_choice",
      "one of one of 'none', 'auto', or 'required' or object",
      "an integer",
    ),
    wrong(
      { prompt_cache_retention: {} },
      "prompt_cache_retention",
      "one of 'in_memory' or '24h'",
      "an object",
    ),
    wrong(
      { service_tier: {} },
      "service_tier",
      "one of 'auto', 'default', 'fast', 'flex', or 'priority'",
      "an object",
    ),
    wrong({ functions: "x" }, "functions", "an array of function definitions"),
    wrong({ metadata: "x" }, "metadata", "a metadata object"),
    wrong({ metadata: { k: 7 } }, "metadata.k", "a string", "an integer"),
    longKey,
    none({ service_tier: "bogus" }, "service_tier", "bogus", TIERS),
    none({ verbosity: "bogus" }, "verbosity", "bogus", "'low', 'medium', and 'high'"),
    none(
      { response_format: { type: "bogus" } },
      "response_format.type",
      "bogus",
      "'json_object', 'json_schema', and 'text'",
    ),
    [
      { prediction: { type: "content", content: "pong" } },
      "Unsupported parameter: 'prediction' is not supported with this model.",
      "prediction",
      "unsupported_parameter",
    ],
    lost({ messages: [USER, { role: "developer" }] }, "messages[1].content"),
    lost(
      {
        tools: [TOOL],
        tool_choice: { type: "allowed_tools", allowed_tools: { tools: [TOOL] } },
      },
      "tool_choice.allowed_tools.mode",
    ),
    [
      { n: 9007199254740993 },
      "Invalid 'n': integer above maximum value. Expected a value <= 128, but got 9007199254740992 instead.",
      "n",
      "integer_above_max_value",
    ],
  ],
  "/v1/responses": [
    unknown({ stop: ["ZZ"] }, "stop", " Did you mean 'store'?"),
    unknown({ stre: 1 }, "stre", " Did you mean 'store' or 'stream'?"),
    unknown({ strem: 1 }, "strem", " Did you mean 'stream' or 'store'?"),
    unknown({ st: 1 }, "st"),
    unknown({ inpu: 1 }, "inpu"),
    unknown({ max_tokens: 16 }, "max_tokens"),
    unknown({ text: { zzz: 1 } }, "text.zzz"),
    unknown({ reasoning: { bogus: 1 } }, "reasoning.bogus"),
    unknown({ stream_options: { include_usage: true } }, "stream_options.include_usage"),
    unknown(sent({ ...USER, bogus: 1 }), "input[0].bogus"),
    unknown(sent({ ...USER, phase: "final_answer" }), "input[0].phase"),
    none(
      sent({ role: "assistant", content: "a", phase: "bogus" }, USER),
      "input[0].phase",
      "bogus",
      "'commentary' and 'final_answer'",
    ),
    moved({ messages: [USER] }, "messages", "input"),
    moved({ input: undefined, messages: [USER] }, "messages", "input"),
    moved({ response_format: { type: "json_object" } }, "response_format", "text.format"),
    moved({ reasoning_effort: "low" }, "reasoning_effort", "reasoning.effort"),
    moved({ verbosity: "low" }, "verbosity", "text.verbosity"),
    moved({ max_completion_tokens: 50 }, "max_completion_tokens", "max_output_tokens"),
    wrong({ model: null }, "model", "a string", "an object"),
    wrong({ input: null }, "input", "a string", "an object"),
    wrong({ input: {} }, "input", "one of a string or array of input items", "an object"),
    wrong(
      { reasoning: { effort: {} } },
      "reasoning.effort",
      `one of one of ${EFFORTS} or integer`,
      "an object",
    ),
    wrong({ truncation: {} }, "truncation", "one of 'auto' or 'disabled'", "an object"),
    wrong(
      { include: "x" },
      "include",
      "an array of one of 'fil...lts', 'web...lts', 'web...ces', 'mes...url', 'com...url', 'cod...uts', 'rea...ent', or 'mes...obs'",
    ),
    wrong({ tools: "x" }, "tools", "an array of tools"),
    wrong(
      { tool_choice: 7 },
      "tool_choice",
      "one of an object or 'none', 'auto', or 'required'",
      "an integer",
    ),
    none(
      { reasoning: { summary: "bogus" } },
      "reasoning.summary",
      "bogus",
      "'concise', 'detailed', and 'auto'",
    ),
    none({ service_tier: "bogus" }, "service_tier", "bogus", TIERS),
    none(
      { prompt_cache_retention: "x" },
      "prompt_cache_retention",
      "x",
      "'in_memory' and '24h'",
    ),
    lost({ tools: [FLAT], tool_choice: { type: "function" } }, "tool_choice.name"),
    lost(
      { tools: [FLAT], tool_choice: { type: "function", function: { name: "f" } } },
      "tool_choice.name",
    ),
    lost(
      { tools: [FLAT], tool_choice: { type: "allowed_tools", tools: [FLAT] } },
      "tool_choice.mode",
    ),
    lost(sent({ role: "user", content: [{ type: "input_text" }] }), "input[0].content[0].text"),
    longKey,
    [
      { top_p: 0.5 },
      "Unsupported parameter: 'top_p' is not supported with this model.",
      "top_p",
      null,
    ],
  ],
};

const GIVEN: Readonly<Record<string, Body>> = {
  "/v1/chat/completions": { messages: [USER] },
  "/v1/responses": { input: "ping" },
};

const mocker = createStreamMocker({ config: CONFIG });

async function ask(path: string, body: Body, settings = "strict=true") {
  const response = await mocker.fetch(`http://mock${path}`, {
    method: "POST",
    headers: { "x-mock": settings },
    body: JSON.stringify({ model: "gpt-5", ...GIVEN[path], ...body }),
  });
  const { error } = await response.json();
  return { status: response.status, error, warning: response.headers.get("x-mock-warning") };
}

for (const [path, rows] of Object.entries(ROWS)) {
  for (const [body, message, param, code] of rows) {
    Deno.test(`${path}: ${JSON.stringify(body).slice(0, 80)} is refused in the words that were measured`, async () => {
      const { status, error } = await ask(path, body);
      assertEquals(error, { message, type: "invalid_request_error", param, code });
      assertEquals(status, 400);
    });
  }
}

Deno.test("by default a key that is not known is passed over, and the warning names the one that was meant", async () => {
  const { status, warning } = await ask("/v1/chat/completions", { temperatur: 1 }, "");
  assertEquals(status, 200);
  assertStringIncludes(
    warning ?? "",
    "Unknown parameter: 'temperatur'. Did you mean 'temperature'?",
  );
});

Deno.test("by default a chat request that went to /v1/responses is told where its messages go", async () => {
  const { status, error } = await ask(
    "/v1/responses",
    { input: undefined, messages: [USER] },
    "",
  );
  assertEquals(status, 400);
  assertStringIncludes(error.message, "has moved to 'input'");
});

Deno.test("of very many keys that are not known the first sixteen are told", () => {
  const many = Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`key${i}`, 1]));
  const told = [...unknownKeys(z.object({ model: z.string() }), many, {})];
  assertEquals(told.map(({ data }) => data.param), Object.keys(many).slice(0, 16));
});
