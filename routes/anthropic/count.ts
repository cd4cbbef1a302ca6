/** `POST /v1/messages/count_tokens`: what a message would count, without an answer. */

import type { Deps } from "../../lib/dialect/deps.ts";
import { readBody } from "../../lib/dialect/read_body.ts";
import { countPromptOf } from "../../lib/plan/prompt_tokens.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { messages } from "./messages.ts";
import { parseCount } from "./body.ts";

/** Counts a conversation as the message that answers it would. */
export const countMessageTokens = (deps: Deps): Handler => async (exchange) => {
  const reader = { ...messages, parse: parseCount };
  const { body, model, settings } = await readBody(reader, deps, exchange);
  const prompt = messages.prompt(body, settings);
  const { promptTokens } = await countPromptOf(prompt, model, settings, deps.tokenizers);
  return Response.json({ input_tokens: promptTokens });
};
