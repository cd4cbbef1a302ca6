/** `POST /v1/responses/compact`: a conversation as what its users said and one item that stands for the rest. */

import { ApiError } from "../../../lib/api_error.ts";
import type { Deps } from "../../../lib/dialect/deps.ts";
import { readBody } from "../../../lib/dialect/read_body.ts";
import { readPrompt } from "../../../lib/dialect/read_prompt.ts";
import type { Handler } from "../../../lib/http/exchange.ts";
import { jsonAnswer } from "../../../lib/http/answer.ts";
import { hex, seededRandom } from "../../../lib/random.ts";
import { parseCompact } from "./body.ts";
import { kindOf } from "./input.ts";
import { responsesMemory } from "./memory.ts";
import { encryptedContent } from "./output.ts";
import { usageJson } from "./response_object.ts";
import { responses } from "./responses.ts";
import { storedItems } from "./stored_item.ts";

/** How much shorter what stands for a conversation is. */
const TOKENS_TO_ONE = 10;

/** Compacts at once. */
export const compactResponse = (deps: Deps): Handler => async (exchange) => {
  const { modelOf, recall } = responsesMemory(deps);
  const reader = { ...responses, parse: parseCompact, model: modelOf };
  const checked = await readBody(reader, deps, exchange);
  const { settings } = checked;
  const whole = await recall(checked.body);
  // What it goes on from is told to whom it could be told by its own URL.
  const refusal = whole.earlier.length > 0 ? exchange.whyNotStored?.() : undefined;
  if (refusal) throw new ApiError(refusal);
  const { promptTokens } = await readPrompt(responses, deps, { ...checked, body: whole });
  const random = seededRandom(settings.seed ?? deps.newSeed());
  const id = hex(random, 48);
  const users = [...whole.earlier, ...whole.input].filter((item) =>
    kindOf(item) === "message" && item.role === "user"
  );
  const compaction = {
    id: `cmp_${id}01`,
    type: "compaction",
    encrypted_content: encryptedContent(random),
  };
  const completionTokens = Math.ceil(promptTokens / TOKENS_TO_ONE);
  return jsonAnswer({
    id: `${settings.strict ? "" : "mock-"}resp_${id}00`,
    object: "response.compaction",
    created_at: Math.floor(deps.clock.unixMs() / 1000),
    output: [...await storedItems(users, id, deps.turns), compaction],
    usage: usageJson({ promptTokens, completionTokens, reasoningTokens: 0 }),
  });
};
