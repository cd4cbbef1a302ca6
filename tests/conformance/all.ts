import { anthropicChecks, anthropicKeysChecks } from "./anthropic.ts";
import { chatLimitsChecks } from "./chat_limits.ts";
import { chatStreamChecks } from "./chat_stream.ts";
import { chatToolsChecks } from "./chat_tools.ts";
import { chatWholeChecks } from "./chat_whole.ts";
import type { Check } from "./check.ts";
import { completionsChecks } from "./completions.ts";
import {
  embeddingsChecks,
  modelsChecks,
  moderationsChecks,
} from "./embeddings_moderations_models.ts";
import { errorsChecks, keysChecks } from "./errors.ts";
import { headersChecks } from "./headers.ts";
import { formsChecks } from "./logprobs_refusal_reasoning.ts";
import { responsesChecks } from "./responses_api.ts";

/** Every fact of the wire that is checked from outside. */
export const allChecks: readonly Check[] = [
  ...chatWholeChecks,
  ...chatStreamChecks,
  ...chatLimitsChecks,
  ...chatToolsChecks,
  ...formsChecks,
  ...errorsChecks,
  ...headersChecks,
  ...responsesChecks,
  ...completionsChecks,
  ...embeddingsChecks,
  ...moderationsChecks,
  ...modelsChecks,
  ...anthropicChecks,
  ...keysChecks,
  ...anthropicKeysChecks,
];
