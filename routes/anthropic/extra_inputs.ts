/** Keys within messages, their blocks and tools that Anthropic does not know (docs/wire.md §6). */

import type { ApiError } from "../../lib/api_error.ts";
import type { Asked, Objection } from "../../lib/dialect/objections.ts";
import type { MessagesBody } from "./body.ts";
import { errorAt } from "./issue_words.ts";

type Message = Asked<MessagesBody>;

/** What a message may say beside its blocks. */
export const MESSAGE_KEYS = ["content", "output_config", "role"];

/** What blocks that clients write may say; one of a type that is not here may say what it likes. */
export const BLOCK_KEYS: Readonly<Record<string, readonly string[]>> = {
  document: ["cache_control", "citations", "context", "source", "title", "type"],
  image: ["cache_control", "source", "transformations", "type"],
  redacted_thinking: ["data", "type"],
  text: ["cache_control", "citations", "text", "type"],
  thinking: ["signature", "thinking", "type"],
  tool_result: [
    "cache_control",
    "content",
    "is_error",
    "tool_use_id",
    "toolset_name",
    "type",
  ],
  tool_use: ["cache_control", "caller", "id", "input", "name", "toolset_name", "type"],
};

/** What a tool that the client runs may say. */
export const TOOL_KEYS = [
  "allowed_callers",
  "cache_control",
  "defer_loading",
  "description",
  "eager_input_streaming",
  "input_examples",
  "input_schema",
  "name",
  "strict",
  "type",
];

function toolOfMore({ body: { tools = [] } }: Message): ApiError | undefined {
  for (const [i, tool] of tools.entries()) {
    if ((tool.type ?? "custom") !== "custom") continue;
    const error = extra(tool, TOOL_KEYS, `tools.${i}.custom`);
    if (error) return error;
  }
  return undefined;
}

function messageOfMore({ body: { messages } }: Message): ApiError | undefined {
  for (const [i, message] of messages.entries()) {
    const error = extra(message, MESSAGE_KEYS, `messages.${i}`);
    if (error) return error;
    if (!Array.isArray(message.content)) continue;
    for (const [j, block] of message.content.entries()) {
      const known = BLOCK_KEYS[block.type];
      const error = known && extra(block, known, `messages.${i}.content.${j}.${block.type}`);
      if (error) return error;
    }
  }
  return undefined;
}

function metadataOfMore({ body: { metadata = {} } }: Message): ApiError | undefined {
  return extra(metadata, ["user_id"], "metadata");
}

function extra(value: object, known: readonly string[], place: string): ApiError | undefined {
  const lost = Object.keys(value).find((key) => !known.includes(key));
  return lost === undefined
    ? undefined
    : errorAt(`${place}.${lost}`, "Extra inputs are not permitted");
}

/** All of them. */
export const extraInputs: readonly Objection<MessagesBody>[] = [
  toolOfMore,
  messageOfMore,
  metadataOfMore,
];
