import { equal, ok } from "./asserts.ts";
import { area, type Target } from "./check.ts";
import {
  CHAT,
  chat,
  COMPLETIONS,
  EMBEDDINGS,
  envelope,
  MODERATIONS,
  post,
  type Refusal,
  RESPONSES,
  USER,
} from "./requests.ts";

const { checks, check } = area("errors", "docs/wire.md §3");

/** The body is refused on this path with exactly this error. */
function refused(id: string, path: string, body: unknown, expected: Refusal): void {
  check(id, async (t) => void await envelope(await post(t, path, body), expected));
}

const NO_MODEL = { message: "you must provide a model parameter", param: null, code: null };
const PARSE =
  "We could not parse the JSON body of your request. (HINT: This likely means you aren't " +
  "using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was " +
  "not valid JSON. If you have trouble figuring out how to fix this, please contact us through our " +
  "help center at help.openai.com.)";

refused("no model, chat", CHAT, { messages: [USER] }, NO_MODEL);
refused("empty model, chat", CHAT, { model: "", messages: [USER] }, NO_MODEL);
refused("no model, completions", COMPLETIONS, { prompt: "a" }, NO_MODEL);
refused("empty model, completions", COMPLETIONS, { model: "", prompt: "a" }, NO_MODEL);
refused("no model, embeddings", EMBEDDINGS, { input: "a" }, NO_MODEL);
refused("empty model, embeddings", EMBEDDINGS, { model: "", input: "a" }, NO_MODEL);
refused("no model, responses", RESPONSES, { input: "a" }, {
  message: "Missing required parameter: 'model'.",
  param: "model",
  code: "missing_required_parameter",
});
refused("no messages", CHAT, { model: "gpt-4o" }, missing("messages"));
refused("empty messages", CHAT, { model: "gpt-4o", messages: [] }, {
  message: "Invalid 'messages': empty array. Expected an array with minimum length 1, " +
    "but got an empty array instead.",
  param: "messages",
  code: "empty_array",
});

function missing(param: string): Refusal {
  return {
    message: `Missing required parameter: '${param}'.`,
    param,
    code: "missing_required_parameter",
  };
}

function wrongType(param: string, expected: string, got: string): Refusal {
  const message = `Invalid type for '${param}': expected ${expected}, but got ${got} instead.`;
  return { message, param, code: "invalid_type" };
}

const DECIMAL = "a decimal";
const INTEGER = "an integer";
const BOOLEAN = "a boolean";

for (
  const [param, value, expected, got] of [
    ["temperature", "1", DECIMAL, "a string"],
    ["temperature", true, DECIMAL, "a boolean"],
    ["temperature", [1], DECIMAL, "an array"],
    ["temperature", {}, DECIMAL, "an object"],
    ["top_p", "x", DECIMAL, "a string"],
    ["presence_penalty", "x", DECIMAL, "a string"],
    ["frequency_penalty", [], DECIMAL, "an array"],
    ["n", "two", INTEGER, "a string"],
    ["n", 1.5, INTEGER, "a decimal number"],
    ["max_tokens", "9", INTEGER, "a string"],
    ["max_tokens", 9.5, INTEGER, "a decimal number"],
    ["max_completion_tokens", {}, INTEGER, "an object"],
    ["top_logprobs", false, INTEGER, "a boolean"],
    ["seed", "x", INTEGER, "a string"],
    ["stream", "yes", BOOLEAN, "a string"],
    ["stream", 1, BOOLEAN, "an integer"],
    ["stream", 1.5, BOOLEAN, "a decimal number"],
    ["logprobs", [], BOOLEAN, "an array"],
    ["messages", "hello", "an array of objects", "a string"],
    ["messages", 5, "an array of objects", "an integer"],
    ["messages", {}, "an array of objects", "an object"],
  ] as const
) {
  refused(
    `type of ${param}: ${JSON.stringify(value)}`,
    CHAT,
    chat({ [param]: value }),
    wrongType(param, expected, got),
  );
}

refused(
  "type of a message's content",
  CHAT,
  chat({ messages: [{ role: "user", content: 5 }] }),
  wrongType("messages[0].content", "one of a string or array of objects", "an integer"),
);
refused("type: got null", CHAT, chat({ messages: [null] }), {
  message: /^Invalid type for 'messages\[0\]': expected an? .*, but got null instead\.$/,
  param: "messages[0]",
  code: "invalid_type",
});

type Side = "below minimum" | "above maximum";

function range(param: string, kind: string, side: Side, bound: number, got: number): Refusal {
  const below = side === "below minimum";
  return {
    message: `Invalid '${param}': ${kind} ${side} value. Expected a value ${below ? ">=" : "<="} ` +
      `${bound}, but got ${got} instead.`,
    param,
    code: `${kind}_${below ? "below_min" : "above_max"}_value`,
  };
}

for (
  const [param, value, kind, side, bound] of [
    ["temperature", -1, "decimal", "below minimum", 0],
    ["temperature", 3, "decimal", "above maximum", 2],
    ["temperature", 2.5, "decimal", "above maximum", 2],
    ["top_p", -0.5, "decimal", "below minimum", 0],
    ["top_p", 2, "decimal", "above maximum", 1],
    ["presence_penalty", -3, "decimal", "below minimum", -2],
    ["presence_penalty", 3, "decimal", "above maximum", 2],
    ["frequency_penalty", -3, "decimal", "below minimum", -2],
    ["frequency_penalty", 3, "decimal", "above maximum", 2],
    ["n", 0, "integer", "below minimum", 1],
    ["n", 129, "integer", "above maximum", 128],
    ["top_logprobs", -1, "integer", "below minimum", 0],
    ["top_logprobs", 21, "integer", "above maximum", 20],
  ] as const
) {
  const body = chat({ [param]: value, ...(param === "top_logprobs" ? { logprobs: true } : {}) });
  refused(`range of ${param}: ${value}`, CHAT, body, range(param, kind, side, bound, value));
}

refused(
  "range of max_output_tokens",
  RESPONSES,
  { model: "gpt-4o", input: "a", max_output_tokens: 1 },
  range("max_output_tokens", "integer", "below minimum", 16, 1),
);
refused(
  "range of temperature, responses",
  RESPONSES,
  { model: "gpt-4o", input: "a", temperature: 3 },
  range("temperature", "decimal", "above maximum", 2, 3),
);
refused(
  "type of temperature, responses",
  RESPONSES,
  { model: "gpt-4o", input: "a", temperature: "x" },
  wrongType("temperature", DECIMAL, "a string"),
);
refused(
  "range of temperature, completions",
  COMPLETIONS,
  { model: "gpt-3.5-turbo-instruct", prompt: "a", temperature: 3 },
  range("temperature", "decimal", "above maximum", 2, 3),
);

refused("more than four stops", CHAT, chat({ stop: ["a", "b", "c", "d", "e"] }), {
  message: /^Invalid 'stop': /,
  param: "stop",
});

check("more than 128 functions", async (t) => {
  const functions = Array.from({ length: 129 }, (_, at) => ({ name: `f${at}` }));
  const message = /^Invalid 'functions': /;
  await envelope(await post(t, CHAT, chat({ functions })), { message, param: "functions" });
});

refused("no role", CHAT, chat({ messages: [{ content: "a" }] }), missing("messages[0].role"));
refused("no role in the second message", CHAT, chat({ messages: [USER, { content: "a" }] }), {
  ...missing("messages[1].role"),
});
refused("bad role", CHAT, chat({ messages: [{ role: "wizard", content: "a" }] }), {
  message: "Invalid value: 'wizard'. Supported values are: 'system', 'assistant', 'user', " +
    "'function', 'tool', and 'developer'.",
  param: "messages[0].role",
  code: "invalid_value",
});

const STREAM_OPTIONS = {
  message: "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
  param: "stream_options",
  code: null,
};
const options = { stream_options: { include_usage: true } };
refused("stream_options without stream", CHAT, chat(options), STREAM_OPTIONS);
refused("stream_options, stream false", CHAT, chat({ ...options, stream: false }), STREAM_OPTIONS);

const unknown = (param: string): Refusal => ({
  message: `Unknown parameter: '${param}'.`,
  param,
  code: "unknown_parameter",
});
refused("unknown key", CHAT, chat({ quality: "hd" }), unknown("quality"));
refused("unknown key, responses", RESPONSES, { model: "gpt-4o", input: "a", quality: 1 }, {
  ...unknown("quality"),
});
refused("our own extras", CHAT, chat({ response_length: "long" }), unknown("response_length"));

for (const path of [CHAT, RESPONSES, COMPLETIONS, EMBEDDINGS, MODERATIONS]) {
  refused(`bad JSON, ${path}`, path, '{"model": "gpt-4o",', {
    message: PARSE,
    param: null,
    code: null,
  });
}
refused("no body", CHAT, "", { message: /./ });

const absent = (model: string): Refusal => ({
  status: 404,
  message: `The model \`${model}\` does not exist or you do not have access to it.`,
  param: null,
  code: "model_not_found",
});
refused("unknown model, chat", CHAT, chat({ model: "gpt-nope" }), absent("gpt-nope"));
refused("unknown model, completions", COMPLETIONS, { model: "x", prompt: "a" }, absent("x"));
refused("unknown model, embeddings", EMBEDDINGS, { model: "x", input: "a" }, absent("x"));
refused("unknown model, responses", RESPONSES, { model: "gpt-nope", input: "a" }, {
  message: "The requested model 'gpt-nope' does not exist.",
  param: "model",
  code: "model_not_found",
});

check("GET of an unknown model", async (t) => {
  await envelope(await t.fetch("/v1/models/gpt-nope"), {
    status: 404,
    message: "The model 'gpt-nope' does not exist",
    param: "model",
    code: "model_not_found",
  });
});

for (const method of ["GET", "POST"]) {
  check(`unknown URL, ${method}`, async (t) => {
    await envelope(await t.fetch("/v1/nope", { method }), {
      status: 404,
      message: `Invalid URL (${method} /v1/nope)`,
      param: null,
      code: null,
    });
  });
}

for (const path of [CHAT, COMPLETIONS, EMBEDDINGS, MODERATIONS]) {
  check(`wrong method, GET ${path}`, async (t) => {
    await envelope(await t.fetch(path), {
      status: 405,
      message: "Only POST requests are accepted.",
      param: null,
      code: "method_not_supported",
    });
  });
}

check("wrong method, DELETE", async (t) => {
  const message = "Only POST requests are accepted.";
  await envelope(await t.fetch(CHAT, { method: "DELETE" }), { status: 405, message });
});

for (const model of ["o3-mini", "o4-mini", "gpt-5"]) {
  refused(`max_tokens of a reasoning model, ${model}`, CHAT, chat({ model, max_tokens: 9 }), {
    message: "Unsupported parameter: 'max_tokens' is not supported with this model. " +
      "Use 'max_completion_tokens' instead.",
    param: "max_tokens",
    code: "unsupported_parameter",
  });
}

check("role developer is refused to the letter, or taken", async (t) => {
  for (const model of ["gpt-4", "gpt-3.5-turbo", "gpt-4o"]) {
    const messages = [{ role: "developer", content: "Be brief." }, USER];
    const response = await post(t, CHAT, chat({ model, messages }));
    if (response.status === 200) {
      await response.body?.cancel();
      continue;
    }
    await envelope(response, {
      message:
        "Unsupported value: 'messages[0].role' does not support 'developer' with this model.",
      param: "messages[0].role",
      code: "unsupported_value",
    });
  }
});

// The order of validation.

const order = (id: string, body: unknown, expected: Refusal) =>
  refused(`order: ${id}`, CHAT, body, expected);

order("the model before all", { temperature: "x", quality: 1 }, NO_MODEL);
order("messages before unknown keys", { quality: 1, model: "gpt-4o" }, missing("messages"));
order("messages before fields", { temperature: "x", model: "gpt-4o" }, missing("messages"));
order("messages before the model exists", { model: "gpt-nope" }, missing("messages"));
order("unknown keys before fields", chat({ temperature: "x", quality: 1 }), unknown("quality"));
order("unknown keys before empty messages", { model: "gpt-4o", messages: [], quality: 1 }, {
  ...unknown("quality"),
});
order(
  "unknown keys before the model exists",
  chat({ model: "gpt-nope", quality: 1 }),
  unknown("quality"),
);
order(
  "fields before the model exists",
  chat({ model: "gpt-nope", temperature: "x" }),
  wrongType("temperature", DECIMAL, "a string"),
);
order(
  "the first field first",
  chat({ n: "x", temperature: "x" }),
  wrongType("n", INTEGER, "a string"),
);
order(
  "the first field first, the other way round",
  chat({ temperature: "x", n: "x" }),
  wrongType("temperature", DECIMAL, "a string"),
);
order("messages are a field too", chat({ messages: [], temperature: "x" }), {
  message: /^Invalid 'messages': empty array\./,
  param: "messages",
  code: "empty_array",
});

// A stream that fails before it begins.

async function notStreamed(target: Target, path: string, body: Record<string, unknown>) {
  const response = await post(target, path, { ...body, stream: true });
  ok(response.status >= 400, `status ${response.status}`);
  const type = response.headers.get("content-type") ?? "";
  ok(type.startsWith("application/json"), `content-type ${type}`);
  const body_ = await response.json();
  equal(Object.keys(body_.error), ["message", "type", "param", "code"], "keys of the error");
}

check("a failed stream is plain JSON, chat", async (t) => {
  await notStreamed(t, CHAT, chat({ temperature: 9 }));
  await notStreamed(t, CHAT, chat({ model: "gpt-nope" }));
});

check("a failed stream is plain JSON, responses", async (t) => {
  await notStreamed(t, RESPONSES, { model: "gpt-nope", input: "a" });
});

check("a failed stream is plain JSON, completions", async (t) => {
  await notStreamed(t, COMPLETIONS, { model: "gpt-nope", prompt: "a" });
});

// Keys, where the server is told which are good.

const keyed = area("keys", "docs/wire.md §3");

keyed.check("a bad key", async (t) => {
  const headers = { authorization: "Bearer sk-proj-0123456789abcdefMxYA" };
  const { error } = await envelope(await post(t, CHAT, chat(), { headers }), {
    status: 401,
    message:
      /^Incorrect API key provided: \S*\*+MxYA\. You can find your API key at https:\/\/platform\.openai\.com\/account\/api-keys\.$/,
    param: null,
    code: "invalid_api_key",
  });
  ok(!error.message.includes("0123456789abcdef"), "the key is told");
});

keyed.check("no key", async (t) => {
  await envelope(await post(t, CHAT, chat(), { headers: { authorization: "none" } }), {
    status: 401,
    message:
      /^You didn't provide an API key\. You need to provide your API key in an Authorization header using Bearer auth \(i\.e\. Authorization: Bearer YOUR_KEY\), /,
    param: null,
    code: null,
  });
});

keyed.check("a good key", async (t) => {
  equal((await post(t, CHAT, chat())).status, 200, "status");
});

keyed.check("no key, models", async (t) => {
  const response = await t.fetch("/v1/models", { headers: { authorization: "none" } });
  await envelope(response, { status: 401, message: /^You didn't provide an API key\./ });
});

export const errorsChecks = checks;
export const keysChecks = keyed.checks.map((check) => ({ ...check, needs: "api_keys" as const }));
