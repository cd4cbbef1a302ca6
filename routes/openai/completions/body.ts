/** What a request of the completions before chat may say, and what it is read into. */

import { z } from "zod";
import { badRequest } from "../../../lib/api_error.ts";
import type { Settings } from "../../../lib/config/settings.ts";
import type { RawRequest } from "../../../lib/dialect/dialect.ts";
import type { RefuseIfStrict } from "../../../lib/dialect/objections.ts";
import { type Part, textParts } from "../../../lib/plan/conversation.ts";
import type { Prompt } from "../../../lib/plan/prompt.ts";
import {
  answerKeys,
  refuseLoneStreamOptions,
  samplingKeys,
  stopTexts,
} from "../generation_keys.ts";
import { noModel, parseOpenAi } from "../validation.ts";
import { type Text, textInput, textsOf } from "../text_input.ts";

const completionsBody = z.object({
  model: z.string(),
  prompt: textInput.optional(),
  ...samplingKeys,
  ...answerKeys,
  best_of: z.int().min(0).max(20).optional(),
  echo: z.boolean().optional(),
  logprobs: z.int().min(0).max(5).optional(),
  max_tokens: z.int().min(0).optional(),
  suffix: z.string().optional(),
});

/** A checked completion request. */
export type CompletionsBody = z.output<typeof completionsBody>;

/** The most answers of one request, prompts times `n`. */
const MOST_CHOICES = 2048;

/** The most characters of prompts that answers may have to repeat or to count. */
const MOST_REPEATED = 2 ** 26;
/** Characters of the longest token of any encoding. */
const LONGEST_TOKEN = 128;

/** What the real service takes where a request does not say (docs/wire.md §5). */
const DEFAULT_MAX_TOKENS = 16;

/** Checks a body as the real API does. */
export function parseCompletions(
  { body: raw }: RawRequest,
  refuseIfStrict: RefuseIfStrict,
): CompletionsBody {
  const body = parseOpenAi(completionsBody, raw, refuseIfStrict, { model: noModel });
  refuseLoneStreamOptions(body);
  const { best_of, echo, logprobs, n = 1 } = body;
  if (best_of !== undefined && best_of < n) {
    throw badRequest(
      "You requested that the server return more choices than it will generate (HINT: you must set 'n' " +
        `(currently ${n}) to be at most 'best_of' (currently ${best_of}), or omit either parameter if you don't ` +
        "specifically want to use them.)",
      "best_of",
    );
  }
  if (echo && logprobs !== undefined) {
    throw badRequest(
      "Setting 'echo' and 'logprobs' at the same time is not supported for this model.",
      "echo",
    );
  }
  refuseTooMuch(body);
  return body;
}

function refuseTooMuch(body: CompletionsBody): void {
  const { echo, logprobs, n = 1 } = body;
  const texts = promptsOf(body);
  if (texts.length * n > MOST_CHOICES) {
    throw badRequest(
      `Cannot make ${
        texts.length * n
      } completions: prompts times 'n' may be ${MOST_CHOICES} at most.`,
      "n",
    );
  }
  if (!echo && logprobs === undefined) return;
  const sizeOf = (text: Text) => text.length * (typeof text === "string" ? 1 : LONGEST_TOKEN);
  if (texts.reduce((sum, text) => sum + sizeOf(text), 0) * n > MOST_REPEATED) {
    throw badRequest(
      "Cannot repeat so long a prompt so often: shorten it, or ask for fewer choices, or neither for 'echo' nor " +
        "for 'logprobs'.",
      "prompt",
    );
  }
}

/** The prompts of a body; the real service begins a new document where there is none. */
export function promptsOf({ prompt = "" }: CompletionsBody): readonly Text[] {
  return textsOf(prompt);
}

/** Reads a checked body. */
export function promptOf(body: CompletionsBody, settings: Settings): Prompt {
  const texts = promptsOf(body);
  const maxTokens = body.max_tokens ?? (settings.strict ? DEFAULT_MAX_TOKENS : undefined);
  return {
    delivery: body.stream ? "stream" : "whole",
    conversation: texts.map((text) => ({ role: "user", parts: partsOf(text) })),
    countedAs: "plain",
    tools: [],
    toolChoice: { kind: "none" },
    format: { kind: "text" },
    stop: stopTexts(body),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    choices: texts.length * (body.n ?? 1),
  };
}

function partsOf(text: Text): readonly Part[] {
  return typeof text === "string" ? textParts(text) : [{ kind: "tokens", count: text.length }];
}
