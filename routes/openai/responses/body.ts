/** What a Responses API request may say: every key that the real API takes, and what it is read into. */

import { z } from "zod";
import { ApiError, badRequest } from "../../../lib/api_error.ts";
import type { RawBody, RawRequest } from "../../../lib/dialect/dialect.ts";
import type { RefuseIfStrict } from "../../../lib/dialect/objections.ts";
import { refuseLoneStreamOptions, sharedKeys } from "../generation_keys.ts";
import { lacking, named, parseOpenAi, type RequiredKeys } from "../validation.ts";
import { missing, oneOf, wrongType } from "../issue_words.ts";
import { metadata } from "../metadata.ts";
import { closed, movedKey } from "../unknown_keys.ts";
import { effort } from "../../validation/reasoning_effort.ts";
import { INCLUDABLE } from "./accepted.ts";
import { responsesProvider } from "./provider.ts";
import { type InputItem, inputItem } from "./input.ts";
import { jsonSchema, toolChoice, toolSchema } from "./tools.ts";

const format = z.looseObject({
  type: z.enum(["json_object", "text", "json_schema"]),
  name: z.string().nullish(),
  description: z.string().nullish(),
  schema: jsonSchema.nullish(),
  strict: z.boolean().nullish(),
}).check(({ value, issues }) => {
  if (value.type !== "json_schema") return;
  if ((value.name ?? null) === null) issues.push(lacking("name"));
  else if (!value.schema) issues.push(lacking("schema"));
});

/** Keys that are taken, told back where the real API does so, and have no effect on a mock's answer. */
const keysWithoutEffect = {
  access_programs: z.looseObject({}),
  ...sharedKeys,
  context_management: z.unknown(),
  conversation: z.union([z.string(), z.looseObject({ id: z.string() })]),
  frequency_penalty: z.number().min(-2).max(2),
  image: z.looseObject({}),
  max_tool_calls: z.int().min(1),
  metadata,
  personality: z.string().max(64),
  multi_agent: z.looseObject({}),
  presence_penalty: z.number().min(-2).max(2),
  prompt: z.looseObject({ id: z.string() }),
  temperature: z.number().min(0).max(2),
  top_p: z.number().min(0).max(1),
  truncation: z.enum(["auto", "disabled"]),
  user: z.string(),
};

const responsesBody = z.object({
  model: z.string().optional(),
  input: named(
    z.union([z.string(), named(z.array(inputItem), "an array of input items")]),
    "one of a string or array of input items",
  ).optional(),
  ...z.object(keysWithoutEffect).partial().shape,
  background: z.boolean().optional(),
  include: named(z.array(z.string()), `an array of ${oneOf(INCLUDABLE.map(shortened))}`).optional(),
  instructions: z.string().optional(),
  max_output_tokens: z.int().min(16).optional(),
  parallel_tool_calls: z.boolean().optional(),
  previous_response_id: z.string().optional(),
  reasoning: closed(z.looseObject({
    context: z.unknown().optional(),
    effort: named(effort, `one of ${oneOf(effort.options)} or integer`).nullish(),
    generate_summary: z.unknown().optional(),
    mode: z.unknown().optional(),
    summary: z.enum(["concise", "detailed", "auto"]).nullish(),
  })).optional(),
  store: z.boolean().optional(),
  stream: z.boolean().optional(),
  stream_options: closed(z.looseObject({ include_obfuscation: z.boolean().nullish() })).optional(),
  text: closed(z.looseObject({
    format: format.nullish(),
    verbosity: z.enum(["low", "medium", "high"]).nullish(),
  })).optional(),
  tool_choice: toolChoice.optional(),
  tools: named(z.array(toolSchema), "an array of tools").optional(),
  top_logprobs: z.int().min(0).max(20).optional(),
});

const compactBody = responsesBody.pick({
  model: true,
  image: true,
  input: true,
  instructions: true,
  previous_response_id: true,
  prompt_cache_key: true,
  prompt_cache_options: true,
  prompt_cache_retention: true,
  service_tier: true,
});

/** A checked request, and what it continues. */
export type ResponsesBody = Readonly<Omit<z.output<typeof responsesBody>, "input">> & {
  readonly input: readonly InputItem[];
  /** The conversation up to and with the previous response. */
  readonly earlier: readonly InputItem[];
};

/** Checks a body as the real API does. */
export function parseResponses(
  { body: raw }: RawRequest,
  refuseIfStrict: RefuseIfStrict,
): ResponsesBody {
  if (raw.model === "") throw new ApiError(responsesProvider.unknownModel(""));
  return checked(parseOpenAi(responsesBody, raw, refuseIfStrict, requiredOf(raw), MOVED));
}

/** Checks a request to compact a conversation. */
export function parseCompact(
  { body: raw }: RawRequest,
  refuseIfStrict: RefuseIfStrict,
): ResponsesBody {
  if (raw.model === "") throw new ApiError(responsesProvider.unknownModel(""));
  return checked(parseOpenAi(compactBody, raw, refuseIfStrict, requiredOf(raw), MOVED));
}

/** What goes on from something else may leave to it who is asked, and what. */
function requiredOf(raw: RawBody): RequiredKeys {
  const { previous_response_id, prompt, conversation } = raw;
  const hasModel = (previous_response_id ?? prompt ?? null) !== null;
  const hasInput = hasModel || (conversation ?? null) !== null;
  return {
    ...(hasModel ? {} : { model: () => lacks("model", raw) }),
    ...(hasInput ? {} : { input: () => lacks("input", raw) }),
  };
}

/** What is said of a key that must be there; a chat request is told what its messages are called here. */
function lacks(key: "model" | "input", raw: RawBody): ApiError {
  if (raw[key] === null) return wrongType(key, "a string", "an object");
  return key === "input" && raw.messages !== undefined
    ? movedKey("messages", MOVED.messages)
    : missing(key);
}

/** What chat calls otherwise. */
const MOVED = {
  max_completion_tokens: "max_output_tokens",
  messages: "input",
  reasoning_effort: "reasoning.effort",
  response_format: "text.format",
  verbosity: "text.verbosity",
};

/** A long text as an error lists it. */
function shortened(text: string): string {
  return `${text.slice(0, 3)}...${text.slice(-3)}`;
}

function checked(body: z.output<typeof responsesBody>): ResponsesBody {
  const { input = [], previous_response_id, conversation, prompt } = body;
  refuseLoneStreamOptions(body);
  if (previous_response_id !== undefined && conversation !== undefined) {
    throw badRequest(
      "Mutually exclusive parameters: ''. Ensure you are only providing one of: 'pre..._id' or 'conversation'.",
      undefined,
      "mutually_exclusive_parameters",
    );
  }
  if (input.length === 0 && (previous_response_id ?? conversation ?? prompt) === undefined) {
    throw badRequest(
      `One of "input" or "previous_response_id" or 'prompt' or 'conversation' must be provided.`,
      undefined,
      "missing_required_parameter",
    );
  }
  const items = typeof input === "string" ? [userMessage(input)] : input;
  return { ...body, input: items, earlier: [] };
}

/** Whether log probabilities are asked for. */
export function wantsLogprobs(body: ResponsesBody): boolean {
  return body.include?.includes("message.output_text.logprobs") ?? false;
}

function userMessage(text: string): InputItem {
  return { type: "message", role: "user", content: text };
}
