/** The `delta` objects of chat chunks, as JSON texts. */

import type { Settings } from "../../../lib/config/settings.ts";
import type { Delta, ToolCall } from "../../../lib/plan/plan.ts";
import type { ChatBody } from "./body.ts";
import { callId, showsThinking } from "./fields.ts";
import { isSpoken } from "./audio_request.ts";

/** The first chunk of a choice: the role, and the head of a lone call along with it. */
export interface Opening {
  readonly delta: string;
  readonly logprobs: "empty" | "empty_refusal" | "null";
  /** Whether it tells the head of the call that comes first. */
  readonly tellsCall: boolean;
}

/** The opening of a choice whose first visible delta is `first`; `isLone`: it makes one call and no more. */
export function openingOf(first: Delta | undefined, isLone: boolean, body: ChatBody): Opening {
  switch (first?.kind) {
    case "call":
      return callOpening(first.call, isLone, body);
    case "refusal":
      return {
        ...saying('{"role":"assistant","content":null,"refusal":""}'),
        logprobs: "empty_refusal",
      };
    case "reasoning":
      return saying('{"role":"assistant","content":null,"reasoning_content":""}');
    default:
      return saying(
        `{"role":"assistant","content":${isSpoken(body) ? "null" : '""'},"refusal":null}`,
      );
  }
}

function saying(delta: string): Opening {
  return { delta, logprobs: "empty", tellsCall: false };
}

function callOpening(call: ToolCall, isLone: boolean, body: ChatBody): Opening {
  if (body.functions) {
    const name = JSON.stringify(call.name);
    const delta =
      `{"role":"assistant","content":null,"function_call":{"name":${name},"arguments":""}}`;
    return { delta, logprobs: "null", tellsCall: true };
  }
  return isLone
    ? {
      delta: `{"role":"assistant","content":null,"tool_calls":[${callHead(call)}],"refusal":null}`,
      logprobs: "null",
      tellsCall: true,
    }
    : { delta: '{"role":"assistant","content":null}', logprobs: "null", tellsCall: false };
}

/** The JSON of a delta. */
export function deltaJson(delta: Delta, body: ChatBody, settings: Settings): string {
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
      return body.functions
        ? `{"function_call":{"name":${JSON.stringify(delta.call.name)},"arguments":""}}`
        : `{"tool_calls":[${callHead(delta.call)}]}`;
    case "arguments": {
      const text = JSON.stringify(delta.piece.text);
      if (delta.call.input === "text") {
        return `{"tool_calls":[{"index":${delta.call.index},"custom":{"input":${text}}}]}`;
      }
      const args = `{"arguments":${text}}`;
      return body.functions
        ? `{"function_call":${args}}`
        : `{"tool_calls":[{"index":${delta.call.index},"function":${args}}]}`;
    }
  }
}

function callHead(call: ToolCall): string {
  const { index, name } = call;
  const head = call.input === "text"
    ? { type: "custom", custom: { name, input: "" } }
    : { type: "function", function: { name, arguments: "" } };
  return JSON.stringify({ index, id: callId(call), ...head });
}
