/** What Anthropic has against messages that say nothing (docs/wire.md §9). */

import { type ApiError, badRequest } from "../../lib/api_error.ts";
import type { Asked, Objection } from "../../lib/dialect/objections.ts";
import type { MessagesBody } from "./body.ts";
import { errorAt } from "./validation.ts";

type Message = Asked<MessagesBody>;
type Content = MessagesBody["messages"][number]["content"];

function emptyMessage({ body: { messages } }: Message): ApiError | undefined {
  const at = messages.findIndex(({ role, content }, i) =>
    content?.length === 0 && !(role === "assistant" && i === messages.length - 1)
  );
  if (at < 0) return undefined;
  return errorAt(
    `messages.${at}`,
    "all messages must have non-empty content except for the optional final assistant message",
  );
}

function emptyText({ body: { system, messages } }: Message): ApiError | undefined {
  const places: readonly (readonly [string, readonly string[]])[] = [
    ["system", textsOf(system)],
    ["messages", messages.flatMap(({ content }) => textsOf(content))],
  ];
  for (const [place, texts] of places) {
    if (texts.includes("")) return errorAt(place, "text content blocks must be non-empty");
    if (texts.some((text) => text.trim() === "")) {
      return errorAt(place, "text content blocks must contain non-whitespace text");
    }
  }
  return undefined;
}

/** The texts of a content; one that is empty as a whole has none. */
function textsOf(content: Content): readonly string[] {
  if (typeof content === "string") return content === "" ? [] : [content];
  return (content ?? []).flatMap((block) => block.type === "text" ? [block.text] : []);
}

/** A beginning of the answer that ends in a space. */
function trailingSpace({ body: { messages } }: Message): ApiError | undefined {
  const last = messages.at(-1);
  if (last?.role !== "assistant") return undefined;
  const text = typeof last.content === "string" ? last.content : lastText(last.content);
  if (text === undefined || text.trimEnd() === text) return undefined;
  return badRequest("messages: final assistant content cannot end with trailing whitespace");
}

function lastText(content: Exclude<Content, string>): string | undefined {
  const last = content?.at(-1);
  return last?.type === "text" ? last.text : undefined;
}

/** All of them. */
export const contentObjections: readonly Objection<MessagesBody>[] = [
  emptyMessage,
  emptyText,
  trailingSpace,
];
