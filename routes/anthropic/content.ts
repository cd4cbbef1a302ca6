/** The blocks that a message's content is made of, and the text in them. */

import { z } from "zod";

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

type Contents = z.output<typeof contents>;

/** What is counted of a content: its text, without images, and without thinking, which is not read again. */
export function textOf(content: Contents): string {
  return typeof content === "string" ? content : content.map(blockText).join("");
}

function blockText(block: z.output<typeof anyBlock>): string {
  switch (block.type) {
    case "text":
      return block.text;
    case "document":
      return block.source.type === "text" ? block.source.data ?? "" : "";
    case "compaction":
      return block.content ?? "";
    case "tool_use":
      return block.name + JSON.stringify(block.input);
    case "tool_result":
      return textOf(block.content ?? "");
    default:
      return "";
  }
}

/** Whether a tool's result is among it. */
export function hasToolResult(content: Contents): boolean {
  return typeof content !== "string" && content.some(({ type }) => type === "tool_result");
}
