/** What a request for a message means: the neutral prompt of a checked body. */

import type { Settings } from "../../lib/config/settings.ts";
import { type Conversation, hasResultSinceUser } from "../../lib/plan/conversation.ts";
import type { Prompt, Tool, ToolChoice } from "../../lib/plan/prompt.ts";
import { thinkingTokens } from "../validation/reasoning_effort.ts";
import type { MessagesBody } from "./body.ts";
import { breakpointsOf } from "./cache_control.ts";
import { partsOf } from "./content.ts";

/** Reads a checked body. */
export function promptOf(body: MessagesBody, settings: Settings): Prompt {
  const { output_config: output, tool_choice: choice } = body;
  const single = choice && "disable_parallel_tool_use" in choice
    ? choice.disable_parallel_tool_use
    : undefined;
  const conversation = conversationOf(body);
  const format = output?.format ?? body.output_format;
  return {
    delivery: body.stream ? "stream" : "whole",
    conversation,
    countedAs: "chat",
    tools: (body.tools ?? []).flatMap(toolOf),
    toolChoice: toolChoiceOf(choice),
    ...(typeof single === "boolean" ? { parallelToolCalls: !single } : {}),
    format: format ? { kind: "json", schema: format.schema } : { kind: "text" },
    stop: body.stop_sequences ?? [],
    maxTokens: body.max_tokens,
    choices: 1,
    thinkingTokens: thinkingOf(body, conversation, settings),
    ...(settings.prompt_cache ? { breakpoints: breakpointsOf(body) } : {}),
  };
}

/** The system prompt, where there is one, and the messages, as turns. */
function conversationOf({ system, messages }: MessagesBody): Conversation {
  const said = messages.map(({ role, content = "" }) => ({ role, parts: partsOf(content) }));
  return system === undefined ? said : [{ role: "system", parts: partsOf(system) }, ...said];
}

/** A tool that the client runs; one that the service runs itself has no schema, and is never called here. */
function toolOf(
  { name, description, input_schema }: NonNullable<MessagesBody["tools"]>[number],
): readonly Tool[] {
  if (!input_schema || name === undefined) return [];
  return [{
    kind: "function",
    name,
    ...(description ? { description } : {}),
    parameters: input_schema,
  }];
}

function toolChoiceOf(choice: MessagesBody["tool_choice"]): ToolChoice {
  switch (choice?.type) {
    case "any":
      return { kind: "required" };
    case "tool":
      return { kind: "named", name: choice.name };
    case "none":
      return { kind: "none" };
    default:
      return { kind: "auto" };
  }
}

/** How much a model thinks when it is asked to and its settings do not say. */
const THINKING_TOKENS = 40;

/** Here a model thinks when it is asked to, and not otherwise. */
function thinkingOf(
  { thinking, output_config }: MessagesBody,
  conversation: Conversation,
  settings: Settings,
): number {
  if (!thinking || thinking.type === "disabled") return 0;
  if (thinking.type === "between_tools" && !hasResultSinceUser(conversation)) return 0;
  const medium = settings.reasoning_tokens || THINKING_TOKENS;
  const tokens = thinkingTokens(medium, output_config?.effort);
  return thinking.type === "enabled" ? Math.min(tokens, thinking.budget_tokens) : tokens;
}
