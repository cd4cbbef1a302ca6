/** `POST /v1/chat/completions`: how a plan reads on OpenAI's chat wire (WIRE.md §1 and §2). */

import type { Settings } from "../../../lib/config/settings.ts";
import type { Answer, Dialect } from "../../../lib/dialect/dialect.ts";
import type { Frame } from "../../../lib/stream/frame.ts";
import {
  callsOf,
  type Choice,
  type Delta,
  type Ending,
  type Plan,
  stepsOf,
  textOf,
  tokensOf,
  type ToolCall,
  type Usage,
} from "../../../lib/plan/plan.ts";
import { DONE } from "../../../lib/stream/framing.ts";
import { type ChatBody, parseChat, promptOf } from "./body.ts";
import { type LogprobsFor, logprobsOf } from "../logprobs.ts";
import { obfuscator } from "../obfuscation.ts";
import { fingerprint, limitHeaders, rateLimited, unknownModel } from "../provider.ts";

/** The chat completions protocol. */
export const chatCompletions: Dialect<ChatBody> = {
  parse: parseChat,
  prompt: promptOf,
  completionId: ({ plan, body, settings }) => {
    const prefix = settings.strict
      ? "chatcmpl-"
      : body.stream
      ? "mock-chatcmpl-"
      : "mock-completion-";
    return prefix + plan.id.slice(0, 29);
  },
  whole,
  stream,
  unknownModel,
  rateLimited,
  headers: ({ allowance }) => limitHeaders(allowance),
};

function whole(answer: Answer<ChatBody>): unknown {
  const { plan, settings } = answer;
  return {
    id: chatCompletions.completionId(answer),
    object: "chat.completion",
    created: plan.created,
    model: plan.model,
    choices: plan.choices.map((choice, index) => wholeChoice(choice, index, answer)),
    usage: usageJson(plan.usage),
    service_tier: "default",
    system_fingerprint: fingerprintOf(plan, settings),
  };
}

function wholeChoice(choice: Choice, index: number, answer: Answer<ChatBody>): unknown {
  const { body, settings } = answer;
  const text = textOf(choice, "text");
  const refusal = textOf(choice, "refusal");
  const calls = callsOf(choice);
  return {
    index,
    message: {
      role: "assistant",
      content: calls.length > 0 || refusal !== "" ? null : text,
      ...(showsThinking(settings) ? { reasoning_content: textOf(choice, "reasoning") } : {}),
      refusal: refusal === "" ? null : refusal,
      annotations: [],
      ...wholeCalls(calls, body),
    },
    ...(hidesThinking(settings) ? {} : { logprobs: logprobsOf(answer).whole(choice) }),
    finish_reason: finishReason(choice.end.value, body),
  };
}

function wholeCalls(calls: ReturnType<typeof callsOf>, body: ChatBody): object {
  const [first] = calls;
  if (!first) return {};
  if (body.functions) {
    return { function_call: { name: first.call.name, arguments: first.arguments } };
  }
  return {
    tool_calls: calls.map(({ call, arguments: args }) => ({
      id: callId(call),
      type: "function",
      function: { name: call.name, arguments: args },
    })),
  };
}

function* stream(answer: Answer<ChatBody>): Iterable<Frame> {
  const { plan, body, settings } = answer;
  const write = chunkWriter(answer);
  const began = new Set<number>();
  if (settings.role_chunk === "at_once") {
    for (const [index, choice] of plan.choices.entries()) {
      began.add(index);
      const opening = openingOf(firstVisible(choice, settings), choice, body);
      yield write.delta(0, index, opening.delta, opening.logprobs, 0);
    }
  }
  let unseen = 0;
  for (const step of stepsOf(plan)) {
    const { at, index } = step;
    const choice = plan.choices[index];
    if (!choice) continue;
    const visible = step.kind === "end" || isVisible(step.delta, settings);
    if (visible && !began.has(index)) {
      began.add(index);
      const opening = openingOf(step.kind === "end" ? undefined : step.delta, choice, body);
      yield write.delta(at, index, opening.delta, opening.logprobs, 0);
    }
    if (step.kind === "end") {
      yield write.end(at, index, step.end, unseen);
      unseen = 0;
      continue;
    }
    unseen += tokensOf(step.delta);
    if (!visible) continue;
    const json = deltaJson(step.delta, choice, body, settings);
    if (json === undefined) continue;
    yield write.delta(at, index, json, write.logprobs.of(step.delta), unseen);
    unseen = 0;
  }
  yield write.done(Math.max(...plan.choices.map((choice) => choice.end.at)));
}

/** The first chunk of a choice: the role, and the head of a lone call along with it. */
interface Opening {
  readonly delta: string;
  readonly logprobs: "empty" | "null";
}

function openingOf(first: Delta | undefined, choice: Choice, body: ChatBody): Opening {
  switch (first?.kind) {
    case "call":
      return { delta: callOpening(first.call, choice, body), logprobs: "null" };
    case "refusal":
      return { delta: '{"role":"assistant","content":null,"refusal":""}', logprobs: "empty" };
    case "reasoning":
      return {
        delta: '{"role":"assistant","content":null,"reasoning_content":""}',
        logprobs: "empty",
      };
    default:
      return { delta: '{"role":"assistant","content":"","refusal":null}', logprobs: "empty" };
  }
}

function callOpening(call: ToolCall, choice: Choice, body: ChatBody): string {
  if (body.functions) {
    return `{"role":"assistant","content":null,"function_call":{"name":${
      JSON.stringify(call.name)
    },"arguments":""}}`;
  }
  return isOnlyCall(choice)
    ? `{"role":"assistant","content":null,"tool_calls":[${callHead(call)}],"refusal":null}`
    : '{"role":"assistant","content":null}';
}

/** The JSON of a delta; nothing for a call's head that the opening has said already. */
function deltaJson(
  delta: Delta,
  choice: Choice,
  body: ChatBody,
  settings: Settings,
): string | undefined {
  switch (delta.kind) {
    case "text": {
      const text = JSON.stringify(delta.piece.text);
      return showsThinking(settings)
        ? `{"content":${text},"reasoning_content":null}`
        : `{"content":${text}}`;
    }
    case "reasoning":
      return `{"content":null,"reasoning_content":${JSON.stringify(delta.piece.text)}}`;
    case "refusal":
      return `{"refusal":${JSON.stringify(delta.piece.text)}}`;
    case "call":
      return body.functions || isOnlyCall(choice)
        ? undefined
        : `{"tool_calls":[${callHead(delta.call)}]}`;
    case "arguments": {
      const args = `{"arguments":${JSON.stringify(delta.piece.text)}}`;
      return body.functions
        ? `{"function_call":${args}}`
        : `{"tool_calls":[{"index":${delta.call.index},"function":${args}}]}`;
    }
  }
}

function callHead(call: ToolCall): string {
  const head = { name: call.name, arguments: "" };
  return JSON.stringify({ index: call.index, id: callId(call), type: "function", function: head });
}

function callId(call: ToolCall): string {
  return `call_${call.id}`;
}

function isOnlyCall(choice: Choice): boolean {
  return callsOf(choice.unended ?? choice).length === 1;
}

/** Writes chunks of one stream. What is the same in all of them is made once. */
interface ChunkWriter {
  readonly logprobs: LogprobsFor;
  delta(at: number, index: number, delta: string, logprobs: string, tokens: number): Frame;
  end(at: number, index: number, end: Ending, tokens: number): Frame;
  done(at: number): Frame;
}

function chunkWriter(answer: Answer<ChatBody>): ChunkWriter {
  const { plan, body, settings } = answer;
  const { include_usage: asked, include_obfuscation: obfuscated } = body.stream_options ?? {};
  // The document puts usage into the last chunk; `stream_options`, or strict, asks for the real API's way.
  const inLast = showsThinking(settings) || (body.stream_options === undefined && !settings.strict);
  const logprobs = logprobsOf(answer);
  const obfuscate = obfuscated === false ? () => "" : obfuscator(plan.seed);
  const head = flat(
    `data: {"id":${JSON.stringify(chatCompletions.completionId(answer))}`,
    `,"object":"chat.completion.chunk","created":${plan.created}`,
    `,"model":${JSON.stringify(plan.model)},"service_tier":"default"`,
    `,"system_fingerprint":${JSON.stringify(fingerprintOf(plan, settings))},"choices":[`,
  );
  const noUsage = asked ? ',"usage":null' : "";
  const usage = `,"usage":${JSON.stringify(usageJson(plan.usage))}`;
  const hidden = hidesThinking(settings);

  const lead = plan.choices.map((_, index) => flat(head, `{"index":${index},"delta":`));
  const tail = (logprobs: string, finish: string, usage: string) =>
    flat(hidden ? "" : `,"logprobs":${logprobs}`, `,"finish_reason":${finish}}]`, usage);
  const plainTail = tail("null", "null", noUsage);

  return {
    logprobs,
    delta(at, index, delta, kind, tokens) {
      const after = kind === "null"
        ? plainTail
        : tail(kind === "empty" ? logprobs.empty : kind, "null", noUsage);
      return { at, tokens, data: `${lead[index]}${delta}${after}${obfuscate()}}\n\n` };
    },
    end(at, index, end, tokens) {
      const last = index === plan.choices.length - 1;
      const delta = showsThinking(settings) ? '{"content":"","reasoning_content":null}' : "{}";
      const finish = JSON.stringify(finishReason(end, body));
      const after = tail("null", finish, last && inLast ? usage : noUsage);
      return { at, tokens, data: `${lead[index]}${delta}${after}${obfuscate()}}\n\n` };
    },
    done: (at) => ({
      at,
      tokens: 0,
      data: (asked && !inLast ? `${head}]${usage}${obfuscate()}}\n\n` : "") + DONE,
    }),
  };
}

function finishReason({ reason }: Ending, body: ChatBody): string {
  return reason === "tool_calls" && body.functions ? "function_call" : reason;
}

function isVisible(delta: Delta, settings: Settings): boolean {
  return delta.kind !== "reasoning" || settings.reasoning_text === "content";
}

function firstVisible(choice: Choice, settings: Settings): Delta | undefined {
  for (const { value } of choice.deltas) if (isVisible(value, settings)) return value;
  return undefined;
}

/** Whether this is a model whose thinking is counted and not shown: it has no logprobs and no fingerprint. */
function hidesThinking(settings: Settings): boolean {
  return settings.reasoning_tokens > 0 && settings.reasoning_text === "hidden";
}

/** Whether this is a model that shows its thinking, as DeepSeek's do. */
function showsThinking(settings: Settings): boolean {
  return settings.reasoning_tokens > 0 && settings.reasoning_text === "content";
}

function fingerprintOf(plan: Plan, settings: Settings): string | null {
  return hidesThinking(settings) ? null : fingerprint(plan.model);
}

/** Usage with its details, as of 2026. */
function usageJson(usage: Usage): object {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

/** Joins texts. Added up instead, they would be a chain that V8 walks again for every event that they are part of. */
function flat(...texts: readonly string[]): string {
  return texts.join("");
}
