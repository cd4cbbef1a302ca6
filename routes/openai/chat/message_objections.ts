/** What OpenAI has against the messages of a chat, one by one and together (docs/wire.md §9). */

import { type ApiError, badRequest } from "../../../lib/api_error.ts";
import type { Asked, Objection } from "../../../lib/dialect/objections.ts";
import { findUnpaired, isMetFirst } from "../../../lib/plan/pairs.ts";
import { wrongName } from "../refusals.ts";
import { missing, notSupported, outOfRange } from "../issue_words.ts";
import type { ChatBody } from "./body.ts";
import type { Message } from "./messages.ts";

type Chat = Asked<ChatBody>;

/** What speakers' names are made of. */
const SPEAKER = /^[^\s<|\\/>]+$/;

/** The longest id of a call. */
const LONGEST_ID = 40;

const PART_TYPES = ["text", "image_url", "input_audio", "refusal", "audio", "file"];

/** The objection that asks each message for itself, and gives what it says of the first that is wrong. */
function ofEach(
  ask: (message: Message, index: number) => ApiError | undefined,
): Objection<ChatBody> {
  return ({ body: { messages } }) => {
    for (const [i, message] of messages.entries()) {
      const error = ask(message, i);
      if (error) return error;
    }
    return undefined;
  };
}

const partOfNoType = ofEach(({ content }, i) => {
  if (!Array.isArray(content)) return undefined;
  for (const [j, part] of content.entries()) {
    const place = `messages[${i}].content[${j}]`;
    if (!PART_TYPES.includes(part.type)) {
      return badRequest(notSupported(part.type, PART_TYPES), place, "invalid_value");
    }
    const holds = part.type === "text" || part.type === "image_url" ? part.type : undefined;
    if (holds !== undefined && (part[holds] ?? null) === null) return missing(`${place}.${holds}`);
    // The Responses API has it so; chat wants an object.
    if (holds === "image_url" && typeof part.image_url === "string") {
      return badRequest(
        `Invalid type for '${place}.image_url': expected an object, but got a string instead.`,
        `${place}.image_url`,
        "invalid_type",
      );
    }
  }
  return undefined;
});

const imageOfOthers = ofEach(({ role, content }, i) => {
  if (role === "user" || !Array.isArray(content)) return undefined;
  if (!content.some(({ type }) => type === "image_url")) return undefined;
  return badRequest(
    `Invalid 'messages[${i}]'. Image URLs are only allowed for messages with role 'user', but this message with ` +
      `role '${role}' contains an image URL.`,
    `messages[${i}]`,
    "invalid_value",
  );
});

const wrongSpeaker = ofEach(({ name }, i) => wrongName(name, `messages[${i}].name`, SPEAKER));

const callOfNothing = ofEach(({ tool_calls: calls }, i) => {
  const place = `messages[${i}].tool_calls`;
  if (calls?.length === 0) return outOfRange(place, calls, "array", "minimum", 1);
  for (const [j, { id, function: called, custom }] of (calls ?? []).entries()) {
    if (!called && !custom) return missing(`${place}[${j}].function`);
    if (id.length > LONGEST_ID) {
      return outOfRange(`${place}[${j}].id`, id, "string", "maximum", LONGEST_ID);
    }
    const error = wrongName(called?.name, `${place}[${j}].function.name`);
    if (error) return error;
  }
  return undefined;
});

const resultOfNobody = ofEach(({ role, name, tool_call_id }, i) => {
  const lacks = role === "tool" && !tool_call_id
    ? "tool_call_id"
    : role === "function" && !name
    ? "name"
    : undefined;
  if (lacks === undefined) return undefined;
  return badRequest(
    `Missing parameter '${lacks}': messages with role '${role}' must have a '${lacks}'.`,
    `messages.[${i}].${lacks}`,
  );
});

const messageOfNothing = ofEach((message, i) => {
  const { content, refusal, tool_calls, function_call, audio } = message;
  if ((content ?? null) !== null) return undefined;
  if (message.role === "assistant" && (refusal ?? tool_calls ?? function_call ?? audio)) {
    return undefined;
  }
  if (message.role === "developer") return missing(`messages[${i}].content`);
  return badRequest(
    "Invalid value for 'content': expected a string, got null.",
    `messages.[${i}].content`,
  );
});

/** Calls without results, results without calls, and calls with two. */
function unpairedCalls({ prompt: { conversation } }: Chat): ApiError | undefined {
  const { calls: [call, ...more], results: [result], seconds: [second] } = findUnpaired(
    conversation,
  );
  if (result && isMetFirst(result, call)) {
    const place = `messages.[${result.turn}]`;
    return result.afterCalls
      ? badRequest(
        `Invalid parameter: 'tool_call_id' of '${result.id}' not found in 'tool_calls' of previous message.`,
        `${place}.tool_call_id`,
      )
      : badRequest(
        "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
        `${place}.role`,
      );
  }
  if (call) {
    const ids = [call, ...more.filter(({ turn }) => turn === call.turn)].map(({ id }) => id);
    return badRequest(
      "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. " +
        `The following tool_call_ids did not have response messages: ${ids.join(", ")}`,
      "messages",
    );
  }
  if (!second) return undefined;
  return badRequest(
    `Invalid parameter: Duplicate value for 'tool_call_id' of '${second.id}', in messages[${second.first}] and ` +
      `messages[${second.turn}].`,
    `messages.[${second.turn}].tool_call_id`,
  );
}

/** All of them. */
export const messageObjections: readonly Objection<ChatBody>[] = [
  partOfNoType,
  imageOfOthers,
  wrongSpeaker,
  callOfNothing,
  resultOfNobody,
  messageOfNothing,
  unpairedCalls,
];
