/** What a message is told by, whole and in events: its id, why it ends, and the object itself (docs/wire.md §6). */

import type { Answer } from "../../lib/dialect/dialect.ts";
import type { Ending } from "../../lib/plan/plan.ts";
import type { MessagesBody } from "./body.ts";
import { usageJson } from "./usage.ts";

/** The message's id. */
export function messageId({ plan, settings }: Answer<MessagesBody>): string {
  return (settings.strict ? "msg_" : "mock-msg_") + plan.id.slice(0, 24);
}

/** Whether thinking is sent in words, not as a signature alone. */
export function tellsThinking({ thinking }: MessagesBody): boolean {
  return !thinking || thinking.type === "disabled" || thinking.display !== "omitted";
}

/** Why a message ends. */
export interface Stop {
  readonly stop_reason: string | null;
  readonly stop_sequence: string | null;
  /** Present on a refusal. */
  readonly stop_details?: object;
}

/** It goes on, or does not say why it ends. */
export const NOT_STOPPED: Stop = { stop_reason: null, stop_sequence: null };

const REFUSED: Stop = {
  stop_reason: "refusal",
  stop_sequence: null,
  stop_details: { type: "refusal", category: null, explanation: null },
};

/** Why a message ends whose choice ended so; `isRefusal`: it said a refusal. */
export function stopOf({ reason, stopSequence }: Ending, isRefusal: boolean): Stop {
  switch (reason) {
    case "length":
      return { stop_reason: "max_tokens", stop_sequence: null };
    case "tool_calls":
      return { stop_reason: "tool_use", stop_sequence: null };
    case "content_filter":
      return REFUSED;
    case "none":
      return NOT_STOPPED;
    case "stop":
      if (stopSequence !== undefined) {
        return { stop_reason: "stop_sequence", stop_sequence: stopSequence };
      }
      return isRefusal ? REFUSED : { stop_reason: "end_turn", stop_sequence: null };
  }
}

/** The message with what has been said of it. */
export function messageJson(
  answer: Answer<MessagesBody>,
  content: readonly object[],
  stop: Stop,
  outputTokens: number,
): object {
  const { plan } = answer;
  return {
    id: messageId(answer),
    type: "message",
    role: "assistant",
    model: plan.model,
    content,
    ...stop,
    usage: usageJson(answer, outputTokens),
  };
}
