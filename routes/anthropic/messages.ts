/** `POST /v1/messages`: how a plan reads on Anthropic's wire (docs/wire.md §6). */

import type { Answer, Dialect } from "../../lib/dialect/dialect.ts";
import { type Choice, type Delta, type Ending, saidBy } from "../../lib/plan/plan.ts";
import type { StreamWriter } from "../../lib/stream/writer.ts";
import { anthropic, errorJson } from "./provider.ts";
import {
  type Block,
  blockKey,
  blockOf,
  CALLED_DIRECTLY,
  event,
  signatureOf,
  toolUseId,
} from "./blocks.ts";
import { type MessagesBody, parseMessages } from "./body.ts";
import { promptOf } from "./prompt.ts";
import { messageShapes } from "./shapes.ts";
import { finalUsageJson, isOfToday, usageJson } from "./usage.ts";
import { messageObjections } from "./objections.ts";

/** The Messages protocol. */
export const messages: Dialect<MessagesBody> = {
  name: "messages",
  provider: anthropic,
  framing: "sse",
  parse: parseMessages,
  prompt: promptOf,
  objections: messageObjections,
  id: messageId,
  whole,
  writer: eventWriter,
  shapes: messageShapes,
};

function messageId({ plan, settings }: Answer<MessagesBody>): string {
  return (settings.strict ? "msg_" : "mock-msg_") + plan.id.slice(0, 24);
}

function whole(answer: Answer<MessagesBody>): unknown {
  const { plan } = answer;
  const content = plan.choices.flatMap((choice) => contentOf(choice, answer));
  const [choice] = plan.choices;
  const stop = choice ? stopOf(choice.end.value, saidBy(choice).refusal !== "") : NOT_STOPPED;
  return messageJson(answer, content, stop, plan.usage.completionTokens);
}

/** The blocks in the order in which they are said, as a stream begins and ends them. */
function contentOf(choice: Choice, answer: Answer<MessagesBody>): readonly object[] {
  const blocks: { readonly first: Delta; text: string }[] = [];
  for (const { value } of choice.deltas) {
    const said = value.kind === "call" ? "" : value.piece.text;
    const last = blocks.at(-1);
    if (last && blockKey(last.first) === blockKey(value)) last.text += said;
    else blocks.push({ first: value, text: said });
  }
  return blocks.map(({ first, text }) => contentBlock(first, text, answer));
}

function contentBlock(first: Delta, text: string, { plan, body }: Answer<MessagesBody>): object {
  switch (first.kind) {
    case "text":
    case "refusal":
      return { type: "text", text };
    case "reasoning":
      return {
        type: "thinking",
        thinking: tellsThinking(body) ? text : "",
        signature: signatureOf(plan),
      };
    case "call":
    case "arguments":
      return {
        type: "tool_use",
        id: toolUseId(first.call),
        name: first.call.name,
        input: inputOf(text),
        ...(isOfToday(plan.model) ? CALLED_DIRECTLY : {}),
      };
  }
}

/** A call's input; empty where `max_tokens` cut its JSON. */
function inputOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}

/** Writes the events of one message. */
function eventWriter(answer: Answer<MessagesBody>): StreamWriter {
  const { plan, body, settings } = answer;
  const shown = tellsThinking(body);
  let hasBegun = false;
  let isRefusal = false;
  let block: Block | undefined;
  const begin = (): readonly string[] => {
    if (hasBegun) return [];
    hasBegun = true;
    return [event("message_start", { message: messageJson(answer, [], NOT_STOPPED, 1) })];
  };
  return {
    begin: () => settings.role_chunk === "at_once" ? begin() : [],
    delta({ delta }) {
      const start = begin();
      let data = "";
      if (block?.key !== blockKey(delta)) {
        const next: Block = blockOf(delta, block ? block.index + 1 : 0, plan);
        data = (block?.closing ?? "") + next.opening;
        block = next;
      }
      if (delta.kind === "refusal") isRefusal = true;
      if (shown || delta.kind !== "reasoning") data += block.delta(delta);
      return data === "" ? start : [...start, data];
    },
    end(ends, usage) {
      const stop = ends.map(({ end }) => stopOf(end, isRefusal))[0] ?? NOT_STOPPED;
      const end = { delta: stop, usage: finalUsageJson(answer, usage) };
      const data = (block?.closing ?? "") + event("message_delta", end) + event("message_stop", {});
      return [...begin(), data];
    },
    // The real one may name the request, too; without that, a seed repeats the bytes.
    error: (error) => [event("error", { error: { details: null, ...errorJson(error) } })],
  };
}

/** Whether thinking is sent in words, not as a signature alone. */
function tellsThinking({ thinking }: MessagesBody): boolean {
  return !thinking || thinking.type === "disabled" || thinking.display !== "omitted";
}

/** Why a message ends. */
interface Stop {
  readonly stop_reason: string | null;
  readonly stop_sequence: string | null;
  /** Present on a refusal. */
  readonly stop_details?: object;
}

const NOT_STOPPED: Stop = { stop_reason: null, stop_sequence: null };

const REFUSED: Stop = {
  stop_reason: "refusal",
  stop_sequence: null,
  stop_details: { type: "refusal", category: null, explanation: null },
};

function stopOf({ reason, stopSequence }: Ending, isRefusal: boolean): Stop {
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

function messageJson(
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
