/** Who answers what OpenAI's API has beside chat completions. */

import { completions } from "../../lib/dialect/completions.ts";
import type { Deps } from "../../lib/dialect/deps.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { textCompletions } from "./completions/completions.ts";
import {
  createConversation,
  deleteConversation,
  getConversation,
  updateConversation,
} from "./conversations/conversations.ts";
import { createItems, deleteItem, getItem, listItems } from "./conversations/items.ts";
import { embeddings } from "./embeddings/embeddings.ts";
import { getModel, listModels } from "./models.ts";
import { moderations } from "./moderations/moderations.ts";
import { compactResponse } from "./responses/compact.ts";
import { countInputTokens } from "./responses/input_tokens.ts";
import { responsesMemory } from "./responses/memory.ts";
import { responses } from "./responses/responses.ts";
import { cancelResponse, deleteResponse, getResponse, listInputItems } from "./responses/stored.ts";

/** All of them, by name. */
export function handlers(deps: Deps) {
  return {
    responses: completions(responses, deps, responsesMemory(deps)),
    countInputTokens: countInputTokens(deps),
    compactResponse: compactResponse(deps),
    getResponse: getResponse(deps),
    deleteResponse: deleteResponse(deps),
    cancelResponse: cancelResponse(deps),
    listInputItems: listInputItems(deps),
    createConversation: createConversation(deps),
    getConversation: getConversation(deps),
    updateConversation: updateConversation(deps),
    deleteConversation: deleteConversation(deps),
    listItems: listItems(deps),
    createItems: createItems(deps),
    getItem: getItem(deps),
    deleteItem: deleteItem(deps),
    completions: completions(textCompletions, deps),
    embeddings: embeddings(deps),
    moderations: moderations(deps),
    listModels: listModels(deps),
    getModel: getModel(deps),
  } satisfies Record<string, Handler>;
}
