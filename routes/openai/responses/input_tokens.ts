/** `POST /v1/responses/input_tokens`: what a request would count, without an answer. */

import type { Deps } from "../../../lib/dialect/deps.ts";
import { readBody } from "../../../lib/dialect/read_body.ts";
import { readPrompt } from "../../../lib/dialect/read_prompt.ts";
import type { Handler } from "../../../lib/http/exchange.ts";
import { jsonAnswer } from "../../../lib/http/answer.ts";
import { countObjections } from "./objections.ts";
import { responses } from "./responses.ts";
import { responsesMemory } from "./memory.ts";

/** What is counted may be longer than a model can read. */
const counted = { ...responses, objections: countObjections };

/** Counts a conversation as the response to it would. */
export const countInputTokens = (deps: Deps): Handler => async (exchange) => {
  const { modelOf, recall } = responsesMemory(deps);
  const reader = { ...responses, model: modelOf };
  const checked = await readBody(reader, deps, exchange);
  const body = await recall(checked.body);
  const { promptTokens } = await readPrompt(counted, deps, { ...checked, body });
  return jsonAnswer({ object: "response.input_tokens", input_tokens: promptTokens });
};
