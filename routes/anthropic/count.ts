/** `POST /v1/messages/count_tokens`: what a message would count, without an answer. */

import type { Deps } from "../../lib/dialect/deps.ts";
import { readBody } from "../../lib/dialect/read_body.ts";
import { readPrompt } from "../../lib/dialect/read_prompt.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { jsonAnswer } from "../../lib/http/answer.ts";
import { messages } from "./messages.ts";
import { parseCount } from "./body.ts";
import { countObjections } from "./objections.ts";

/** What is counted may be longer than a model can read. */
const counted = { ...messages, objections: countObjections };

/** Counts a conversation as the message that answers it would. */
export const countMessageTokens = (deps: Deps): Handler => async (exchange) => {
  const reader = { ...messages, parse: parseCount };
  const checked = await readBody(reader, deps, exchange);
  const { promptTokens } = await readPrompt(counted, deps, checked);
  return jsonAnswer({ input_tokens: promptTokens });
};
