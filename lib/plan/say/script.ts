/** What is said: the segments of one choice, before anybody asks when. */

import type { Settings } from "../../config/settings.ts";
import type { Ending, ToolCall } from "../plan.ts";
import { type Prompt, thinkingTokensOf, type Tool } from "../prompt.ts";
import { alphanumeric, type Random } from "../../random.ts";
import { responseText } from "./response_text.ts";
import type { Config } from "../../config/config.ts";
import { sampleJson } from "../../sample/sample_json.ts";
import { thinkingPieces } from "./thinking.ts";
import { callTokensFor } from "../../tokens/call_tokens.ts";
import type { Piece, Tokenizer } from "../../tokens/tokenizer.ts";

/** A stretch of one kind. `frameTokens` is what a call costs beyond its arguments. */
export type Segment =
  | { readonly kind: "text" | "reasoning" | "refusal"; readonly pieces: readonly Piece[] }
  | {
    readonly kind: "call";
    readonly call: ToolCall;
    readonly frameTokens: number;
    readonly pieces: readonly Piece[];
  };

/** One choice's words and how they end. */
export interface Script {
  readonly segments: readonly Segment[];
  readonly ending: Ending;
}

/** What a script is made from. */
export interface PlanInput {
  /** The model's name, without any query. */
  readonly model: string;
  readonly prompt: Prompt;
  readonly settings: Settings;
  readonly config: Config;
  readonly tokenizer: Tokenizer;
  readonly promptTokens: number;
}

/** Writes one choice: thinking first, then calls, a refusal or text, cut to what the request allows. */
export function writeScript(input: PlanInput, random: Random): Script {
  const { prompt, settings, tokenizer } = input;
  const thinking = thinkingPieces(tokenizer, thinkingTokensOf(prompt, settings));
  const answer = writeAnswer(input, random);
  const segments: readonly Segment[] = thinking.length === 0
    ? answer.segments
    : [{ kind: "reasoning", pieces: thinking }, ...answer.segments];
  const limit = prompt.maxTokens ?? Infinity;
  if (countTokens(segments) <= limit) return { segments, ending: answer.ending };
  return { segments: cutSegments(segments, limit), ending: { reason: "length" } };
}

function writeAnswer(input: PlanInput, random: Random): Script {
  const { prompt, settings, tokenizer } = input;
  const called = toolsToCall(prompt, settings, random);
  if (called.length > 0) return writeCalls(called, input, random);
  if (settings.refuse) {
    const pieces = tokenizer.cut(settings.refusal_message);
    return { segments: [{ kind: "refusal", pieces }], ending: { reason: "stop" } };
  }
  const { pieces, stopSequence } = writeText(input, random);
  return {
    segments: [{ kind: "text", pieces }],
    ending: stopSequence === undefined ? { reason: "stop" } : { reason: "stop", stopSequence },
  };
}

function writeText(
  input: PlanInput,
  random: Random,
): { readonly pieces: readonly Piece[]; readonly stopSequence?: string } {
  const { prompt, tokenizer } = input;
  if (prompt.format.kind === "json") {
    const value = sampleJson(prompt.format.schema ?? { type: "object" }, random);
    return { pieces: tokenizer.cut(JSON.stringify(value)) };
  }
  const pieces = responseText(input, random);
  return stopBefore(pieces, prompt.stop, tokenizer);
}

/** Ends a text before the first stop text in it. What is left is cut anew, as it would be if it stood alone. */
function stopBefore(
  pieces: readonly Piece[],
  stop: readonly string[],
  tokenizer: Tokenizer,
): { readonly pieces: readonly Piece[]; readonly stopSequence?: string } {
  if (stop.length === 0) return { pieces };
  const text = pieces.map((piece) => piece.text).join("");
  const hits = stop
    .map((stopSequence) => ({ stopSequence, at: text.indexOf(stopSequence) }))
    .filter((hit) => hit.at >= 0)
    .sort((a, b) => a.at - b.at);
  const [first] = hits;
  if (!first) return { pieces };
  return { pieces: tokenizer.cut(text.slice(0, first.at)), stopSequence: first.stopSequence };
}

/** The tools that this answer calls; none means that it speaks. */
function toolsToCall(prompt: Prompt, settings: Settings, random: Random): readonly Tool[] {
  const { tools, toolChoice } = prompt;
  switch (toolChoice.kind) {
    case "none":
      return [];
    case "named":
      return tools.filter((tool) => tool.name === toolChoice.name).slice(0, 1);
    case "required":
      return chooseTools(prompt, settings, random);
    case "auto":
      if (settings.tool_calls === "never") return [];
      if (settings.tool_calls === "auto" && prompt.lastTurn === "tool") return [];
      return chooseTools(prompt, settings, random);
  }
}

/** One tool, by chance; as many calls as a number in `tool_calls` asks for; every tool where parallel calls are asked for. */
function chooseTools(prompt: Prompt, settings: Settings, random: Random): readonly Tool[] {
  const { tools } = prompt;
  if (tools.length === 0) return [];
  const start = Math.floor(random() * tools.length);
  const inTurn = (n: number) =>
    Array.from({ length: n }, (_, i) => tools[(start + i) % tools.length]).filter((tool) =>
      tool !== undefined
    );
  if (prompt.parallelToolCalls === false) return inTurn(1);
  if (typeof settings.tool_calls === "number") return inTurn(settings.tool_calls);
  return inTurn(prompt.parallelToolCalls ? tools.length : 1);
}

function writeCalls(
  tools: readonly Tool[],
  { model, tokenizer }: PlanInput,
  random: Random,
): Script {
  const frame = callTokensFor(model, tools.length);
  const segments = tools.map((tool, index): Segment => ({
    kind: "call",
    call: { index, id: alphanumeric(random, 24), name: tool.name },
    frameTokens: frame + tokenizer.count(tool.name),
    pieces: tokenizer.cut(
      JSON.stringify(sampleJson(tool.parameters ?? { type: "object" }, random)),
    ),
  }));
  return { segments, ending: { reason: "tool_calls" } };
}

/** Tokens of all segments. */
export function countTokens(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + segmentTokens(segment), 0);
}

function segmentTokens(segment: Segment): number {
  const frame = segment.kind === "call" ? segment.frameTokens : 0;
  return segment.pieces.reduce((sum, piece) => sum + piece.tokens, frame);
}

/** The first `limit` tokens; a piece of several tokens that would pass the limit is left out whole. */
export function cutSegments(segments: readonly Segment[], limit: number): readonly Segment[] {
  const kept: Segment[] = [];
  let left = limit;
  for (const segment of segments) {
    left -= segment.kind === "call" ? segment.frameTokens : 0;
    if (left < 0) return kept;
    const end = segment.pieces.findIndex((piece) => (left -= piece.tokens) < 0);
    if (end < 0) {
      kept.push(segment);
      continue;
    }
    if (end > 0 || segment.kind === "call") {
      kept.push({ ...segment, pieces: segment.pieces.slice(0, end) });
    }
    return kept;
  }
  return kept;
}

/** Joins pieces so that `tokensPerChunk` tokens leave at once. */
export function groupPieces(pieces: readonly Piece[], tokensPerChunk: number): readonly Piece[] {
  if (tokensPerChunk === 1) return pieces;
  const groups: Piece[] = [];
  for (const piece of pieces) {
    const last = groups.at(-1);
    if (last && last.tokens + piece.tokens <= tokensPerChunk) {
      groups[groups.length - 1] = join(last, piece);
    } else groups.push(piece);
  }
  return groups;
}

function join(a: Piece, b: Piece): Piece {
  return {
    text: a.text + b.text,
    tokens: a.tokens + b.tokens,
    byteLengths: [...byteLengthsOf(a), ...byteLengthsOf(b)],
  };
}

const encoder = new TextEncoder();

/** UTF-8 length of each token of a piece. */
export function byteLengthsOf(piece: Piece): readonly number[] {
  return piece.byteLengths ?? [encoder.encode(piece.text).length];
}
