/** `POST /v1/responses/input_tokens`: what a request would count, without an answer. */

import type { Deps } from "../../../lib/dialect/deps.ts";
import { readBody } from "../../../lib/dialect/read_body.ts";
import { countPromptOf } from "../../../lib/plan/prompt_tokens.ts";
import type { Handler } from "../../../lib/http/exchange.ts";
import { parseCount } from "./body.ts";
import { responses } from "./responses.ts";
import { responsesMemory } from "./memory.ts";

/** Counts a conversation as the response to it would. */
export const countInputTokens = (deps: Deps): Handler => async (exchange) => {
  const { modelOf, recall } = responsesMemory(deps);
  const reader = { ...responses, parse: parseCount, ...(modelOf ? { model: modelOf } : {}) };
  const { body, model, settings } = await readBody(reader, deps, exchange);
  const whole = await recall(body);
  const prompt = responses.prompt(whole, settings);
  const { promptTokens } = await countPromptOf(prompt, model, settings, deps.tokenizers);
  return Response.json({ object: "response.input_tokens", input_tokens: promptTokens });
};
