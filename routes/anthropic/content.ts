/** The blocks that a message's content is made of, and the parts of a turn that they are. */

import { z } from "zod";
import { type Part, resultParts, textParts } from "../../lib/plan/conversation.ts";

const text = z.looseObject({ type: z.literal("text"), text: z.string() });
const image = z.looseObject({ type: z.literal("image"), source: z.looseObject({}) });
const document = z.looseObject({
  type: z.literal("document"),
  source: z.looseObject({ type: z.string(), data: z.string().optional() }),
});

/** What comes from the service's own tools and deeds, and has no text that is counted. */
const others = z.looseObject({
  type: z.enum([
    "advisor_tool_result",
    "bash_code_execution_tool_result",
    "browser_state",
    "code_execution_tool_result",
    "container_upload",
    "fallback",
    "mcp_tool_listing",
    "mcp_tool_result",
    "mcp_tool_use",
    "redacted_thinking",
    "search_result",
    "server_tool_use",
    "text_editor_code_execution_tool_result",
    "tool_addition",
    "tool_reference",
    "tool_removal",
    "tool_search_tool_result",
    "web_fetch_tool_result",
    "web_search_tool_result",
  ]),
});

const plain = z.discriminatedUnion("type", [text, image, document, others]);

const anyBlock = z.discriminatedUnion("type", [
  text,
  image,
  document,
  others,
  z.looseObject({
    type: z.literal("tool_use"),
    id: z.string(),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
  }),
  z.looseObject({
    type: z.literal("tool_result"),
    tool_use_id: z.string(),
    content: z.union([z.string(), z.array(plain)]).nullish(),
  }),
  z.looseObject({ type: z.literal("compaction"), content: z.string().nullish() }),
  z.looseObject({ type: z.literal("thinking"), thinking: z.string(), signature: z.string() }),
]);

/** A message's content, or the system prompt. */
export const contents = z.union([z.string(), z.array(anyBlock)]);

/** A checked one. */
export type Contents = z.output<typeof contents>;

/** What a content says, in its order. What the service's own tools came to has no text of its own. */
export function partsOf(content: Contents): readonly Part[] {
  return typeof content === "string" ? textParts(content) : content.flatMap(partsOfBlock);
}

function partsOfBlock(block: z.output<typeof anyBlock>): readonly Part[] {
  switch (block.type) {
    case "text":
      return textParts(block.text);
    case "image":
      return [{ kind: "image" }];
    case "document":
      return block.source.type === "text" ? textParts(block.source.data ?? "") : [{ kind: "file" }];
    case "compaction":
      return textParts(block.content ?? "");
    case "thinking":
    case "redacted_thinking":
      return [{ kind: "thinking" }];
    case "tool_use": {
      const { id, name, input } = block;
      return [{ kind: "call", id, name, arguments: JSON.stringify(input) }];
    }
    case "tool_result":
      return resultParts(partsOf(block.content ?? ""), block.tool_use_id);
    default:
      return [];
  }
}
