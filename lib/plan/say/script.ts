/** What is said: the segments of one choice, before anybody asks when. */

import type { Work } from "../../clock/work.ts";
import type { Random } from "../../random.ts";
import type { Piece } from "../../tokens/tokenizer.ts";
import { thinkingTokensOf } from "../prompt.ts";
import { hostedToRun, toolsToCall, writeCalls, writeHosted } from "./calls.ts";
import { type PlanInput, samplerOf } from "./plan_input.ts";
import { writeReply } from "./reply.ts";
import { responseText } from "./response_text.ts";
import { countTokens, cutSegments, type Script, type Segment } from "./segments.ts";
import { stopBefore } from "./stop_before.ts";
import { thinkingPieces } from "./thinking.ts";

/** Writes one choice: thinking first, then what a reply says, or calls, a refusal or text, cut to what the request allows. */
export function* writeScript(input: PlanInput, random: Random): Work<Script> {
  const { prompt, settings, tokenizer } = input;
  const isThought = input.reply?.some(({ kind }) => kind === "reasoning") ?? false;
  const thinking = isThought ? [] : thinkingPieces(tokenizer, thinkingTokensOf(prompt, settings));
  const answer = input.reply
    ? writeReply(input.reply, input, random)
    : yield* writeAnswer(input, random);
  const segments: readonly Segment[] = thinking.length === 0
    ? answer.segments
    : [{ kind: "reasoning", pieces: thinking }, ...answer.segments];
  const limit = prompt.maxTokens ?? Infinity;
  if (countTokens(segments) <= limit) return { segments, ending: answer.ending };
  return { segments: cutSegments(segments, limit), ending: { reason: "length" } };
}

function* writeAnswer(input: PlanInput, random: Random): Work<Script> {
  const { prompt, settings, tokenizer } = input;
  const called = toolsToCall(prompt, settings, random);
  if (called.length > 0) return yield* writeCalls(called, input, random);
  if (settings.refuse) {
    const pieces = tokenizer.cut(settings.refusal_message);
    return { segments: [{ kind: "refusal", pieces }], ending: { reason: "stop" } };
  }
  const hosted = hostedToRun(prompt, settings, random);
  const done = writeHosted(hosted, input, random);
  if (hosted.some(({ runs }) => runs === "and_waits")) {
    return { segments: done, ending: { reason: "stop" } };
  }
  const { pieces, stopSequence } = yield* writeText(input, random);
  return {
    segments: [...done, { kind: "text", pieces }],
    ending: stopSequence === undefined ? { reason: "stop" } : { reason: "stop", stopSequence },
  };
}

function* writeText(
  input: PlanInput,
  random: Random,
): Work<{ readonly pieces: readonly Piece[]; readonly stopSequence?: string }> {
  const { prompt, tokenizer } = input;
  if (prompt.format.kind === "json") {
    const text = jsonText(input, random);
    yield text.length;
    return { pieces: tokenizer.cut(text) };
  }
  const pieces = responseText(input, random);
  yield pieces.length;
  return stopBefore(pieces, prompt.stop, tokenizer);
}

/** What fits the schema; without one the response that is named, where it is JSON, and else an object worth streaming. */
function jsonText(input: PlanInput, random: Random): string {
  const { prompt: { format } } = input;
  const { sampleJson } = samplerOf(input);
  if (format.kind === "json" && format.schema !== undefined) {
    return JSON.stringify(sampleJson(format.schema, random));
  }
  const text = responseText(input, random).map((piece) => piece.text).join("");
  return isJsonObject(text) ? text.trim() : JSON.stringify(sampleJson(SAMPLE_OBJECT, random));
}

function isJsonObject(text: string): boolean {
  if (!/^\s*\{[^]*\}\s*$/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The shape of an answer in JSON where a request gives none. */
const SAMPLE_OBJECT = {
  type: "object",
  properties: {
    title: { type: "string" },
    summary: { type: "string" },
    score: { type: "number", minimum: 0, maximum: 1 },
    tags: { type: "array", items: { type: "string" }, minItems: 2, maxItems: 4 },
    items: {
      type: "array",
      minItems: 2,
      maxItems: 3,
      items: {
        type: "object",
        properties: { name: { type: "string" }, description: { type: "string" } },
        required: ["name", "description"],
      },
    },
  },
  required: ["title", "summary", "score", "tags", "items"],
};
