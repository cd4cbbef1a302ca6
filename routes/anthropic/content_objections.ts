/** What Anthropic has against messages that say nothing (docs/wire.md §9). */

import { type ApiError, badRequest } from "../../lib/api_error.ts";
import type { Asked, Objection } from "../../lib/dialect/objections.ts";
import type { MessagesBody } from "./body.ts";
import { errorAt } from "./issue_words.ts";

type Message = Asked<MessagesBody>;
type Said = MessagesBody["messages"][number];
type Content = Said["content"];

/** A turn of the user that says nothing: messages of one role in a row are one turn. */
function emptyTurn({ body: { messages } }: Message): ApiError | undefined {
  const turns: { readonly role: string; readonly at: number; isEmpty: boolean }[] = [];
  for (const [at, message] of messages.entries()) {
    const turn = turns.at(-1);
    if (turn?.role === message.role) turn.isEmpty &&= isEmpty(message);
    else turns.push({ role: message.role, at, isEmpty: isEmpty(message) });
  }
  const empty = turns.find(({ role, isEmpty }) => role === "user" && isEmpty);
  return empty && errorAt(`messages.${empty.at}`, "user messages must have non-empty content");
}

function isEmpty({ content }: Said): boolean {
  return content?.length === 0;
}

/** A word of the model that is none, before the end. */
function emptyAnswer({ body: { messages } }: Message): ApiError | undefined {
  const at = messages.findIndex((message, i) =>
    message.role === "assistant" && isEmpty(message) && i < messages.length - 1
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
    [
      "messages",
      messages.flatMap(({ role, content }) => role === "system" ? [] : textsOf(content)),
    ],
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
  emptyTurn,
  emptyAnswer,
  emptyText,
  trailingSpace,
];
