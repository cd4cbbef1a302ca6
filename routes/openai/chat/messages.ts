/** The messages of a chat: what each may say, and the conversation that they are. */

import { z } from "zod";
import {
  type Conversation,
  type Part,
  type PastCall,
  type Role,
  textParts,
  type Turn,
} from "../../../lib/plan/conversation.ts";
import { named } from "../validation.ts";

const part = z.looseObject({ type: z.string(), text: z.string().optional() });

const content = named(
  z.union([z.string(), named(z.array(part), "an array of objects")]),
  "one of a string or array of objects",
);

const functionCall = z.looseObject({ name: z.string(), arguments: z.string() });

/** One message. */
export const message = z.looseObject({
  role: z.enum(["system", "assistant", "user", "function", "tool", "developer"]),
  content: content.nullish(),
  name: z.string().nullish(),
  refusal: z.string().nullish(),
  tool_call_id: z.string().nullish(),
  tool_calls: named(
    z.array(z.looseObject({
      id: z.string(),
      function: functionCall.nullish(),
      custom: z.looseObject({ name: z.string(), input: z.string() }).nullish(),
    })),
    "an array of objects",
  ).nullish(),
  function_call: functionCall.nullish(),
});

/** A checked message. */
export type Message = z.output<typeof message>;

/** The messages as turns. */
export function conversationOf(
  { messages }: { readonly messages: readonly Message[] },
): Conversation {
  return messages.map(turnOf);
}

function turnOf(message: Message): Turn {
  const { name } = message;
  const role = roleOf(message);
  const parts = role === "tool"
    ? [resultOf(message)]
    : [...thinkingOf(message), ...contentParts(message), ...callsOf(message)];
  return { role, ...(name ? { name } : {}), parts };
}

function roleOf({ role }: Message): Role {
  return role === "function" ? "tool" : role;
}

function resultOf({ role, content, name, tool_call_id: callId }: Message): Part {
  const text = typeof content === "string"
    ? content
    : (content ?? []).map((part) => part.text ?? "").join("");
  return {
    kind: "result",
    text,
    ...(callId ? { callId } : {}),
    ...(role === "function" && name ? { name } : {}),
  };
}

/** What models that show their thinking are told back of it. */
function thinkingOf({ reasoning_content: thinking }: Message): readonly Part[] {
  return typeof thinking === "string" && thinking !== "" ? [{ kind: "thinking" }] : [];
}

function contentParts({ content }: Message): readonly Part[] {
  if (typeof content === "string") return textParts(content);
  return (content ?? []).flatMap(({ type, text = "" }): readonly Part[] => {
    switch (type) {
      case "image_url":
        return [{ kind: "image" }];
      case "input_audio":
        return [{ kind: "audio" }];
      case "file":
        return [{ kind: "file" }];
      default:
        return textParts(text);
    }
  });
}

function callsOf({ tool_calls: calls, function_call: alone }: Message): readonly PastCall[] {
  const called = (calls ?? []).flatMap(({ id, function: called, custom }): readonly PastCall[] => {
    if (called) return [{ kind: "call", id, name: called.name, arguments: called.arguments }];
    return custom ? [{ kind: "call", id, name: custom.name, arguments: custom.input }] : [];
  });
  return alone
    ? [...called, { kind: "call", name: alone.name, arguments: alone.arguments }]
    : called;
}
