/** What OpenAI has against a completion request as a whole (docs/wire.md §9). */

import type { ApiError } from "../../../lib/api_error.ts";
import type { Asked, Objections } from "../../../lib/dialect/objections.ts";
import { onlyForChat } from "../model_kinds.ts";
import { answerWithin, promptTooLong } from "../refusals.ts";
import type { CompletionsBody } from "./body.ts";

function tooLongForModel(
  { prompt, promptTokens, settings }: Asked<CompletionsBody>,
): ApiError | undefined {
  const { context_window: window = Infinity } = settings;
  const answer = answerWithin(window, prompt);
  return promptTokens + answer <= window ? undefined : promptTooLong(window, promptTokens, answer);
}

/** All of them. */
export const completionObjections: Objections<CompletionsBody> = {
  always: [],
  strict: [onlyForChat, tooLongForModel],
};
