/** `POST /v1/completions`: how a plan reads on the wire from before chat (docs/wire.md §5). */

import type { Answer, Dialect } from "../../../lib/dialect/dialect.ts";
import type { Choice, Delta, FinishReason, Usage } from "../../../lib/plan/plan.ts";
import { DONE } from "../../../lib/stream/framing.ts";
import type { StreamWriter } from "../../../lib/stream/writer.ts";
import type { Piece } from "../../../lib/tokens/tokenizer.ts";
import { refuseLongLists } from "../logprobs.ts";
import { openAi } from "../provider.ts";
import { type CompletionsBody, parseCompletions, promptOf, promptsOf } from "./body.ts";
import { textLogprobs } from "./logprobs.ts";
import { textShapes } from "./shapes.ts";
import { completionObjections } from "./objections.ts";

/** The protocol of completions before chat. */
export const textCompletions: Dialect<CompletionsBody> = {
  name: "completions",
  provider: openAi,
  framing: "sse",
  parse: parseCompletions,
  prompt: promptOf,
  objections: completionObjections,
  id: completionId,
  whole,
  writer: chunkWriter,
  shapes: textShapes(usageJson),
};

function completionId({ plan, settings }: Answer<CompletionsBody>): string {
  return `${settings.strict ? "" : "mock-"}cmpl-${plan.id.slice(0, 29)}`;
}

function whole(answer: Answer<CompletionsBody>): unknown {
  const { plan } = answer;
  return {
    id: completionId(answer),
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
  const pieces = [...choice.deltas].flatMap(({ value }) => pieceOf(value) ?? []);
  const text = pieces.map((piece) => piece.text).join("");
  return {
    text: body.echo ? prompt + text : text,
    index,
    logprobs: textLogprobs(pieces, body.logprobs, plan.seed, prompt.length),
    finish_reason: finishReason(choice.end.value.reason),
  };
}

/** Writes the chunks of one completion. The last of a choice says why it ends. */
function chunkWriter(answer: Answer<CompletionsBody>): StreamWriter {
  const { plan, body, settings } = answer;
  const asked = body.stream_options?.include_usage === true;
  // As in chat: `stream_options`, or strict, asks for the real API's way; else the last chunk has the usage.
  const inLast = body.stream_options === undefined && !settings.strict;
  const head = `data: {"id":${JSON.stringify(completionId(answer))}` +
    `,"object":"text_completion","created":${plan.created},"model":${JSON.stringify(plan.model)}` +
    `,"choices":[`;
  const noUsage = asked ? ',"usage":null' : "";
  const told = (usage: Usage) => `,"usage":${JSON.stringify(usageJson(usage))}`;
  const prompts = plan.choices.map((_, index) => promptText(index, answer));
  /** What an echo has not said yet, and where in prompt and text each choice is, in UTF-16 units. */
  const echoes = prompts.map((prompt) => body.echo ? prompt : "");
  const offsets = prompts.map(({ length }) => length);
  const open = new Set(plan.choices.keys());

  const chunk = (
    index: number,
    piece: Piece | undefined,
    end: FinishReason | null,
    usage: Usage,
  ) => {
    const text = (echoes[index] ?? "") + (piece?.text ?? "");
    const offset = offsets[index] ?? 0;
    echoes[index] = "";
    offsets[index] = offset + (piece?.text.length ?? 0);
    if (end !== null) open.delete(index);
    const json = choiceJson(
      index,
      { text, offset, finish: end, ...(piece ? { piece } : {}) },
      answer,
    );
    return `${head}${json}]${open.size === 0 && inLast ? told(usage) : noUsage}}\n\n`;
  };

  return {
    delta({ index, delta, next }) {
      const reason = next ? null : plan.choices[index]?.end.value.reason ?? null;
      const piece = pieceOf(delta);
      return piece || reason ? [chunk(index, piece, reason, plan.usage)] : [];
    },
    end(ends, usage) {
      const texts = ends.filter(({ index }) => open.has(index))
        .map(({ index, end }) => chunk(index, undefined, end.reason, usage));
      return [...texts, (asked ? `${head}]${told(usage)}}\n\n` : "") + DONE];
    },
  };
}

/** What one event says of a choice. */
interface Chunk {
  readonly text: string;
  /** What was generated of it. */
  readonly piece?: Piece;
  /** Where in prompt and text the piece begins, in UTF-16 units. */
  readonly offset: number;
  readonly finish: FinishReason | null;
}

function choiceJson(index: number, chunk: Chunk, { plan, body }: Answer<CompletionsBody>): string {
  const { text, piece, offset, finish } = chunk;
  const logprobs = textLogprobs(piece ? [piece] : [], body.logprobs, plan.seed, offset);
  return `{"text":${JSON.stringify(text)},"index":${index},"logprobs":${JSON.stringify(logprobs)}` +
    `,"finish_reason":${JSON.stringify(finish && finishReason(finish))}}`;
}

function finishReason(reason: FinishReason): string | null {
  return reason === "none" ? null : reason;
}

/** What a choice goes on from; nothing where neither its text nor its length is asked for. */
function promptText(index: number, { body, tokenizer }: Answer<CompletionsBody>): string {
  if (!body.echo && body.logprobs === undefined) return "";
  const text = promptsOf(body)[Math.floor(index / (body.n ?? 1))] ?? "";
  return typeof text === "string" ? text : tokenizer.decode(text);
}

/** What this wire tells of a delta: it has neither reasoning nor calls, and a refusal is text like any other. */
function pieceOf(delta: Delta): Piece | undefined {
  return delta.kind === "text" || delta.kind === "refusal" ? delta.piece : undefined;
}

function usageJson({ promptTokens, completionTokens }: Usage): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
