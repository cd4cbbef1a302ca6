/** Who answers what Azure has: OpenAI's protocols, with the model in the path or in the body. */

import { completions } from "../../lib/dialect/completions.ts";
import type { Deps } from "../../lib/dialect/deps.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { textCompletions } from "../openai/completions/completions.ts";
import { embeddings, textVectors } from "../openai/embeddings/embeddings.ts";
import { responsesMemory } from "../openai/responses/memory.ts";
import { responses } from "../openai/responses/responses.ts";
import { filtered } from "./content_filter.ts";
import { deployed, inDeployment, onAzure, readOnAzure, versioned } from "./deployments.ts";

/** All of them, by name. */
export function handlers(deps: Deps) {
  const memory = responsesMemory(deps);
  return {
    deployedChat: completions(deployed(filtered), deps),
    deployedCompletions: completions(deployed(textCompletions), deps),
    deployedEmbeddings: embeddings(deps, inDeployment(textVectors)),
    versionedResponses: completions(versioned(responses), deps, memory),
    chat: completions(onAzure(filtered), deps),
    completions: completions(onAzure(textCompletions), deps),
    responses: completions(onAzure(responses), deps, memory),
    embeddings: embeddings(deps, readOnAzure(textVectors)),
  } satisfies Record<string, Handler>;
}
