/** What Anthropic has against calls and results that do not stand in pairs (docs/wire.md §9). */

import { type ApiError, badRequest } from "../../lib/api_error.ts";
import type { Asked, Objection } from "../../lib/dialect/objections.ts";
import type { Conversation, Turn } from "../../lib/plan/conversation.ts";
import { findUnpaired, isMetFirst } from "../../lib/plan/pairs.ts";
import type { MessagesBody } from "./body.ts";
import { errorAt } from "./issue_words.ts";

type Message = Asked<MessagesBody>;

/** Messages of one role in a row are one turn here; notes of the system are between turns. */
function turnsOf(conversation: Conversation): Conversation {
  const turns: Turn[] = [];
  for (const turn of conversation) {
    if (turn.role === "system") continue;
    const before = turns.at(-1);
    if (before?.role === turn.role) {
      turns[turns.length - 1] = { ...before, parts: [...before.parts, ...turn.parts] };
    } else turns.push(turn);
  }
  return turns;
}

/** Where the first or the last block of a kind stands that has an id. */
function placeOf(
  { messages }: MessagesBody,
  kind: "tool_use" | "tool_result",
  id: string,
  which: "first" | "last" = "first",
): { readonly message: number; readonly block: number } {
  const found = messages.flatMap(({ content }, message) =>
    typeof content === "string" ? [] : (content ?? []).flatMap((one, block) => {
      const own = one.type === "tool_use"
        ? one.id
        : one.type === "tool_result"
        ? one.tool_use_id
        : "";
      return one.type === kind && own === id ? [{ message, block }] : [];
    })
  );
  return found.at(which === "first" ? 0 : -1) ?? { message: 0, block: 0 };
}

function sameCallTwice({ body }: Message): ApiError | undefined {
  const ids = new Set<string>();
  for (const [i, { content }] of body.messages.entries()) {
    if (!Array.isArray(content)) continue;
    for (const [j, block] of content.entries()) {
      if (block.type !== "tool_use") continue;
      if (ids.has(block.id)) {
        return errorAt(`messages.${i}.content.${j}`, "`tool_use` ids must be unique");
      }
      ids.add(block.id);
    }
  }
  return undefined;
}

function unpairedCalls({ body, prompt }: Message): ApiError | undefined {
  // What a thread goes on from is not in its messages.
  if (body.thread?.type === "continue") return undefined;
  const { calls: [call, ...more], results: [result], seconds: [second] } = findUnpaired(
    turnsOf(prompt.conversation),
  );
  if (result && isMetFirst(result, call)) {
    const { message, block } = placeOf(body, "tool_result", result.id);
    return errorAt(
      `messages.${message}.content.${block}`,
      `unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${result.id}. ` +
        "Each `tool_result` block must have a corresponding `tool_use` block in the previous message.",
    );
  }
  if (call) {
    const ids = [call, ...more.filter(({ turn }) => turn === call.turn)].map(({ id }) => id);
    return withoutResults(placeOf(body, "tool_use", call.id).message, ids);
  }
  if (!second) return undefined;
  const { message, block } = placeOf(body, "tool_result", second.id, "last");
  return errorAt(
    `messages.${message}.content.${block}`,
    `each tool_use must have a single result. Found multiple \`tool_result\` blocks with id: ${second.id}`,
  );
}

/** A result that stands behind something else in its message. */
function lateResult({ body: { messages } }: Message): ApiError | undefined {
  for (const [i, { content }] of messages.entries()) {
    if (!Array.isArray(content)) continue;
    const other = content.findIndex(({ type }) => type !== "tool_result");
    const late = content.slice(Math.max(0, other)).flatMap((block) =>
      block.type === "tool_result" ? [block.tool_use_id] : []
    );
    if (other >= 0 && late.length > 0) return withoutResults(i - 1, late);
  }
  return undefined;
}

function withoutResults(message: number, ids: readonly string[]): ApiError {
  return badRequest(
    `messages.${message}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ` +
      `${
        ids.join(", ")
      }. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
  );
}

/** All of them. */
export const pairObjections: readonly Objection<MessagesBody>[] = [
  sameCallTwice,
  unpairedCalls,
  lateResult,
];
