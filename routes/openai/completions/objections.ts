/** What OpenAI has against a completion request as a whole (docs/wire.md §9). */

import { type ApiError, badRequest } from "../../../lib/api_error.ts";
import type { Asked, Objections } from "../../../lib/dialect/objections.ts";
import { onlyForChat } from "../model_kinds.ts";
import { answerWithin } from "../refusals.ts";
import type { CompletionsBody } from "./body.ts";

function tooLongForModel(
  { prompt, promptTokens, settings }: Asked<CompletionsBody>,
): ApiError | undefined {
  const { context_window: window = Infinity } = settings;
  const answer = answerWithin(window, prompt);
  const wanted = promptTokens + answer;
  if (wanted <= window) return undefined;
  return badRequest(
    `This model's maximum context length is ${window} tokens, however you requested ${wanted} tokens ` +
      `(${promptTokens} in your prompt; ${answer} for the completion). Please reduce your prompt; or completion length.`,
  );
}

/** All of them. */
export const completionObjections: Objections<CompletionsBody> = {
  always: [],
  strict: [onlyForChat, tooLongForModel],
};
