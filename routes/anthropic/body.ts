/** What a request for a message may say: every key that the real API takes. */

import { z } from "zod";
import { badRequest } from "../../lib/api_error.ts";
import type { RawRequest } from "../../lib/dialect/dialect.ts";
import type { RefuseIfStrict } from "../../lib/dialect/objections.ts";
import { errorAt, parseAnthropic } from "./validation.ts";
import { VERSION_HEADER } from "./provider.ts";
import { contents } from "./content.ts";
import { effort } from "../validation/reasoning_effort.ts";

const message = z.looseObject({
  // Whoever says neither is told of these two, as recorded.
  role: z.union([z.enum(["user", "assistant"]), z.literal("system")]),
  content: contents.optional(),
}).refine(({ role, content }) => role === "system" || content !== undefined, {
  path: ["content"],
});

/** Tools that bring their names along. */
const NAMELESS_TOOLS = /^mcp_toolset$|_toolset_\d+$/;

const tool = z.looseObject({
  type: z.string().nullish(),
  name: z.string().min(1).max(128).optional(),
  description: z.string().nullish(),
  input_schema: z.looseObject({ type: z.literal("object") }).optional(),
}).refine(({ type, input_schema }) => input_schema || (type && type !== "custom"), {
  path: ["input_schema"],
}).refine(({ type, name }) => name !== undefined || NAMELESS_TOOLS.test(type ?? ""), {
  path: ["name"],
});

const parallel = { disable_parallel_tool_use: z.boolean().nullish() };

const toolChoice = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("auto"), ...parallel }),
  z.looseObject({ type: z.literal("any"), ...parallel }),
  z.looseObject({ type: z.literal("tool"), name: z.string(), ...parallel }),
  z.looseObject({ type: z.literal("none") }),
]);

const display = z.enum(["summarized", "omitted", "updates"]).nullish();

const thinking = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("enabled"), budget_tokens: z.int().min(1024), display }),
  z.looseObject({ type: z.literal("adaptive"), display }),
  z.looseObject({ type: z.literal("between_tools") }),
  z.looseObject({ type: z.literal("disabled") }),
]);

const outputFormat = z.looseObject({
  type: z.literal("json_schema"),
  schema: z.record(z.string(), z.unknown()),
});

/** Keys that are taken and have no effect on a mock's answer. */
const keysWithoutEffect = {
  billing_policy: z.looseObject({}),
  cache_control: z.looseObject({}),
  compaction: z.looseObject({}),
  container: z.unknown(),
  context_management: z.looseObject({}),
  diagnostics: z.looseObject({}),
  fallback_credit_token: z.union([z.string(), z.looseObject({})]),
  fallbacks: z.union([z.literal("default"), z.array(z.looseObject({ model: z.string() }))]),
  inference_geo: z.string(),
  mcp_servers: z.array(z.looseObject({})),
  metadata: z.looseObject({ user_id: z.string().max(256).nullish() }),
  service_tier: z.enum(["auto", "standard_only"]),
  speed: z.enum(["standard", "fast"]),
  temperature: z.number().min(0).max(1),
  thread: z.looseObject({ type: z.string() }),
  top_k: z.int().min(0),
  top_p: z.number().min(0).max(1),
  user_profile_id: z.string(),
  workspace_id: z.string(),
};

const messagesBody = z.object({
  model: z.string().min(1),
  messages: z.array(message).refine(({ length }) => length > 0, "at least one message is required"),
  max_tokens: z.int().min(1),
  ...z.object(keysWithoutEffect).partial().shape,
  output_config: z.looseObject({
    effort: effort.extract(["low", "medium", "high", "xhigh", "max"]).nullish(),
    format: outputFormat.nullish(),
  }).optional(),
  /** Its older place. */
  output_format: outputFormat.optional(),
  stop_sequences: z.array(z.string()).refine(
    (all) => all.every((one) => one.trim() !== ""),
    "each stop sequence must contain non-whitespace",
  ).optional(),
  stream: z.boolean().optional(),
  system: contents.optional(),
  thinking: thinking.optional(),
  tool_choice: toolChoice.optional(),
  tools: z.array(tool).optional(),
});

/** A checked request for a message. */
export type MessagesBody = z.output<typeof messagesBody>;

/** Of what is counted there will be no answer, so nothing is said about it. */
const countBody = messagesBody.omit({ max_tokens: true, stop_sequences: true, stream: true });

/** Checks a request for a message as the real API does. */
export function parseMessages(
  { body: raw, headers }: RawRequest,
  refuseIfStrict: RefuseIfStrict,
): MessagesBody {
  requireVersion(headers, refuseIfStrict);
  const body = parseAnthropic(messagesBody, raw, refuseIfStrict);
  refuseContradictions(body);
  return body;
}

/** Checks a request for a count, and reads it as one for a message of any length. */
export function parseCount(
  { body: raw, headers }: RawRequest,
  refuseIfStrict: RefuseIfStrict,
): MessagesBody {
  requireVersion(headers, refuseIfStrict);
  return { ...parseAnthropic(countBody, raw, refuseIfStrict), max_tokens: Number.MAX_SAFE_INTEGER };
}

function requireVersion(headers: Headers, refuseIfStrict: RefuseIfStrict): void {
  if (!headers.has(VERSION_HEADER)) refuseIfStrict(errorAt(VERSION_HEADER, "header is required"));
}

function refuseContradictions({ thinking, max_tokens, tool_choice, tools }: MessagesBody): void {
  if (thinking?.type === "enabled" && max_tokens <= thinking.budget_tokens) {
    throw badRequest(
      "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at " +
        "https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-sizes",
    );
  }
  const forced = tool_choice?.type === "any" || tool_choice?.type === "tool";
  if (forced && thinking && thinking.type !== "disabled") {
    throw badRequest("Thinking may not be enabled when tool_choice forces tool use.");
  }
  if (tool_choice?.type === "tool" && !tools?.some(({ name }) => name === tool_choice.name)) {
    throw badRequest(`Tool '${tool_choice.name}' not found in provided tools`);
  }
}
