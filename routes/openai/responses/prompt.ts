/** What a Responses API request means: the neutral prompt of a checked body. */

import type { Settings } from "../../../lib/config/settings.ts";
import { textParts, type Turn } from "../../../lib/plan/conversation.ts";
import type { Prompt, TextFormat } from "../../../lib/plan/prompt.ts";
import { thinkingTokens } from "../../validation/reasoning_effort.ts";
import type { ResponsesBody } from "./body.ts";
import { turnsOf } from "./turns.ts";
import { hostedTools } from "./hosted_tools.ts";
import { callableTools, toolChoiceOf } from "./tools.ts";
import { updated } from "./updates.ts";

/** Reads a checked body. */
export function promptOf(asked: ResponsesBody, settings: Settings): Prompt {
  const body = updated(asked);
  const { instructions, max_output_tokens: maxTokens, parallel_tool_calls, reasoning } = body;
  return {
    delivery: body.stream ? "stream" : "whole",
    conversation: [
      ...(instructions === undefined ? [] : [instructed(instructions)]),
      ...turnsOf([...body.earlier, ...body.input]),
    ],
    tools: callableTools(body),
    hosted: hostedTools(body),
    toolChoice: toolChoiceOf(body),
    ...(parallel_tool_calls === undefined ? {} : { parallelToolCalls: parallel_tool_calls }),
    format: formatOf(body),
    stop: [],
    ...(maxTokens === undefined ? {} : { maxTokens }),
    choices: 1,
    thinkingTokens: thinkingTokens(settings.reasoning_tokens, reasoning?.effort),
  };
}

function instructed(instructions: string): Turn {
  return { role: "system", parts: textParts(instructions) };
}

function formatOf({ text }: ResponsesBody): TextFormat {
  switch (text?.format?.type) {
    case "json_object":
      return { kind: "json" };
    case "json_schema":
      return { kind: "json", schema: text.format.schema };
    default:
      return { kind: "text" };
  }
}
