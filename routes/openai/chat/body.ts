/** What a chat completion request may say: every key that the real API takes. */

import { z } from "zod";
import type { RawRequest } from "../../../lib/dialect/dialect.ts";
import type { RefuseIfStrict } from "../../../lib/dialect/objections.ts";
import {
  answerKeys,
  refuseLoneStreamOptions,
  samplingKeys,
  sharedKeys,
} from "../generation_keys.ts";
import { grammar, needsGrammar } from "../custom_tools.ts";
import { audioKeys, checkSpoken } from "./audio_request.ts";
import { metadata } from "../metadata.ts";
import { message } from "./messages.ts";
import { lacking, named, noModel, parseOpenAi, unknownType } from "../validation.ts";
import { missing, wrongType } from "../issue_words.ts";
import { effort } from "../../validation/reasoning_effort.ts";

const jsonSchema = z.record(z.string(), z.unknown());

const functionDefinition = z.looseObject({
  name: z.string().min(1).max(64),
  description: z.string().nullish(),
  parameters: jsonSchema.nullish(),
});

const customDefinition = z.looseObject({
  name: z.string().min(1),
  description: z.string().nullish(),
  format: z.looseObject({ type: z.enum(["text", "grammar"]), grammar: grammar.optional() })
    .check(needsGrammar).nullish(),
});

const tool = z.looseObject({
  type: z.string(),
  function: functionDefinition.nullish(),
  custom: customDefinition.nullish(),
}).check(({ value, issues }) => {
  const { type } = value;
  if (type !== "function" && type !== "custom") {
    issues.push(unknownType(type, ["function", "custom"]));
  } else if (!value[type]) issues.push(lacking(type, "object"));
});

/** What `tool_choice` may name, and the key that says which. */
const CHOICE_TYPES = ["function", "custom", "allowed_tools"] as const;

const toolChoice = named(
  z.union([
    z.enum(["none", "auto", "required"]),
    z.looseObject({
      type: z.string(),
      function: z.looseObject({ name: z.string() }).nullish(),
      custom: z.looseObject({ name: z.string() }).nullish(),
      allowed_tools: z.looseObject({
        mode: z.enum(["auto", "required"]),
        tools: named(z.array(z.looseObject({})), "an array of objects"),
      }).nullish(),
    }).check(({ value, issues }) => {
      const type = CHOICE_TYPES.find((one) => one === value.type);
      if (!type) issues.push(unknownType(value.type, CHOICE_TYPES));
      else if (!value[type]) issues.push(lacking(type, "object"));
    }),
  ]),
  "one of one of 'none', 'auto', or 'required' or object",
);

/** Keys that are taken and have no effect on a mock's answer. */
const keysWithoutEffect = {
  ...sharedKeys,
  metadata,
  prediction: z.looseObject({}),
  store: z.boolean(),
  verbosity: z.string(),
  web_search_options: z.looseObject({}),
};

const chatBody = z.object({
  model: z.string(),
  messages: named(z.array(message).min(1), "an array of objects"),
  ...z.object(keysWithoutEffect).partial().shape,
  ...samplingKeys,
  ...answerKeys,
  ...audioKeys,
  function_call: named(
    z.union([z.enum(["none", "auto"]), z.looseObject({ name: z.string() })]),
    "one of a string or object",
  ).optional(),
  functions: named(z.array(functionDefinition).min(1).max(128), "an array of function definitions")
    .optional(),
  logprobs: z.boolean().optional(),
  max_completion_tokens: z.int().min(1).optional(),
  max_tokens: z.int().min(1).optional(),
  parallel_tool_calls: z.boolean().optional(),
  reasoning_effort: effort.optional(),
  response_format: z.looseObject({
    type: z.enum(["json_object", "json_schema", "text"]),
    schema: jsonSchema.nullish(),
    json_schema: z.looseObject({ name: z.string(), schema: jsonSchema.nullish() }).nullish(),
  }).check(({ value, issues }) => {
    if (value.type === "json_schema" && !value.json_schema) {
      issues.push(lacking("json_schema", "object"));
    }
  }).optional(),
  tool_choice: toolChoice.optional(),
  tools: named(z.array(tool), "an array of objects").optional(),
  top_logprobs: z.int().min(0).max(20).optional(),
});

/** A checked chat completion request. */
export type ChatBody = z.output<typeof chatBody>;

/** Checks a body as the real API does. */
export function parseChat({ body: raw }: RawRequest, refuseIfStrict: RefuseIfStrict): ChatBody {
  const body = parseOpenAi(chatBody, raw, refuseIfStrict, {
    model: noModel,
    messages: () =>
      raw.messages === null
        ? wrongType("messages", "an array of objects", "null")
        : missing("messages"),
  });
  refuseLoneStreamOptions(body);
  checkSpoken(body, refuseIfStrict);
  return body;
}
