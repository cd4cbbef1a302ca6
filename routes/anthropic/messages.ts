/** `POST /v1/messages`: how a plan reads on Anthropic's wire (WIRE.md §6). */

import type { Answer, Dialect } from "../../lib/dialect/dialect.ts";
import type { Frame } from "../../lib/stream/frame.ts";
import { callsOf, type Choice, textOf, tokensOf, type Usage } from "../../lib/plan/plan.ts";
import { answerHeaders, rateLimited, unknownModel } from "./provider.ts";
import { type Block, blockOf, event, keyOf, signatureOf, toolUseId } from "./blocks.ts";
import { type MessagesBody, parseMessages, promptOf } from "./body.ts";

/** The Messages protocol. */
export const messages: Dialect<MessagesBody> = {
  parse: parseMessages,
  prompt: promptOf,
  completionId: ({ plan, settings }) =>
    (settings.strict ? "msg_" : "mock-msg_") + plan.id.slice(0, 24),
  whole,
  stream,
  unknownModel,
  rateLimited,
  headers: answerHeaders,
};

function whole(answer: Answer<MessagesBody>): unknown {
  const { plan } = answer;
  const content = plan.choices.flatMap((choice) => contentOf(choice, answer));
  const stop = plan.choices.map(stopOf)[0] ?? NOT_STOPPED;
  return messageJson(answer, content, stop, plan.usage.completionTokens);
}

function contentOf(choice: Choice, { plan, body }: Answer<MessagesBody>): readonly object[] {
  const thinking = textOf(choice, "reasoning");
  const text = textOf(choice, "refusal") + textOf(choice, "text");
  const thought = {
    type: "thinking",
    thinking: showsThinking(body) ? thinking : "",
    signature: signatureOf(plan),
  };
  return [
    ...(thinking === "" ? [] : [thought]),
    ...(text === "" ? [] : [{ type: "text", text }]),
    ...callsOf(choice).map(({ call, arguments: json }) => ({
      type: "tool_use",
      id: toolUseId(call),
      name: call.name,
      input: inputOf(json),
    })),
  ];
}

/** A call's input; empty where `max_tokens` cut its JSON. */
function inputOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}

function* stream(answer: Answer<MessagesBody>): Iterable<Frame> {
  const { plan, body, settings } = answer;
  const [choice] = plan.choices;
  if (!choice) return;
  const start = { message: messageJson(answer, [], NOT_STOPPED, 1) };
  const begins = settings.role_chunk === "at_once" ? 0 : firstMs(choice);
  yield { at: begins, tokens: 0, data: event("message_start", start) };
  const shown = showsThinking(body);
  let block: Block | undefined;
  let unseen = 0;
  for (const { at, value } of choice.deltas) {
    let data = "";
    if (block?.key !== keyOf(value)) {
      const next: Block = blockOf(value, block ? block.index + 1 : 0, plan);
      data = (block?.closing ?? "") + next.opening;
      block = next;
    }
    unseen += tokensOf(value);
    if (shown || value.kind !== "reasoning") data += block.delta(value);
    if (data === "") continue;
    yield { at, tokens: unseen, data };
    unseen = 0;
  }
  const end = { delta: stopOf(choice), usage: { output_tokens: plan.usage.completionTokens } };
  const data = (block?.closing ?? "") + event("message_delta", end) + event("message_stop", {});
  yield { at: choice.end.at, tokens: unseen, data };
}

/** When a choice says its first. */
function firstMs(choice: Choice): number {
  for (const { at } of choice.deltas) return at;
  return choice.end.at;
}

/** Whether thinking is sent in words, not as a signature alone. */
function showsThinking({ thinking }: MessagesBody): boolean {
  return !thinking || thinking.type === "disabled" || thinking.display !== "omitted";
}

/** Why a message ends. */
interface Stop {
  readonly stop_reason: string | null;
  readonly stop_sequence: string | null;
}

const NOT_STOPPED: Stop = { stop_reason: null, stop_sequence: null };

function stopOf(choice: Choice): Stop {
  const { reason, stopSequence } = choice.end.value;
  switch (reason) {
    case "length":
      return { stop_reason: "max_tokens", stop_sequence: null };
    case "tool_calls":
      return { stop_reason: "tool_use", stop_sequence: null };
    case "stop":
      if (stopSequence !== undefined) {
        return { stop_reason: "stop_sequence", stop_sequence: stopSequence };
      }
      return { stop_reason: isRefusal(choice) ? "refusal" : "end_turn", stop_sequence: null };
  }
}

function isRefusal(choice: Choice): boolean {
  return textOf(choice, "refusal") !== "";
}

function messageJson(
  answer: Answer<MessagesBody>,
  content: readonly object[],
  { stop_reason, stop_sequence }: Stop,
  outputTokens: number,
): object {
  const { plan } = answer;
  return {
    id: messages.completionId(answer),
    type: "message",
    role: "assistant",
    model: plan.model,
    content,
    stop_reason,
    stop_sequence,
    usage: usageJson(plan.usage, outputTokens),
  };
}

function usageJson({ promptTokens }: Usage, outputTokens: number): object {
  return {
    input_tokens: promptTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: outputTokens,
    service_tier: "standard",
  };
}
