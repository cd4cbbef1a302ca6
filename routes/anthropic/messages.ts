/** `POST /v1/messages`: how a plan reads on Anthropic's wire (docs/wire.md §6). */

import type { Answer, Dialect } from "../../lib/dialect/dialect.ts";
import { type Choice, type Delta, saidBy } from "../../lib/plan/plan.ts";
import { anthropic } from "./provider.ts";
import { blockKey, CALLED_DIRECTLY, signatureOf, toolUseId } from "./blocks.ts";
import { type MessagesBody, parseMessages } from "./body.ts";
import { eventWriter } from "./events.ts";
import { messageId, messageJson, NOT_STOPPED, stopOf, tellsThinking } from "./message_json.ts";
import { promptOf } from "./prompt.ts";
import { messageShapes } from "./shapes.ts";
import { isOfToday } from "./usage.ts";
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
