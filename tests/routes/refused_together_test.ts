/**
 * Requests whose every field is right and which the real services refuse all the same (issue 11, rows 16 to 18 and 24 to 33): strict
 * refuses them in the real words; by default they are served, with a warning that says those words, unless an answer would make no sense.
 */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../routes/mod.ts";

const CONFIG = `
[general]
default_tokens_per_second = inf
[models."gpt-4o"]
[models."gpt-3.5-turbo-instruct"]
[models."gpt-5-codex"]
[models."text-embedding-3-small"]
[models."claude-sonnet-4-5"]
[models.small]
context_window = 20
[models."gpt-5"]
reasoning_tokens = 3
[models."deepseek-r1"]
reasoning_tokens = 3
reasoning_text = "content"
`;

type Body = Readonly<Record<string, unknown>>;

interface Case {
  readonly row: number;
  readonly what: string;
  readonly path: string;
  readonly body: Body;
  /** The real service's message, or its beginning and end around "…". */
  readonly message: string;
  readonly param?: string | null;
  readonly code?: string | null;
  readonly status?: number;
  /** Refused by default too. */
  readonly always?: true;
}

const USER = { role: "user", content: "Hello!" };
const call = (id: string, name = "f") => ({
  id,
  type: "function",
  function: { name, arguments: "{}" },
});
const calls = (...ids: string[]) => ({
  role: "assistant",
  content: null,
  tool_calls: ids.map((id) => call(id)),
});
const result = (id: string) => ({ role: "tool", tool_call_id: id, content: "1" });
const fn = (more: Body = {}) => ({ type: "function", function: { name: "f", ...more } });
const flat = (more: Body = {}) => ({ type: "function", name: "f", parameters: {}, ...more });

const chat = (body: Body): Pick<Case, "path" | "body"> => ({
  path: "/v1/chat/completions",
  body: { model: "gpt-4o", messages: [USER], ...body },
});
const said = (...messages: unknown[]) => chat({ messages });
const respond = (body: Body): Pick<Case, "path" | "body"> => ({
  path: "/v1/responses",
  body: { model: "gpt-4o", input: "Hello!", ...body },
});
const items = (...input: unknown[]) => respond({ input: [USER, ...input] });
const message = (body: Body): Pick<Case, "path" | "body"> => ({
  path: "/v1/messages",
  body: { model: "claude-sonnet-4-5", max_tokens: 2000, messages: [USER], ...body },
});
const blocks = (...messages: unknown[]) => message({ messages });
const use = (id: string) => ({ type: "tool_use", id, name: "f", input: {} });
const used = (id: string) => ({ type: "tool_result", tool_use_id: id, content: "1" });
const think = { type: "thinking", thinking: "Hm.", signature: "s" };
const open = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };
const closed = { ...open, additionalProperties: false };
const strictFormat = (schema: unknown) => ({ name: "n", strict: true, schema });
const ofTools = (word: string) => ({
  message: `Tool choice '${word}' not found in 'tools' parameter.`,
  param: "tool_choice",
  code: null,
});
const required = {
  message: "Tool choice 'required' must be specified with 'tools' parameter.",
  param: "tool_choice",
  code: null,
};
const missing = (param: string) => ({
  message: `Missing required parameter: '${param}'.`,
  param,
  code: "missing_required_parameter",
});
const noMatch = (param: string, pattern = "^[a-zA-Z0-9_-]+$") => ({
  message:
    `Invalid '${param}': string does not match pattern. Expected a string that matches the pattern '${pattern}'.`,
  param,
  code: "invalid_value",
});
const only = (param: string, needed: string) => ({
  message:
    `Invalid value for '${param}': '${param}' is only allowed when '${needed}' are specified.`,
  param,
  code: null,
});
const unsupported = (param: string) => ({
  message: `Unsupported parameter: '${param}' is not supported with this model.`,
  param,
  code: "unsupported_parameter",
});
const AS_TOOL =
  "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
const UNANSWERED =
  "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. " +
  "The following tool_call_ids did not have response messages: ";
const UNUSED = (place: string, id: string) =>
  `${place}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${id}. Each \`tool_result\` block must have ` +
  "a corresponding `tool_use` block in the previous message.";
const UNRESOLVED = (place: string, ids: string) =>
  `${place}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${ids}. Each \`tool_use\` ` +
  "block must have a corresponding `tool_result` block in the next message.";
const LOOSE = "In context=(), 'additionalProperties' is required to be supplied and to be false.";

const CASES: readonly Case[] = [
  // A choice that cannot be met.
  { row: 16, what: "required", ...chat({ tool_choice: "required" }), ...required, always: true },
  {
    row: 16,
    what: "required, no tools",
    ...chat({ tool_choice: "required", tools: [] }),
    ...required,
    always: true,
  },
  { row: 16, what: "required", ...respond({ tool_choice: "required" }), ...required, always: true },
  {
    row: 16,
    what: "a name",
    ...chat({ tools: [fn()], tool_choice: { type: "function", function: { name: "g" } } }),
    ...ofTools("function"),
    always: true,
  },
  {
    row: 16,
    what: "a custom name",
    ...chat({ tools: [fn()], tool_choice: { type: "custom", custom: { name: "g" } } }),
    ...ofTools("custom"),
    always: true,
  },
  {
    row: 16,
    what: "a name",
    ...respond({ tools: [flat()], tool_choice: { type: "function", name: "g" } }),
    ...ofTools("function"),
    always: true,
  },
  {
    row: 16,
    what: "a hosted tool",
    ...respond({ tools: [flat()], tool_choice: { type: "web_search" } }),
    ...ofTools("web_search"),
    always: true,
  },
  {
    row: 16,
    what: "an allowed tool",
    ...chat({
      tools: [fn()],
      tool_choice: {
        type: "allowed_tools",
        allowed_tools: {
          mode: "auto",
          tools: [fn(), { type: "function", function: { name: "g" } }],
        },
      },
    }),
    ...ofTools("function"),
    always: true,
  },
  {
    row: 16,
    what: "an allowed tool",
    ...respond({
      tools: [flat()],
      tool_choice: {
        type: "allowed_tools",
        mode: "auto",
        tools: [{ type: "mcp", server_label: "s" }],
      },
    }),
    ...ofTools("mcp"),
    always: true,
  },
  {
    row: 16,
    what: "an old function",
    ...chat({ functions: [{ name: "f" }], function_call: { name: "g" } }),
    message:
      "Invalid value for 'function_call': no function named 'g' was specified in the 'functions' parameter.",
    param: "function_call",
    always: true,
  },
  {
    row: 16,
    what: "any",
    ...message({ tool_choice: { type: "any" } }),
    message: "tool_choice.any may only be specified while providing tools",
    always: true,
  },
  // What a tool lacks.
  {
    row: 17,
    what: "flat",
    ...chat({ tools: [flat()] }),
    ...missing("tools[0].function"),
    always: true,
  },
  {
    row: 17,
    what: "no custom",
    ...chat({ tools: [fn(), { type: "custom" }] }),
    ...missing("tools[1].custom"),
    always: true,
  },
  {
    row: 17,
    what: "unknown type",
    ...chat({ tools: [{ type: "web_search" }] }),
    message: "Invalid value: 'web_search'. Supported values are: 'function' and 'custom'.",
    param: "tools[0].type",
    code: "invalid_value",
    always: true,
  },
  {
    row: 17,
    what: "chat's form",
    ...respond({ tools: [fn()] }),
    ...missing("tools[0].name"),
    always: true,
  },
  {
    row: 17,
    what: "a choice of nothing",
    ...chat({ tools: [fn()], tool_choice: { type: "function", name: "f" } }),
    ...missing("tool_choice.function"),
    always: true,
  },
  // What a format lacks.
  {
    row: 18,
    what: "no schema",
    ...chat({ response_format: { type: "json_schema" } }),
    ...missing("response_format.json_schema"),
    always: true,
  },
  {
    row: 18,
    what: "a flat schema",
    ...chat({ response_format: { type: "json_schema", schema: closed } }),
    ...missing("response_format.json_schema"),
    always: true,
  },
  {
    row: 18,
    what: "no name",
    ...respond({ text: { format: { type: "json_schema", schema: closed } } }),
    ...missing("text.format.name"),
    always: true,
  },
  // Results without calls.
  {
    row: 24,
    what: "alone",
    ...said(USER, result("c")),
    message: AS_TOOL,
    param: "messages.[1].role",
    code: null,
  },
  {
    row: 24,
    what: "after a text",
    ...said(USER, { role: "assistant", content: "Hi" }, result("c")),
    message: AS_TOOL,
    param: "messages.[2].role",
  },
  {
    row: 24,
    what: "of another call",
    ...said(USER, calls("a"), result("b")),
    message:
      "Invalid parameter: 'tool_call_id' of 'b' not found in 'tool_calls' of previous message.",
    param: "messages.[2].tool_call_id",
  },
  {
    row: 24,
    what: "of no call",
    ...said(USER, calls("a"), { role: "tool", content: "1" }),
    message:
      "Missing parameter 'tool_call_id': messages with role 'tool' must have a 'tool_call_id'.",
    param: "messages.[2].tool_call_id",
  },
  {
    row: 24,
    what: "two",
    ...said(USER, calls("a"), result("a"), result("a")),
    message:
      "Invalid parameter: Duplicate value for 'tool_call_id' of 'a', in messages[2] and messages[3].",
    param: "messages.[3].tool_call_id",
  },
  // Calls without results.
  {
    row: 25,
    what: "at the end",
    ...said(USER, calls("a", "b")),
    message: UNANSWERED + "a, b",
    code: null,
  },
  {
    row: 25,
    what: "one of two",
    ...said(USER, calls("a", "b"), result("a"), USER),
    message: UNANSWERED + "b",
  },
  {
    row: 25,
    what: "too late",
    ...said(USER, calls("a"), USER, result("a")),
    message: UNANSWERED + "a",
  },
  // JSON mode that is not spoken of.
  {
    row: 26,
    what: "chat",
    ...chat({ response_format: { type: "json_object" } }),
    message:
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
    param: "messages",
    code: null,
  },
  {
    row: 26,
    what: "responses",
    ...respond({ text: { format: { type: "json_object" } } }),
    message:
      "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.",
    param: "input",
  },
  // What belongs to something that is not there.
  { row: 27, what: "choice", ...chat({ tool_choice: "auto" }), ...only("tool_choice", "tools") },
  { row: 27, what: "no choice", ...chat({ tool_choice: "none" }), ...only("tool_choice", "tools") },
  {
    row: 27,
    what: "parallel",
    ...chat({ parallel_tool_calls: false }),
    ...only("parallel_tool_calls", "tools"),
  },
  {
    row: 27,
    what: "function_call",
    ...chat({ function_call: "auto" }),
    ...only("function_call", "functions"),
  },
  {
    row: 27,
    what: "top_logprobs",
    ...chat({ top_logprobs: 2 }),
    message: "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
    param: "top_logprobs",
  },
  {
    row: 27,
    what: "two limits",
    ...chat({ max_tokens: 5, max_completion_tokens: 5 }),
    message: "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
    code: "invalid_parameter_combination",
  },
  {
    row: 27,
    what: "many metadata",
    ...chat({ metadata: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`k${i}`, ""])) }),
    message:
      "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, but got an object with 17 properties instead.",
    param: "metadata",
    code: "object_above_max_properties",
  },
  {
    row: 27,
    what: "long metadata",
    ...respond({ metadata: { a: "x".repeat(513) } }),
    message:
      "Invalid 'metadata.a': string too long. Expected a string with maximum length 512, but got a string with length 513 instead.",
    param: "metadata.a",
    code: "string_above_max_length",
  },
  {
    row: 27,
    what: "image's URL alone",
    ...said({ role: "user", content: [{ type: "image_url", image_url: "http://x/y.png" }] }),
    message:
      "Invalid type for 'messages[0].content[0].image_url': expected an object, but got a string instead.",
    param: "messages[0].content[0].image_url",
    code: "invalid_type",
  },
  {
    row: 32,
    what: "many cache marks",
    ...blocks({
      role: "user",
      content: Array.from({ length: 5 }, () => ({
        type: "text",
        text: "Hi",
        cache_control: { type: "ephemeral" },
      })),
    }),
    message: "A maximum of 4 blocks with cache_control may be provided. Found 5.",
  },
  {
    row: 32,
    what: "two ways to sample",
    ...message({ temperature: 0.5, top_p: 0.5 }),
    message:
      "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
  },
  {
    row: 27,
    what: "messages",
    ...message({ tool_choice: { type: "auto" } }),
    message: "tool_choice.auto may only be specified while providing tools",
  },
  // Tools and schemas.
  {
    row: 28,
    what: "129 tools",
    ...chat({ tools: Array.from({ length: 129 }, (_, i) => fn({ name: `f${i}` })) }),
    message:
      "Invalid 'tools': array too long. Expected an array with maximum length 128, but got an array with length 129 instead.",
    param: "tools",
    code: "array_above_max_length",
  },
  {
    row: 28,
    what: "129 tools",
    ...respond({ tools: Array.from({ length: 129 }, (_, i) => flat({ name: `f${i}` })) }),
    message:
      "Invalid 'tools': array too long. Expected an array with maximum length 128, but got an array with length 129 instead.",
    param: "tools",
  },
  {
    row: 28,
    what: "a name",
    ...chat({ tools: [fn({ name: "get weather" })] }),
    ...noMatch("tools[0].function.name"),
  },
  {
    row: 28,
    what: "a name",
    ...chat({ functions: [{ name: "a.b" }] }),
    ...noMatch("functions[0].name"),
  },
  {
    row: 28,
    what: "a name",
    ...respond({ tools: [flat({ name: "a.b" })] }),
    ...noMatch("tools[0].name"),
  },
  {
    row: 28,
    what: "a speaker",
    ...said({ ...USER, name: "Jo Doe" }),
    ...noMatch("messages[0].name", "^[^\\s<|\\\\/>]+$"),
  },
  {
    row: 28,
    what: "a name",
    ...message({ tools: [{ name: "a b", input_schema: { type: "object" } }] }),
    message: "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'",
  },
  {
    row: 28,
    what: "an open function",
    ...chat({ tools: [fn({ strict: true, parameters: open })] }),
    message: `Invalid schema for function 'f': ${LOOSE}`,
    param: "tools[0].function.parameters",
    code: "invalid_function_parameters",
  },
  {
    row: 28,
    what: "an open format",
    ...chat({ response_format: { type: "json_schema", json_schema: strictFormat(open) } }),
    message: `Invalid schema for response_format 'n': ${LOOSE}`,
    param: "response_format",
    code: null,
  },
  {
    row: 28,
    what: "an open format",
    ...respond({ text: { format: { type: "json_schema", ...strictFormat(open) } } }),
    message: `Invalid schema for response_format 'n': ${LOOSE}`,
    param: "text.format.schema",
    code: "invalid_json_schema",
  },
  {
    row: 28,
    what: "an open function",
    ...respond({ tools: [flat({ strict: true, parameters: open })] }),
    message: `Invalid schema for function 'f': ${LOOSE}`,
    param: "tools[0].parameters",
  },
  {
    row: 28,
    what: "open within",
    ...chat({
      tools: [fn({ strict: true, parameters: { ...closed, properties: { a: open } } })],
    }),
    message:
      "Invalid schema for function 'f': In context=('properties', 'a'), 'additionalProperties' is required to be supplied and to be false.",
  },
  {
    row: 28,
    what: "not all required",
    ...chat({ tools: [fn({ strict: true, parameters: { ...closed, required: [] } })] }),
    message:
      "Invalid schema for function 'f': In context=(), 'required' is required to be supplied and to be an array including " +
      "every key in properties. Missing 'a'.",
  },
  {
    row: 28,
    what: "no object",
    ...chat({ tools: [fn({ parameters: { type: "string" } })] }),
    message:
      `Invalid schema for function 'f': schema must be a JSON Schema of 'type: "object"', got 'type: "string"'.`,
  },
  // Schemas that functions may not have, strict or not.
  ...([
    [
      { type: "object", properties: { a: { type: "array" } } },
      "In context=('properties', 'a'), array schema missing items.",
    ],
    [
      { type: "object", properties: { a: { type: "array", items: { type: ["array", "null"] } } } },
      "In context=('properties', 'a', 'items', 'type', '0'), array schema missing items.",
    ],
    [{ anyOf: [closed] }, "schema must be a JSON Schema of 'type: \"object\"', got 'type: null'."],
    [{ properties: {} }, "schema must be a JSON Schema of 'type: \"object\"', got 'type: null'."],
    [
      { type: "object", oneOf: [closed] },
      "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level.",
    ],
  ] as const).flatMap(([parameters, fault]): readonly Case[] => [
    {
      row: 28,
      what: fault,
      ...chat({ tools: [fn({ parameters })] }),
      message: `Invalid schema for function 'f': ${fault}`,
      param: "tools[0].function.parameters",
      code: "invalid_function_parameters",
    },
    {
      row: 28,
      what: fault,
      ...respond({ tools: [flat({ parameters })] }),
      message: `Invalid schema for function 'f': ${fault}`,
      param: "tools[0].parameters",
      code: "invalid_function_parameters",
    },
  ]),
  // … and what those may not have that answers are held to.
  ...([
    [{ oneOf: [{ type: "string" }] }, "In context=('properties', 'a'), 'oneOf' is not permitted."],
    [{ allOf: [{ type: "string" }] }, "In context=('properties', 'a'), 'allOf' is not permitted."],
    [
      { type: "array", items: { type: "string" }, uniqueItems: true },
      "In context=('properties', 'a'), 'uniqueItems' is not permitted.",
    ],
    [{ type: "array" }, "In context=('properties', 'a'), array schema missing items."],
    [{ description: "any" }, "In context=('properties', 'a'), schema must have a 'type' key."],
    [
      { $ref: "#", title: "t", description: "d" },
      "context=('properties', 'a'), $ref cannot have keywords {'description', 'title'}.",
    ],
    [
      { type: "object", properties: {}, required: ["b"], additionalProperties: false },
      "In context=('properties', 'a'), 'required' is required to be supplied and to be an array including every key in " +
      "properties. Extra required key 'b' supplied.",
    ],
  ] as const).flatMap(([a, fault]): readonly Case[] => {
    const schema = { ...closed, properties: { a } };
    return [
      {
        row: 28,
        what: fault,
        ...chat({ response_format: { type: "json_schema", json_schema: strictFormat(schema) } }),
        message: `Invalid schema for response_format 'n': ${fault}`,
        param: "response_format",
        code: null,
      },
      {
        row: 28,
        what: fault,
        ...respond({ text: { format: { type: "json_schema", ...strictFormat(schema) } } }),
        message: `Invalid schema for response_format 'n': ${fault}`,
        param: "text.format.schema",
        code: "invalid_json_schema",
      },
    ];
  }),
  // What reasoning models do not take.
  {
    row: 29,
    what: "temperature",
    ...chat({ model: "gpt-5", temperature: 0.5 }),
    message:
      "Unsupported value: 'temperature' does not support 0.5 with this model. Only the default (1) value is supported.",
    param: "temperature",
    code: "unsupported_value",
  },
  { row: 29, what: "top_p", ...chat({ model: "gpt-5", top_p: 0.5 }), ...unsupported("top_p") },
  {
    row: 29,
    what: "penalty",
    ...chat({ model: "gpt-5", presence_penalty: 1 }),
    ...unsupported("presence_penalty"),
  },
  {
    row: 29,
    what: "penalty",
    ...chat({ model: "gpt-5", frequency_penalty: 1 }),
    ...unsupported("frequency_penalty"),
  },
  {
    row: 29,
    what: "logprobs",
    ...chat({ model: "gpt-5", logprobs: true }),
    ...unsupported("logprobs"),
  },
  { row: 29, what: "stop", ...chat({ model: "gpt-5", stop: ["x"] }), ...unsupported("stop") },
  {
    row: 29,
    what: "temperature",
    ...respond({ model: "gpt-5", temperature: 0.5 }),
    ...unsupported("temperature"),
    code: null,
  },
  {
    row: 29,
    what: "effort of one that does not",
    ...chat({ reasoning_effort: "low" }),
    message: "Unrecognized request argument supplied: reasoning_effort",
  },
  {
    row: 29,
    what: "temperature with thinking",
    ...message({ thinking: { type: "enabled", budget_tokens: 1024 }, temperature: 0.5 }),
    message: "`temperature` may only be set to 1 when thinking is enabled. …",
  },
  // Longer than the model can read.
  {
    row: 30,
    what: "chat",
    ...chat({ model: "small", messages: [{ role: "user", content: "word ".repeat(50) }] }),
    message:
      "This model's maximum context length is 20 tokens. However, your messages resulted in 58 tokens. Please reduce the length of the messages.",
    param: "messages",
    code: "context_length_exceeded",
  },
  {
    row: 30,
    what: "with the answer",
    ...chat({ model: "small", max_tokens: 15 }),
    message:
      "This model's maximum context length is 20 tokens. However, you requested 24 tokens (9 in the messages, 15 in the completion). Please reduce the length of the messages or completion.",
    code: "context_length_exceeded",
  },
  {
    row: 30,
    what: "responses",
    ...respond({ model: "small", input: "word ".repeat(50) }),
    message:
      "Your input exceeds the context window of this model. Please adjust your input and try again.",
    code: "context_length_exceeded",
  },
  {
    row: 30,
    what: "messages",
    ...message({ model: "small", messages: [{ role: "user", content: "word ".repeat(50) + "." }] }),
    message: "prompt is too long: 58 tokens > 20 maximum",
  },
  {
    row: 30,
    what: "completions",
    path: "/v1/completions",
    body: { model: "small", prompt: "Hello!", max_tokens: 19 },
    message:
      "This model's maximum context length is 20 tokens, however you requested 21 tokens (2 in your prompt; 19 for the completion). Please reduce your prompt; or completion length.",
  },
  // The wrong endpoint.
  {
    row: 31,
    what: "chat with a text model",
    ...chat({ model: "gpt-3.5-turbo-instruct" }),
    status: 404,
    message:
      "This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did you mean to use v1/completions?",
    param: "model",
    code: null,
  },
  {
    row: 31,
    what: "chat with vectors",
    ...chat({ model: "text-embedding-3-small" }),
    status: 404,
    message: "This is not a chat model …",
  },
  {
    row: 31,
    what: "chat with a text model",
    path: "/openai/deployments/gpt-3.5-turbo-instruct/chat/completions?api-version=1",
    body: { messages: [USER] },
    message:
      "The chatCompletion operation does not work with the specified model, gpt-3.5-turbo-instruct. …",
    code: "OperationNotSupported",
  },
  {
    row: 24,
    what: "alone",
    path: "/openai/v1/chat/completions",
    body: { model: "gpt-4o", messages: [USER, result("c")] },
    message: AS_TOOL,
    param: "messages.[1].role",
  },
  {
    row: 31,
    what: "a text from a chat model",
    path: "/v1/completions",
    body: { model: "gpt-4o", prompt: "Hello!" },
    status: 404,
    message:
      "This is a chat model and not supported in the v1/completions endpoint. Did you mean to use v1/chat/completions?",
    param: "model",
  },
  {
    row: 31,
    what: "vectors of a chat model",
    path: "/v1/embeddings",
    body: { model: "gpt-4o", input: "Hello!" },
    status: 403,
    message: "You are not allowed to generate embeddings from this model",
  },
  {
    row: 31,
    what: "a model of responses alone",
    ...chat({ model: "gpt-5-codex" }),
    message: "This model is only supported in v1/responses and not in v1/chat/completions.",
    param: "model",
    status: 404,
  },
  {
    row: 31,
    what: "a model that makes vectors",
    ...respond({ model: "text-embedding-3-small" }),
    message:
      "The requested model 'text-embedding-3-small' is not supported with the Responses API.",
    param: "model",
  },
  // Messages.
  {
    row: 32,
    what: "a result alone",
    ...blocks({ role: "user", content: [used("t")] }),
    message: UNUSED("messages.0.content.0", "t"),
  },
  {
    row: 32,
    what: "of another call",
    ...blocks(USER, { role: "assistant", content: [use("a")] }, {
      role: "user",
      content: [used("a"), used("b")],
    }),
    message: UNUSED("messages.2.content.1", "b"),
  },
  {
    row: 32,
    what: "a call alone",
    ...blocks(USER, { role: "assistant", content: [use("t")] }, USER),
    message: UNRESOLVED("messages.1", "t"),
  },
  {
    row: 32,
    what: "at the end",
    ...blocks(USER, { role: "assistant", content: [use("t"), use("u")] }),
    message: UNRESOLVED("messages.1", "t, u"),
  },
  {
    row: 32,
    what: "behind a text",
    ...blocks(USER, { role: "assistant", content: [use("t")] }, {
      role: "user",
      content: [{ type: "text", text: "So:" }, used("t")],
    }),
    message: UNRESOLVED("messages.1", "t"),
  },
  {
    row: 32,
    what: "one id twice",
    ...blocks(USER, { role: "assistant", content: [use("t"), use("t")] }, {
      role: "user",
      content: [used("t")],
    }),
    message: "messages.1.content.1: `tool_use` ids must be unique",
  },
  {
    row: 32,
    what: "two results",
    ...blocks(USER, { role: "assistant", content: [use("t")] }, {
      role: "user",
      content: [used("t"), used("t")],
    }),
    message:
      "messages.2.content.1: each tool_use must have a single result. Found multiple `tool_result` blocks with id: t",
  },
  {
    row: 32,
    what: "thinking cut off",
    ...message({
      thinking: { type: "enabled", budget_tokens: 1024 },
      messages: [USER, { role: "assistant", content: [use("t")] }, {
        role: "user",
        content: [used("t")],
      }],
    }),
    message:
      "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`. …",
  },
  {
    row: 32,
    what: "empty",
    ...blocks({ role: "user", content: "" }),
    message: "messages.0: user messages must have non-empty content",
  },
  {
    row: 32,
    what: "no blocks",
    ...blocks({ role: "user", content: [] }),
    message: "messages.0: user messages must have non-empty content",
  },
  {
    row: 32,
    what: "an empty block",
    ...blocks({ role: "user", content: [{ type: "text", text: "" }] }),
    message: "messages: text content blocks must be non-empty",
  },
  {
    row: 32,
    what: "a blank one",
    ...message({ system: " " }),
    message: "system: text content blocks must contain non-whitespace text",
  },
  {
    row: 32,
    what: "counted",
    path: "/v1/messages/count_tokens",
    body: { model: "claude-sonnet-4-5", messages: [{ role: "user", content: [used("t")] }] },
    message: UNUSED("messages.0.content.0", "t"),
  },
  // Responses.
  {
    row: 33,
    what: "a result alone",
    ...items({ type: "function_call_output", call_id: "c", output: "1" }),
    message: "No tool call found for function call output with call_id c.",
    param: "input",
    code: null,
  },
  {
    row: 33,
    what: "a call alone",
    ...items({ type: "function_call", call_id: "c", name: "f", arguments: "{}" }),
    message: "No tool output found for function call c.",
    param: "input",
  },
  {
    row: 33,
    what: "a custom result alone",
    ...items({ type: "custom_tool_call_output", call_id: "c", output: "1" }),
    message: "No tool call found for custom tool call output with call_id c.",
  },
  {
    row: 33,
    what: "counted",
    path: "/v1/responses/input_tokens",
    body: items({ type: "function_call_output", call_id: "c", output: "1" }).body,
    message: "No tool call found for function call output with call_id c.",
  },
  {
    row: 33,
    what: "thinking alone",
    ...items({ type: "reasoning", id: "rs_1", summary: [] }),
    message: "Item 'rs_1' of type 'reasoning' was provided without its required following item.",
  },
  {
    row: 33,
    what: "one item twice",
    ...items(
      { type: "message", id: "msg_1", role: "assistant", content: "Hi" },
      { type: "message", id: "msg_1", role: "assistant", content: "Hi" },
    ),
    message:
      "Duplicate item found with id msg_1. Remove duplicate items from your input and try again.",
  },
  {
    row: 33,
    what: "include",
    ...respond({ include: ["message.text"] }),
    message:
      "Invalid value: 'message.text'. Supported values are: 'file_search_call.results', …'message.output_text.logprobs'.",
    param: "include[0]",
    code: "invalid_value",
  },
  {
    row: 33,
    what: "a tool's type",
    ...respond({ tools: [{ type: "telepathy" }] }),
    message: "Invalid value: 'telepathy'. Supported values are: …",
    code: "invalid_value",
  },
];

const mocker = createStreamMocker({ clock: new FakeClock({ autoAdvance: true }), config: CONFIG });

async function ask({ path, body }: Pick<Case, "path" | "body">, strict: boolean) {
  const response = await mocker.fetch(`http://mock${path}`, {
    method: "POST",
    headers: { "x-mock": `strict=${strict}`, "anthropic-version": "2023-06-01" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const id = response.headers.get("x-request-id") ?? response.headers.get("request-id") ?? "";
  return { status: response.status, text, warning: response.headers.get("x-mock-warning"), id };
}

function holds(message: string, expected: string): boolean {
  const [start = "", end = ""] = expected.split("…");
  return expected.includes("…")
    ? message.startsWith(start) && message.endsWith(end)
    : message === expected;
}

function assertRefused(answer: Awaited<ReturnType<typeof ask>>, one: Case): void {
  assertEquals(answer.status, one.status ?? 400, answer.text);
  const { error } = JSON.parse(answer.text);
  assert(holds(error.message, one.message), error.message);
  if (one.param !== undefined) assertEquals(error.param, one.param);
  if (one.code !== undefined) assertEquals(error.code, one.code);
  assertEquals(answer.warning, null);
}

for (const one of CASES) {
  Deno.test(`row ${one.row}, ${one.path}: ${one.what}`, async () => {
    assertRefused(await ask(one, true), one);
    const byDefault = await ask(one, false);
    if (one.always) return assertRefused(byDefault, one);
    assertEquals(byDefault.status, 200, byDefault.text);
    const [start = ""] = one.message.split("…");
    assertStringIncludes(
      byDefault.warning ?? "",
      `The real service would answer ${one.status ?? 400}: ${start}`,
    );
    const { warnings } = await (await mocker.fetch(`http://mock/requests/${byDefault.id}`)).json();
    assert(warnings.some((warning: string) => warning.includes(start)), String(warnings));
  });
}

Deno.test("row 35: what unknown_models says outweighs what strict implies", async () => {
  const status = async (settings: string) => {
    const response = await mocker.fetch("http://mock/v1/chat/completions", {
      method: "POST",
      headers: { "x-mock": settings },
      body: JSON.stringify({ model: "nobody", messages: [USER] }),
    });
    await response.body?.cancel();
    return response.status;
  };
  assertEquals(await status("strict=true"), 404);
  assertEquals(await status("strict=true&unknown_models=serve"), 200);
  assertEquals(await status("unknown_models=refuse"), 404);
  assertEquals(await status(""), 200);
});

Deno.test("unknown keys of a body are warned of, and those of a URL are in the ledger", async () => {
  const { body } = chat({ quality: "hd", größe: 1, mock: { speed: 2 }, response_length: "short" });
  const { status, warning, id } = await ask(
    { path: "/v1/chat/completions?_ts=1&speed=3", body },
    false,
  );
  assertEquals(status, 200);
  assertEquals(
    warning,
    "The real service would answer 400: Unknown parameter: 'quality'. | " +
      "The real service would answer 400: Unknown parameter: 'gr??e'.",
  );
  const { warnings } = await (await mocker.fetch(`http://mock/requests/${id}`)).json();
  assertEquals(warnings, [
    "The real service would answer 400: Unknown parameter: 'quality'.",
    "The real service would answer 400: Unknown parameter: 'größe'.",
    "'_ts' on the URL is no setting, and has no effect.",
  ]);
});

Deno.test("strict by mock in the body refuses what strict refuses", async () => {
  const { body } = chat({ quality: "hd", mock: { strict: true } });
  assertEquals((await ask({ path: "/v1/chat/completions", body }, false)).status, 400);
});

/** The same kinds as they should be: nothing is said of them. */
const RIGHT: readonly (Pick<Case, "path" | "body"> & { readonly what: string })[] = [
  { what: "calls and results", ...said(USER, calls("a", "b"), result("b"), result("a"), USER) },
  { what: "two rounds of one id", ...said(USER, calls("a"), result("a"), calls("a"), result("a")) },
  {
    what: "an old function's result",
    ...said(USER, { role: "function", name: "f", content: "1" }),
  },
  {
    what: "JSON mode",
    ...chat({
      messages: [{ role: "user", content: "As JSON!" }],
      response_format: { type: "json_object" },
    }),
  },
  {
    what: "a strict function",
    ...chat({
      tools: [fn({ strict: true, parameters: closed })],
      tool_choice: "auto",
      parallel_tool_calls: true,
    }),
  },
  {
    what: "a choice among tools",
    ...chat({
      tools: [fn()],
      tool_choice: { type: "allowed_tools", allowed_tools: { mode: "auto", tools: [fn()] } },
    }),
  },
  {
    what: "reasoning at 1",
    ...chat({ model: "gpt-5", temperature: 1, top_p: 1, presence_penalty: 0 }),
  },
  { what: "a lenient reasoner", ...chat({ model: "deepseek-r1", temperature: 0.5, stop: ["x"] }) },
  {
    what: "a hosted choice",
    ...respond({ tools: [{ type: "web_search_preview" }], tool_choice: { type: "web_search" } }),
  },
  {
    what: "items",
    ...items(
      { type: "reasoning", id: "rs_1", summary: [] },
      { type: "function_call", id: "fc_1", call_id: "c", name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: "c", output: "1" },
    ),
  },
  {
    what: "truncated",
    ...respond({ model: "small", input: "word ".repeat(50), truncation: "auto" }),
  },
  {
    what: "calls and results, in messages in a row",
    ...blocks(
      USER,
      { role: "assistant", content: [use("a")] },
      { role: "assistant", content: [use("b")] },
      { role: "user", content: [used("a")] },
      { role: "user", content: [used("b"), { type: "text", text: "So?" }] },
    ),
  },
  {
    what: "thinking kept",
    ...message({
      thinking: { type: "enabled", budget_tokens: 1024 },
      messages: [USER, { role: "assistant", content: [think, use("t")] }, {
        role: "user",
        content: [used("t")],
      }],
    }),
  },
  {
    what: "a thread that goes on",
    ...message({
      messages: [{ role: "user", content: [used("t")] }],
      thread: { type: "continue", previous_message_id: "msg_1" },
    }),
  },
  { what: "a beginning", ...blocks(USER, { role: "assistant", content: "" }) },
];

for (const one of RIGHT) {
  Deno.test(`nothing is said of ${one.path}: ${one.what}`, async () => {
    for (const strict of [true, false]) {
      const answer = await ask(one, strict);
      assertEquals([answer.status, answer.warning], [200, null], answer.text);
    }
  });
}
