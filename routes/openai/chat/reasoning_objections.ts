/** What OpenAI's reasoning models do not take, and what the others do not (docs/wire.md §2 and §9). */

import { type ApiError, badRequest } from "../../../lib/api_error.ts";
import type { Asked, Objection } from "../../../lib/dialect/objections.ts";
import { hidesThinking, neverReasons } from "../model_kinds.ts";
import { unsupported, unsupportedValue } from "../refusals.ts";
import type { ChatBody } from "./body.ts";

type Chat = Asked<ChatBody>;

/** `max_tokens`, which reasoning models do not know; those that show their thinking are more lenient. */
export function tokenLimitOfOldModels({ body, settings }: Chat): ApiError | undefined {
  if (!hidesThinking(settings) || body.max_tokens === undefined) return undefined;
  return badRequest(
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    "max_tokens",
    "unsupported_parameter",
  );
}

function temperatureWithReasoning({ body, settings }: Chat): ApiError | undefined {
  const { temperature = 1 } = body;
  if (!hidesThinking(settings) || temperature === 1) return undefined;
  return unsupportedValue("temperature", temperature, 1);
}

/** What else steers how a word is drawn, or shows it. */
function samplingWithReasoning({ body, settings }: Chat): ApiError | undefined {
  if (!hidesThinking(settings)) return undefined;
  const isSet: Readonly<Record<string, boolean>> = {
    top_p: (body.top_p ?? 1) !== 1,
    presence_penalty: (body.presence_penalty ?? 0) !== 0,
    frequency_penalty: (body.frequency_penalty ?? 0) !== 0,
    logprobs: body.logprobs ?? false,
    top_logprobs: (body.top_logprobs ?? 0) !== 0,
    logit_bias: Object.keys(body.logit_bias ?? {}).length > 0,
    stop: body.stop !== undefined,
    prediction: body.prediction !== undefined,
  };
  const param = Object.keys(body).find((key) => isSet[key]);
  return param === undefined ? undefined : unsupported(param);
}

function effortWithoutReasoning({ body, model, settings }: Chat): ApiError | undefined {
  const { reasoning_effort } = body;
  if (reasoning_effort === undefined || settings.reasoning_tokens > 0) return undefined;
  if (!neverReasons(model)) return undefined;
  return badRequest("Unrecognized request argument supplied: reasoning_effort");
}

/** All of them but the first, which is refused by default too. */
export const reasoningObjections: readonly Objection<ChatBody>[] = [
  temperatureWithReasoning,
  samplingWithReasoning,
  effortWithoutReasoning,
];
