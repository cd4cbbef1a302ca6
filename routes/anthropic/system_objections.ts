/** What Anthropic has against notes of the system between messages (docs/wire.md §6). */

import type { ApiError } from "../../lib/api_error.ts";
import type { Asked, Objection } from "../../lib/dialect/objections.ts";
import type { MessagesBody } from "./body.ts";
import { errorAt } from "./issue_words.ts";

type Message = MessagesBody["messages"][number];

/** The blocks of which a note is made. */
const BLOCKS = ["text", "tool_addition", "tool_removal"];

const DIRECTIVE =
  "the directive-only form (content: [] with output_config) is accepted at any position";

function wrongNote({ body: { messages } }: Asked<MessagesBody>): ApiError | undefined {
  for (const [i, message] of messages.entries()) {
    const fault = message.role === "system" ? faultOf(message, messages, i) : undefined;
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** What is wrong with the note that is message `i`. */
function faultOf(
  { content }: Message,
  messages: readonly Message[],
  i: number,
): ApiError | undefined {
  const place = `messages.${i}`;
  if (content === undefined) return errorAt(`${place}.content`, "Field required");
  if (content.length === 0) {
    return errorAt(place, "system content must contain at least one block");
  }
  const blocks = typeof content === "string" ? [] : content;
  if (blocks.some(({ type }) => !BLOCKS.includes(type))) {
    return errorAt(
      place,
      "role 'system' supports text, tool_addition, and tool_removal blocks only",
    );
  }
  if (i === 0) {
    return errorAt(
      place,
      `use the top-level 'system' parameter for the initial system prompt; ${DIRECTIVE}`,
    );
  }
  if (messages[i + 1]?.role === "user") {
    return errorAt(
      place,
      `role 'system' must precede an 'assistant' message or end the array; ${DIRECTIVE}`,
    );
  }
  const texts = typeof content === "string"
    ? [content]
    : content.flatMap((block) => block.type === "text" ? [block.text] : []);
  if (texts.every((text) => text.trim() !== "")) return undefined;
  return errorAt(place, "system text blocks must contain non-whitespace text");
}

/** All of them. */
export const systemObjections: readonly Objection<MessagesBody>[] = [wrongNote];
