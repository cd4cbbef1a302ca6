/** The items of a conversation in the Responses API as the turns that they are. */

import {
  type Part,
  resultParts,
  type Role,
  textParts,
  type Turn,
} from "../../../lib/plan/conversation.ts";
import { content, type InputItem, kindOf } from "./input.ts";

/** Items as turns. What OpenAI's own tools did is none; thinking is part of what the model says after it. */
export function turnsOf(items: readonly InputItem[]): readonly Turn[] {
  const turns: Turn[] = [];
  let thinks = false;
  for (const item of items) {
    const turn = turnOf(item);
    if (turn) {
      const thinking = thinks && turn.role === "assistant";
      turns.push(thinking ? { ...turn, parts: [{ kind: "thinking" }, ...turn.parts] } : turn);
    }
    thinks = kindOf(item) === "reasoning";
  }
  return turns;
}

function turnOf(item: InputItem): Turn | undefined {
  const type = kindOf(item);
  const { role, call_id, name, arguments: args, input, output } = item;
  if (type === "message") return { role: roleOf(role), parts: partsOf(item.content) };
  const id = call_id ?? undefined;
  if (type === "function_call" || type === "custom_tool_call") {
    const given = type === "function_call" ? args : input;
    const text = typeof given === "string" ? given : "";
    const call = { kind: "call", name: name ?? "", arguments: text } as const;
    return { role: "assistant", parts: [id === undefined ? call : { ...call, id }] };
  }
  if (type === "mcp_approval_response") {
    return { role: "tool", parts: [{ kind: "result", text: "" }] };
  }
  if (!type.endsWith("_output")) return undefined;
  return { role: "tool", parts: resultParts(partsOf(content.safeParse(output).data), id) };
}

function roleOf(role: string | null | undefined): Role {
  switch (role) {
    case "assistant":
    case "system":
    case "developer":
      return role;
    default:
      return "user";
  }
}

function partsOf(content: InputItem["content"]): readonly Part[] {
  if (typeof content === "string") return textParts(content);
  return (content ?? []).flatMap((part): readonly Part[] => {
    switch (part.type) {
      case "input_image":
      case "computer_screenshot":
        return [{ kind: "image" }];
      case "input_audio":
        return [{ kind: "audio" }];
      case "input_file":
        return [{ kind: "file" }];
      default:
        return textParts(part.text ?? part.refusal ?? "");
    }
  });
}
