/** The response object: all its keys in their order, while it is made and in the end (docs/wire.md §4). */

import type { Answer } from "../../../lib/dialect/dialect.ts";
import type { FinishReason, Plan, Usage } from "../../../lib/plan/plan.ts";
import { servedTier } from "../generation_keys.ts";
import type { ResponsesBody } from "./body.ts";
import { responseId } from "./ids.ts";
import { itemJson } from "./item_json.ts";
import { type ItemStatus, type OutputItem, whyIncomplete } from "./output.ts";
import { toolJson } from "./tools.ts";

/** The response while nothing of it is there. */
export function pendingResponse(
  answer: Answer<ResponsesBody>,
  status: "queued" | "in_progress",
): object {
  return responseJson(answer, {
    status,
    completed_at: null,
    incomplete_details: null,
    output: [],
    service_tier: answer.body.service_tier ?? "auto",
    usage: null,
  });
}

/** How a response ended. */
export interface Ended {
  readonly reason: FinishReason;
  /** Milliseconds after the request arrived. */
  readonly at: number;
  readonly usage: Usage;
}

/** The response as it is in the end, with what `outputOf` gives. */
export function endedResponse(
  answer: Answer<ResponsesBody>,
  output: readonly OutputItem[],
  { reason, at, usage }: Ended = asPlanned(answer.plan),
): object {
  const { plan, body, settings } = answer;
  const incomplete = whyIncomplete(reason);
  const cut = incomplete !== null;
  const seconds = takesTime(answer) ? Math.floor(at / settings.speed / 1000) : 0;
  return responseJson(answer, {
    status: cut ? "incomplete" : "completed",
    completed_at: cut ? null : plan.created + seconds,
    incomplete_details: incomplete,
    output: output.map((item) => itemJson(item, "ended")),
    service_tier: servedTier(body.service_tier),
    usage: usageJson(usage),
  });
}

/** Whether an answer is said in its time, and not whole at once. */
export function takesTime({ body, settings }: Answer<ResponsesBody>): boolean {
  return body.stream || body.background || settings.whole_responses === "paced";
}

/** The response that failed with such an error, after what had been said of it. */
export function failedResponse(
  answer: Answer<ResponsesBody>,
  output: readonly OutputItem[],
  error: { readonly code: string; readonly message: string },
): object {
  return responseJson(answer, {
    status: "failed",
    completed_at: null,
    error,
    incomplete_details: null,
    output: output.map((item) => itemJson(item, "ended")),
    service_tier: answer.body.service_tier ?? "auto",
    usage: null,
  });
}

function asPlanned({ choices: [choice], usage }: Plan): Ended {
  return { reason: choice?.end.value.reason ?? "stop", at: choice?.end.at ?? 0, usage };
}

/** What changes while a response is made. */
interface Stage {
  readonly status: "queued" | "in_progress" | "failed" | ItemStatus;
  readonly completed_at: number | null;
  readonly error?: object;
  readonly incomplete_details: { readonly reason: string } | null;
  readonly output: readonly object[];
  readonly service_tier: string;
  readonly usage: object | null;
}

function responseJson(answer: Answer<ResponsesBody>, stage: Stage): object {
  const { plan, body, settings } = answer;
  const { effort, summary } = body.reasoning ?? {};
  const usual = settings.reasoning_tokens > 0 ? "medium" : null;
  return {
    id: responseId(answer),
    object: "response",
    created_at: plan.created,
    status: stage.status,
    background: body.background ?? false,
    completed_at: stage.completed_at,
    ...(body.conversation === undefined ? {} : { conversation: conversationOf(body) }),
    error: stage.error ?? null,
    frequency_penalty: body.frequency_penalty ?? 0,
    incomplete_details: stage.incomplete_details,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    max_tool_calls: body.max_tool_calls ?? null,
    model: plan.model,
    output: stage.output,
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    presence_penalty: body.presence_penalty ?? 0,
    previous_response_id: body.previous_response_id ?? null,
    ...(body.prompt === undefined ? {} : { prompt: promptJson(body.prompt) }),
    prompt_cache_key: body.prompt_cache_key ?? null,
    prompt_cache_retention: body.prompt_cache_retention ?? null,
    // Measured: what was asked for as "auto" is told back as "detailed".
    reasoning: {
      effort: effort ?? usual,
      summary: summary === "auto" ? "detailed" : summary ?? null,
    },
    safety_identifier: body.safety_identifier ?? null,
    service_tier: stage.service_tier,
    store: body.store ?? true,
    temperature: body.temperature ?? 1,
    text: { format: formatJson(body), verbosity: body.text?.verbosity ?? "medium" },
    tool_choice: body.tool_choice ?? "auto",
    tools: (body.tools ?? []).map(toolJson),
    top_logprobs: body.top_logprobs ?? 0,
    top_p: body.top_p ?? 1,
    truncation: body.truncation ?? "disabled",
    usage: stage.usage,
    user: body.user ?? null,
    metadata: body.metadata ?? {},
  };
}

function conversationOf({ conversation }: ResponsesBody): object {
  return { id: typeof conversation === "string" ? conversation : conversation?.id };
}

function promptJson({ id, variables = {}, version = null }: NonNullable<ResponsesBody["prompt"]>) {
  return { id, variables, version };
}

function formatJson(body: ResponsesBody): object {
  const format = body.text?.format;
  if (format?.type !== "json_schema") return { type: format?.type ?? "text" };
  const { type, description = null, name, schema, strict } = format;
  return { type, description, name, schema, strict: strict ?? false };
}

/** Token counts as this API has them. */
export function usageJson(usage: Usage): object {
  return {
    input_tokens: usage.promptTokens,
    input_tokens_details: {
      cached_tokens: usage.cached?.readTokens ?? 0,
      cache_write_tokens: 0,
    },
    output_tokens: usage.completionTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.promptTokens + usage.completionTokens,
  };
}
