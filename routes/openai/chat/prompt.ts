/** What a chat completion request means: the neutral prompt of a checked body. */

import { z } from "zod";
import type { Settings } from "../../../lib/config/settings.ts";
import type { Prompt, TextFormat, Tool, ToolChoice } from "../../../lib/plan/prompt.ts";
import { thinkingTokens } from "../../validation/reasoning_effort.ts";
import { customTool } from "../custom_tools.ts";
import { stopTexts } from "../generation_keys.ts";
import type { ChatBody } from "./body.ts";
import { conversationOf } from "./messages.ts";

const toolName = z.looseObject({ name: z.string() }).optional();

const allowedChoice = z.looseObject({
  allowed_tools: z.looseObject({
    mode: z.enum(["auto", "required"]),
    tools: z.array(z.looseObject({ function: toolName, custom: toolName })),
  }),
});

/** Reads a checked body. */
export function promptOf(body: ChatBody, settings: Settings): Prompt {
  const maxTokens = body.max_completion_tokens ?? body.max_tokens;
  const tools = [...body.tools ?? [], ...body.functions?.map((one) => ({ function: one })) ?? []]
    .flatMap((one) => toolOf(one));
  const allowed = allowedTools(body);
  return {
    delivery: body.stream ? "stream" : "whole",
    conversation: conversationOf(body),
    tools: allowed ? tools.filter(({ name }) => allowed.names.has(name)) : tools,
    toolChoice: toolChoiceOf(body),
    ...(body.parallel_tool_calls === undefined
      ? {}
      : { parallelToolCalls: body.parallel_tool_calls }),
    format: formatOf(body),
    stop: stopTexts(body),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    choices: body.n ?? 1,
    thinkingTokens: thinkingTokens(settings.reasoning_tokens, body.reasoning_effort),
  };
}

type GivenTool = Pick<NonNullable<ChatBody["tools"]>[number], "function" | "custom">;

function toolOf({ function: called, custom }: Partial<GivenTool>): readonly Tool[] {
  if (custom) return [customTool(custom, custom.format?.grammar)];
  if (!called) return [];
  const { name, description, parameters } = called;
  return [{
    kind: "function",
    name,
    ...(description ? { description } : {}),
    ...(parameters ? { parameters } : {}),
  }];
}

function toolChoiceOf(body: ChatBody): ToolChoice {
  const { tool_choice: choice, function_call: older = "auto" } = body;
  if (choice === undefined) {
    return typeof older === "string" ? { kind: older } : { kind: "named", name: older.name };
  }
  if (typeof choice === "string") return { kind: choice };
  const allowed = allowedTools(body);
  if (allowed) return { kind: allowed.mode };
  const named = choice.function ?? choice.custom;
  return named ? { kind: "named", name: named.name } : { kind: "auto" };
}

/** Those that `tool_choice` of the type `allowed_tools` lets be called, and whether one must be. */
export function allowedTools(
  { tool_choice: choice }: Pick<ChatBody, "tool_choice">,
): { readonly mode: "auto" | "required"; readonly names: ReadonlySet<string> } | undefined {
  if (typeof choice !== "object" || choice.type !== "allowed_tools") return undefined;
  const allowed = allowedChoice.safeParse(choice).data?.allowed_tools;
  if (!allowed) return undefined;
  const names = allowed.tools.flatMap(({ function: called, custom }) =>
    called?.name ?? custom?.name ?? []
  );
  return { mode: allowed.mode, names: new Set(names) };
}

function formatOf(body: ChatBody): TextFormat {
  switch (body.response_format?.type) {
    case "json_object":
      return jsonFormat(body.response_format.schema ?? undefined);
    case "json_schema":
      return { kind: "json", schema: body.response_format.json_schema?.schema ?? undefined };
    default:
      return { kind: "text" };
  }
}

/** Together's and llama.cpp's clients give JSON mode a schema. */
function jsonFormat(schema: unknown): TextFormat {
  return { kind: "json", ...(schema === undefined ? {} : { schema }) };
}
