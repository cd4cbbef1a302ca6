import { Ajv2020 } from "ajv/dist/2020.js";
import { fullFormats } from "ajv-formats/dist/formats.js";
import { fail, shown } from "./asserts.ts";

type Schema = Record<string, unknown>;

const ajv = new Ajv2020({ strict: false, allErrors: true, formats: fullFormats });

/** Throws unless the value validates against the JSON Schema. */
export function valid(schema: unknown, value: unknown, what: string): void {
  const check = ajv.compile(schema as Schema);
  if (!check(value)) fail(`${what}: ${ajv.errorsText(check.errors)} in ${shown(value)}`);
}

// The OpenAPI document's shapes with the corrections of docs/wire.md §0, closed: a key nobody sends is an error.

const string = { type: "string" };
const count = { type: "integer", minimum: 0 };
const nullable = (schema: Schema): Schema => ({ anyOf: [schema, { type: "null" }] });
const list = (items: Schema): Schema => ({ type: "array", items });

function closed(properties: Record<string, Schema>, optional: Record<string, Schema> = {}): Schema {
  return {
    type: "object",
    properties: { ...properties, ...optional },
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

const finish = { enum: ["stop", "length", "tool_calls", "content_filter", "function_call"] };
const seconds = { type: "integer", minimum: 1_600_000_000, maximum: 4_000_000_000 };

const chatUsage = closed({
  prompt_tokens: count,
  completion_tokens: count,
  total_tokens: count,
  prompt_tokens_details: closed({ cached_tokens: count, audio_tokens: count }),
  completion_tokens_details: closed({
    reasoning_tokens: count,
    audio_tokens: count,
    accepted_prediction_tokens: count,
    rejected_prediction_tokens: count,
  }),
});

const top = {
  token: string,
  logprob: { type: "number", maximum: 0 },
  bytes: nullable(list(count)),
};
const tokenLogprobs = list(closed({ ...top, top_logprobs: list(closed(top)) }));
const logprobs = nullable(closed({
  content: nullable(tokenLogprobs),
  refusal: nullable(tokenLogprobs),
}));

const call = closed({ name: string, arguments: string });
const toolCall = closed({
  id: { type: "string", pattern: "^call_[A-Za-z0-9]{24}$" },
  type: { const: "function" },
  function: call,
});

export const chatCompletion = closed({
  id: { type: "string", pattern: "^chatcmpl-[A-Za-z0-9]{29}$" },
  object: { const: "chat.completion" },
  created: seconds,
  model: string,
  choices: list(closed({
    index: count,
    message: closed({
      role: { const: "assistant" },
      content: nullable(string),
      refusal: nullable(string),
      annotations: list({}),
    }, { tool_calls: { ...list(toolCall), minItems: 1 }, function_call: call }),
    finish_reason: finish,
  }, { logprobs })),
  usage: chatUsage,
  service_tier: { const: "default" },
  system_fingerprint: nullable({ type: "string", pattern: "^fp_[0-9a-f]{10}$" }),
});

const delta = closed({}, {
  role: { const: "assistant" },
  content: nullable(string),
  refusal: nullable(string),
  tool_calls: {
    ...list(closed({ index: count, function: closed({ arguments: string }, { name: string }) }, {
      id: { type: "string", pattern: "^call_[A-Za-z0-9]{24}$" },
      type: { const: "function" },
    })),
    minItems: 1,
    maxItems: 1,
  },
  function_call: closed({ arguments: string }, { name: string }),
});

export const chatChunk = closed({
  id: { type: "string", pattern: "^chatcmpl-[A-Za-z0-9]{29}$" },
  object: { const: "chat.completion.chunk" },
  created: seconds,
  model: string,
  service_tier: { const: "default" },
  system_fingerprint: nullable({ type: "string", pattern: "^fp_[0-9a-f]{10}$" }),
  choices: {
    ...list(closed({ index: count, delta, finish_reason: nullable(finish) }, { logprobs })),
    maxItems: 1,
  },
}, { usage: nullable(chatUsage), obfuscation: { type: "string", pattern: "^[A-Za-z0-9]+$" } });

const plainUsage = closed({ prompt_tokens: count, completion_tokens: count, total_tokens: count }, {
  prompt_tokens_details: {},
  completion_tokens_details: {},
});

export const textCompletion = closed({
  id: { type: "string", pattern: "^cmpl-[A-Za-z0-9]+$" },
  object: { const: "text_completion" },
  created: seconds,
  model: string,
  choices: list(closed({
    text: string,
    index: count,
    logprobs: nullable({ type: "object" }),
    finish_reason: nullable({ enum: ["stop", "length", "content_filter"] }),
  })),
}, {
  usage: nullable(plainUsage),
  system_fingerprint: nullable(string),
  service_tier: string,
  obfuscation: string,
});

export const embeddingList = closed({
  object: { const: "list" },
  data: list(closed({
    object: { const: "embedding" },
    index: count,
    embedding: { anyOf: [list({ type: "number" }), string] },
  })),
  model: string,
  usage: closed({ prompt_tokens: count, total_tokens: count }),
});

export const model = closed({
  id: string,
  object: { const: "model" },
  created: count,
  owned_by: string,
}, { shutdown_date: nullable(string) });

export const modelList = closed({
  object: { const: "list" },
  data: { ...list(model), minItems: 1 },
});

export const CATEGORIES = [
  "hate",
  "hate/threatening",
  "harassment",
  "harassment/threatening",
  "illicit",
  "illicit/violent",
  "self-harm",
  "self-harm/intent",
  "self-harm/instructions",
  "sexual",
  "sexual/minors",
  "violence",
  "violence/graphic",
] as const;

const perCategory = (schema: Schema): Schema =>
  closed(Object.fromEntries(CATEGORIES.map((name) => [name, schema])));

export const moderation = closed({
  id: { type: "string", pattern: "^modr-[A-Za-z0-9]+$" },
  model: string,
  results: list(closed({
    flagged: { type: "boolean" },
    categories: perCategory({ type: "boolean" }),
    category_scores: perCategory({ type: "number", minimum: 0, maximum: 1 }),
    category_applied_input_types: perCategory(list({ enum: ["text", "image"] })),
  })),
});

export const responsesUsage = closed({
  input_tokens: count,
  input_tokens_details: closed({ cached_tokens: count, cache_write_tokens: count }),
  output_tokens: count,
  output_tokens_details: closed({ reasoning_tokens: count }),
  total_tokens: count,
});

const hexId = (prefix: string): Schema => ({
  type: "string",
  pattern: `^${prefix}_[0-9a-f]{48,50}$`,
});
const status = { enum: ["in_progress", "completed", "incomplete"] };

export const outputItem = {
  anyOf: [
    closed({
      id: hexId("msg"),
      type: { const: "message" },
      status,
      content: list({
        anyOf: [
          closed({
            type: { const: "output_text" },
            annotations: list({}),
            logprobs: list({}),
            text: string,
          }),
          closed({ type: { const: "refusal" }, refusal: string }),
        ],
      }),
      role: { const: "assistant" },
    }),
    closed({
      id: hexId("fc"),
      type: { const: "function_call" },
      status,
      arguments: string,
      call_id: { type: "string", pattern: "^call_[A-Za-z0-9]{24}$" },
      name: string,
    }),
    closed({
      id: hexId("rs"),
      type: { const: "reasoning" },
      summary: list(closed({ type: { const: "summary_text" }, text: string })),
    }, { encrypted_content: nullable(string), status, content: {} }),
  ],
};

export const response = closed({
  id: hexId("resp"),
  object: { const: "response" },
  created_at: seconds,
  status: { enum: ["queued", "in_progress", "completed", "incomplete", "failed", "cancelled"] },
  background: { type: "boolean" },
  completed_at: nullable(seconds),
  error: nullable(closed({ code: string, message: string })),
  frequency_penalty: { type: "number" },
  incomplete_details: nullable(closed({ reason: string })),
  instructions: nullable({ type: ["string", "array"] }),
  max_output_tokens: nullable(count),
  max_tool_calls: nullable(count),
  model: string,
  output: list(outputItem),
  parallel_tool_calls: { type: "boolean" },
  presence_penalty: { type: "number" },
  previous_response_id: nullable(string),
  prompt_cache_key: nullable(string),
  prompt_cache_retention: nullable(string),
  reasoning: nullable(closed({ effort: nullable(string), summary: nullable(string) })),
  safety_identifier: nullable(string),
  service_tier: { enum: ["auto", "default"] },
  store: { type: "boolean" },
  temperature: nullable({ type: "number" }),
  text: closed({ format: { type: "object" }, verbosity: string }),
  tool_choice: { type: ["string", "object"] },
  tools: list({ type: "object" }),
  top_logprobs: nullable(count),
  top_p: nullable({ type: "number" }),
  truncation: string,
  usage: nullable(responsesUsage),
  metadata: { type: ["object", "null"] },
}, { user: nullable(string) });

export const anthropicUsage = closed({
  input_tokens: count,
  cache_creation_input_tokens: count,
  cache_read_input_tokens: count,
  cache_creation: closed({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count }),
  output_tokens: count,
  service_tier: { const: "standard" },
}, { inference_geo: string });

export const anthropicMessage = closed({
  id: { type: "string", pattern: "^msg_[A-Za-z0-9]+$" },
  type: { const: "message" },
  role: { const: "assistant" },
  model: string,
  content: list({
    anyOf: [
      closed({ type: { const: "text" }, text: string }),
      closed({
        type: { const: "tool_use" },
        id: { type: "string", pattern: "^toolu_[A-Za-z0-9]+$" },
        name: string,
        input: { type: "object" },
      }, { caller: closed({ type: { const: "direct" } }) }),
      closed({ type: { const: "thinking" }, thinking: string, signature: string }),
    ],
  }),
  stop_reason: nullable({
    enum: ["end_turn", "max_tokens", "stop_sequence", "tool_use", "pause_turn", "refusal"],
  }),
  stop_sequence: nullable(string),
  usage: anthropicUsage,
});
