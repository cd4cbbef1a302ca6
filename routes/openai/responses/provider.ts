/** OpenAI as its Responses API words it, where that differs from its other endpoints. */

import type { Provider } from "../../../lib/http/provider.ts";
import { responsesWords } from "../error_words.ts";
import { openAi } from "../provider.ts";

/** A model that is not there is a 400, the 429 does not say when to try again, and a stream's head does not tell the limits (docs/wire.md §3). */
export const responsesProvider: Provider = {
  ...openAi,
  unknownModel: (model) => ({
    status: 400,
    message: `The requested model '${model}' does not exist.`,
    param: "model",
    code: "model_not_found",
  }),
  rateLimited(refusal, model) {
    const { headers: _, ...error } = openAi.rateLimited(refusal, model);
    return error;
  },
  words: responsesWords,
  limitHeaders: (answer) =>
    answer.delivery === "stream" || answer.outcome === "refused" ? {} : openAi.limitHeaders(answer),
};
