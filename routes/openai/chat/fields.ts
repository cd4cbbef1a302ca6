/** What chunks and whole chat completions word in the same way. */

import type { Settings } from "../../../lib/config/settings.ts";
import type { Answer } from "../../../lib/dialect/dialect.ts";
import type { Delta, Ending, Plan, ToolCall, Usage } from "../../../lib/plan/plan.ts";
import { hidesThinking } from "../model_kinds.ts";
import { fingerprint } from "../provider.ts";
import type { ChatBody } from "./body.ts";

/** The completion's id. */
export function completionId({ plan, body, settings }: Answer<ChatBody>): string {
  const prefix = settings.strict
    ? "chatcmpl-"
    : body.stream
    ? "mock-chatcmpl-"
    : "mock-completion-";
  return prefix + plan.id.slice(0, 29);
}

/** A call's id on this wire. */
export function callId(call: ToolCall): string {
  return `call_${call.id}`;
}

/** Why a choice ends; clients of the old `functions` are told of a function. */
export function finishReason({ reason }: Ending, body: ChatBody): string | null {
  if (reason === "none") return null;
  return reason === "tool_calls" && body.functions ? "function_call" : reason;
}

/** Whether a delta is told: thinking is only where the model shows it. */
export function isVisible(delta: Delta, settings: Settings): boolean {
  return delta.kind !== "reasoning" || settings.reasoning_text === "content";
}

/** Whether this is a model that shows its thinking, as DeepSeek's do. */
export function showsThinking(settings: Settings): boolean {
  return settings.reasoning_tokens > 0 && settings.reasoning_text === "content";
}

/** The `system_fingerprint`; models that hide their thinking have none. */
export function fingerprintOf(plan: Plan, settings: Settings): string | null {
  return hidesThinking(settings) ? null : fingerprint(plan.model);
}

/** Usage with its details, as of 2026. */
export function usageJson(usage: Usage): object {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    prompt_tokens_details: { cached_tokens: usage.cached?.readTokens ?? 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
