/** `POST /v1/chat/completions`: OpenAI's chat wire (docs/wire.md §1 and §2). */

import type { Answer, Dialect } from "../../../lib/dialect/dialect.ts";
import { type Choice, type Said, saidBy } from "../../../lib/plan/plan.ts";
import { servedTier } from "../generation_keys.ts";
import { logprobsOf } from "../logprobs.ts";
import { hidesThinking } from "../model_kinds.ts";
import { openAi } from "../provider.ts";
import { type ChatBody, parseChat } from "./body.ts";
import { promptOf } from "./prompt.ts";
import { chunkWriter } from "./chunks.ts";
import { chatObjections } from "./objections.ts";
import { isSpoken } from "./audio_request.ts";
import { chatShapes } from "./shapes.ts";
import { wholeAudio } from "./spoken.ts";
import {
  callId,
  completionId,
  fingerprintOf,
  finishReason,
  showsThinking,
  usageJson,
} from "./fields.ts";

/** The chat completions protocol. */
export const chat: Dialect<ChatBody> = {
  name: "chat",
  provider: openAi,
  framing: "sse",
  parse: parseChat,
  prompt: promptOf,
  objections: chatObjections,
  id: completionId,
  whole,
  writer: chunkWriter,
  shapes: chatShapes,
};

function whole(answer: Answer<ChatBody>): unknown {
  const { plan, settings } = answer;
  return {
    id: completionId(answer),
    object: "chat.completion",
    created: plan.created,
    model: plan.model,
    choices: plan.choices.map((choice, index) => wholeChoice(choice, index, answer)),
    usage: usageJson(plan.usage),
    service_tier: servedTier(answer.body.service_tier),
    system_fingerprint: fingerprintOf(plan, settings),
  };
}

function wholeChoice(choice: Choice, index: number, answer: Answer<ChatBody>): unknown {
  const { body, settings } = answer;
  const { text, reasoning, refusal, calls } = saidBy(choice);
  const audio = isSpoken(body) ? wholeAudio(choice, index, answer) : undefined;
  return {
    index,
    message: {
      role: "assistant",
      content: audio || text === "" && (calls.length > 0 || refusal !== "") ? null : text,
      ...(showsThinking(settings) ? { reasoning_content: reasoning } : {}),
      refusal: refusal === "" ? null : refusal,
      annotations: [],
      ...(audio ? { audio } : {}),
      ...wholeCalls(calls, body),
    },
    ...(hidesThinking(settings) ? {} : { logprobs: logprobsOf(answer).whole(choice) }),
    finish_reason: finishReason(choice.end.value, body),
  };
}

function wholeCalls(calls: Said["calls"], body: ChatBody): object {
  const [first] = calls;
  if (!first) return {};
  if (body.functions) {
    return { function_call: { name: first.call.name, arguments: first.arguments } };
  }
  return {
    tool_calls: calls.map(({ call, arguments: args }) => ({
      id: callId(call),
      ...(call.input === "text"
        ? { type: "custom", custom: { name: call.name, input: args } }
        : { type: "function", function: { name: call.name, arguments: args } }),
    })),
  };
}
