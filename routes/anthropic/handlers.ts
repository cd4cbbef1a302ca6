/** Who answers what Anthropic's API has. */

import { completions } from "../../lib/dialect/completions.ts";
import type { Deps } from "../../lib/dialect/deps.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import {
  batchResults,
  cancelBatch,
  deleteBatch,
  getBatch,
  listBatches,
} from "./batches/batches.ts";
import { createBatch } from "./batches/create.ts";
import { countMessageTokens } from "./count.ts";
import { messages } from "./messages.ts";
import { getModel, listModels } from "./models.ts";

/** All of them, by name. */
export function handlers(deps: Deps) {
  return {
    messages: completions(messages, deps),
    countTokens: countMessageTokens(deps),
    createBatch: createBatch(deps),
    listBatches: listBatches(deps),
    getBatch: getBatch(deps),
    deleteBatch: deleteBatch(deps),
    cancelBatch: cancelBatch(deps),
    batchResults: batchResults(deps),
    listModels: listModels(deps),
    getModel: getModel(deps),
  } satisfies Record<string, Handler>;
}
