/** What a request for a message may say: every key that the real API takes. */

import { z } from "zod";
import { badRequest } from "../../lib/api_error.ts";
import type { RawRequest } from "../../lib/dialect/dialect.ts";
import type { RefuseIfStrict } from "../../lib/dialect/objections.ts";
import { TOOL_TYPES } from "./tool_types.ts";
import { errorAt, notTagged } from "./issue_words.ts";
import { parseAnthropic, worded, WRONG_SHAPE } from "./validation.ts";
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

/** A share. */
const share = z.number().refine((value) => value >= 0 && value <= 1, "range: 0..1");

/** Tools that bring their names along. */
const NAMELESS_TOOLS = /^mcp_toolset$|_toolset_\d+$/;

const tool = z.looseObject({
  type: z.string().nullish(),
  name: z.string().min(1).max(128).optional(),
  description: z.string().nullish(),
  input_schema: worded(z.looseObject({ type: z.literal("object") }), WRONG_SHAPE).optional(),
}).refine(({ type }) => type !== "function", notTagged("function", TOOL_TYPES)).refine(
  ({ type, input_schema }) => input_schema || (type && type !== "custom"),
  {
    path: ["input_schema"],
  },
).refine(({ type, name }) => name !== undefined || NAMELESS_TOOLS.test(type ?? ""), {
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

/** A request, its keys in the order in which the service looks at them. */
const messagesBody = z.object({
  model: z.string().min(1),
  tool_choice: toolChoice.optional(),
  tools: z.array(tool).optional(),
  messages: z.array(message).refine(({ length }) => length > 0, "at least one message is required"),
  system: contents.optional(),
  thinking: thinking.optional(),
  output_config: worded(
    z.looseObject({
      effort: effort.extract(["low", "medium", "high", "xhigh", "max"]).nullish(),
      format: outputFormat.nullish(),
    }),
    WRONG_SHAPE,
  ).optional(),
  /** Its older place. */
  output_format: outputFormat.optional(),
  cache_control: z.looseObject({}).optional(),
  max_tokens: z.int().refine((value) => value >= 0, "must be greater than or equal to 0"),
  metadata: worded(z.looseObject({ user_id: z.string().max(256).nullish() }), WRONG_SHAPE)
    .optional(),
  stop_sequences: z.array(z.string()).refine(
    (all) => all.every((one) => one.trim() !== ""),
    "each stop sequence must contain non-whitespace",
  ).optional(),
  temperature: share.optional(),
  service_tier: z.enum(["auto", "standard_only"]).optional(),
  top_k: z.int().optional(),
  top_p: share.optional(),
  stream: z.boolean().optional(),
  // These are taken, and have no effect on a mock's answer.
  billing_policy: z.looseObject({}).optional(),
  compaction: z.looseObject({}).optional(),
  container: z.unknown().optional(),
  context_management: z.looseObject({}).optional(),
  diagnostics: z.looseObject({}).optional(),
  fallback_credit_token: z.union([z.string(), z.looseObject({})]).optional(),
  fallbacks: z.union([z.literal("default"), z.array(z.looseObject({ model: z.string() }))])
    .optional(),
  inference_geo: z.string().optional(),
  mcp_servers: z.array(z.looseObject({})).optional(),
  speed: z.enum(["standard", "fast"]).optional(),
  thread: z.looseObject({ type: z.string() }).optional(),
  user_profile_id: z.string().optional(),
  workspace_id: z.string().optional(),
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
