/** `POST /v1/completions`: how a plan reads on the wire from before chat (WIRE.md §5). */

import type { Answer, Dialect } from "../../../lib/dialect/dialect.ts";
import type { Frame } from "../../../lib/stream/frame.ts";
import {
  type Choice,
  type Delta,
  type FinishReason,
  mergedByTime,
  type Timed,
  tokensOf,
  type Usage,
} from "../../../lib/plan/plan.ts";
import { DONE } from "../../../lib/stream/framing.ts";
import type { Piece } from "../../../lib/tokens/tokenizer.ts";
import { type CompletionsBody, parseCompletions, promptOf, promptsOf } from "./body.ts";
import { refuseLongLists } from "../logprobs.ts";
import { limitHeaders, rateLimited, unknownModel } from "../provider.ts";
import { textLogprobs } from "./logprobs.ts";

/** The protocol of completions before chat. */
export const textCompletions: Dialect<CompletionsBody> = {
  parse: parseCompletions,
  prompt: promptOf,
  completionId: ({ plan, settings }) =>
    `${settings.strict ? "" : "mock-"}cmpl-${plan.id.slice(0, 29)}`,
  whole,
  stream,
  unknownModel,
  rateLimited,
  headers: ({ allowance }) => limitHeaders(allowance),
};

function whole(answer: Answer<CompletionsBody>): unknown {
  const { plan } = answer;
  return {
    id: textCompletions.completionId(answer),
    object: "text_completion",
    created: plan.created,
    model: plan.model,
    choices: plan.choices.map((choice, index) => wholeChoice(choice, index, answer)),
    usage: usageJson(plan.usage),
  };
}

function wholeChoice(choice: Choice, index: number, answer: Answer<CompletionsBody>): unknown {
  const { body, plan } = answer;
  if (body.logprobs !== undefined) refuseLongLists(plan, body.logprobs);
  const prompt = promptText(index, answer);
  const pieces = [...choice.deltas].flatMap(({ value }) => spoken(value) ?? []);
  const text = pieces.map((piece) => piece.text).join("");
  return {
    text: body.echo ? prompt + text : text,
    index,
    logprobs: textLogprobs(pieces, body.logprobs, plan.seed, prompt.length),
    finish_reason: choice.end.value.reason,
  };
}

function* stream(answer: Answer<CompletionsBody>): Iterable<Frame> {
  const { plan, body, settings } = answer;
  const asked = body.stream_options?.include_usage;
  // As in chat: `stream_options`, or strict, asks for the real API's way; else the last chunk has the usage.
  const inLast = body.stream_options === undefined && !settings.strict;
  const head = `data: {"id":${JSON.stringify(textCompletions.completionId(answer))}` +
    `,"object":"text_completion","created":${plan.created},"model":${JSON.stringify(plan.model)}` +
    `,"choices":[`;
  const noUsage = asked ? ',"usage":null' : "";
  const usage = `,"usage":${JSON.stringify(usageJson(plan.usage))}`;
  const frame = (at: number, index: number, chunk: Chunk, usage: string): Frame => ({
    at,
    data: `${head}${choiceJson(index, chunk, answer)}]${usage}}\n\n`,
    tokens: chunk.tokens,
  });

  let open = plan.choices.length;
  const tracks = plan.choices.map((choice, index) => {
    const prompt = promptText(index, answer);
    return chunksOf(choice, prompt.length, body.echo ? prompt : "");
  });
  for (const { at, index, value: chunk } of mergedByTime(tracks)) {
    if (chunk.finish !== null) open--;
    yield frame(at, index, chunk, open === 0 && inLast ? usage : noUsage);
  }
  for (const [index, { end }] of plan.choices.entries()) {
    if (!end.value.byHand) continue;
    open--;
    const chunk = { text: "", tokens: 0, offset: 0, finish: end.value.reason };
    yield frame(end.at, index, chunk, open === 0 && inLast ? usage : noUsage);
  }
  yield {
    at: Math.max(...plan.choices.map((choice) => choice.end.at)),
    data: (asked ? `${head}]${usage}}\n\n` : "") + DONE,
    tokens: 0,
  };
}

/** What one event says of a choice. */
interface Chunk {
  readonly text: string;
  /** What was generated of it. */
  readonly piece?: Piece;
  /** Those that it stands for, unseen ones before it included. */
  readonly tokens: number;
  /** Where in prompt and text the piece begins, in UTF-16 units. */
  readonly offset: number;
  readonly finish: FinishReason | null;
}

/**
 * A choice as chunks. The last of them says why it ends, so each is held back until the next is known; that of a choice
 * ended by hand has left without saying so. Its text begins at `start`, and `echo` is said along with the first token.
 */
function* chunksOf(choice: Choice, start: number, echo: string): Iterable<Timed<Chunk>> {
  let held: Timed<Chunk> | undefined;
  let text = echo;
  let offset = start;
  let tokens = 0;
  for (const { at, value } of choice.deltas) {
    tokens += tokensOf(value);
    const piece = spoken(value);
    if (!piece) continue;
    if (held) yield held;
    held = { at, value: { text: text + piece.text, piece, tokens, offset, finish: null } };
    offset += piece.text.length;
    text = "";
    tokens = 0;
  }
  const { at, value: { reason, byHand } } = choice.end;
  const last = held ?? { at, value: { text, tokens, offset, finish: null } };
  if (byHand) {
    if (held) yield held;
    return;
  }
  yield { at: last.at, value: { ...last.value, finish: reason } };
}

function choiceJson(index: number, chunk: Chunk, { plan, body }: Answer<CompletionsBody>): string {
  const { text, piece, offset, finish } = chunk;
  const logprobs = textLogprobs(piece ? [piece] : [], body.logprobs, plan.seed, offset);
  return `{"text":${JSON.stringify(text)},"index":${index},"logprobs":${JSON.stringify(logprobs)}` +
    `,"finish_reason":${JSON.stringify(finish)}}`;
}

/** What a choice goes on from; nothing where neither its text nor its length is asked for. */
function promptText(index: number, { body, tokenizer }: Answer<CompletionsBody>): string {
  if (!body.echo && body.logprobs === undefined) return "";
  const text = promptsOf(body)[Math.floor(index / (body.n ?? 1))] ?? "";
  return typeof text === "string" ? text : tokenizer.decode(text);
}

/** What is said aloud: this wire has neither reasoning nor calls, and a refusal is text like any other. */
function spoken(delta: Delta): Piece | undefined {
  return delta.kind === "text" || delta.kind === "refusal" ? delta.piece : undefined;
}

function usageJson({ promptTokens, completionTokens }: Usage): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
