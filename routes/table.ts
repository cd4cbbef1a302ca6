/** The one table of method, path and who answers. */

import type { Deps } from "../lib/deps.ts";
import { completions } from "../lib/dialect.ts";
import type { Handler, Route } from "../lib/router.ts";
import { getAnthropicModel, listAnthropicModels } from "./anthropic_models.ts";
import { anthropicWire, VERSION_HEADER } from "./anthropic_wire.ts";
import { chatCompletions } from "./chat_completions.ts";
import { textCompletions } from "./completions.ts";
import { getConfig, getModelConfig, postConfig, reloadConfig } from "./config.ts";
import { embeddings } from "./embeddings.ts";
import { events } from "./events.ts";
import { health, home } from "./home.ts";
import { messages } from "./messages.ts";
import { countMessageTokens } from "./messages_count.ts";
import { getModel, listModels } from "./models.ts";
import { moderations } from "./moderations.ts";
import { openAiWire } from "./openai_wire.ts";
import { pageFile, pageOr } from "./page.ts";
import { clearRequests, getRequest, listRequests } from "./requests.ts";
import { listResponseLengths } from "./response_lengths.ts";
import { responses } from "./responses.ts";
import { countInputTokens } from "./responses_input_tokens.ts";
import {
  cancelResponse,
  deleteResponse,
  getResponse,
  listInputItems,
  responsesMemory,
} from "./stored_responses.ts";
import { actOnStream, listStreams } from "./streams.ts";

/** All routes, in the order in which they are tried. */
export function routesOf(deps: Deps): readonly Route[] {
  const routes: readonly Route[] = [
    openAi("POST", "/v1/chat/completions", completions(chatCompletions, deps)),
    openAi("POST", "/v1/responses", completions(responses, deps, responsesMemory(deps))),
    openAi("POST", "/v1/responses/input_tokens", countInputTokens(deps)),
    openAi("GET", "/v1/responses/:id", getResponse(deps)),
    openAi("DELETE", "/v1/responses/:id", deleteResponse(deps)),
    openAi("POST", "/v1/responses/:id/cancel", cancelResponse(deps)),
    openAi("GET", "/v1/responses/:id/input_items", listInputItems(deps)),
    openAi("POST", "/v1/completions", completions(textCompletions, deps)),
    openAi("POST", "/v1/embeddings", embeddings(deps)),
    openAi("POST", "/v1/moderations", moderations(deps)),
    anthropic("POST", "/v1/messages", completions(messages, deps)),
    anthropic("POST", "/v1/messages/count_tokens", countMessageTokens(deps)),
    { ...anthropic("GET", "/v1/models", listAnthropicModels(deps)), header: VERSION_HEADER },
    { ...anthropic("GET", "/v1/models/:id+", getAnthropicModel(deps)), header: VERSION_HEADER },
    openAi("GET", "/v1/models", listModels(deps)),
    openAi("GET", "/v1/models/:id+", getModel(deps)),
    openAi("GET", "/responses", listResponseLengths(deps)),
    openAi("GET", "/config", getConfig(deps)),
    openAi("POST", "/config", postConfig(deps)),
    openAi("POST", "/config/reload", reloadConfig(deps)),
    openAi("GET", "/config/:model+", getModelConfig(deps)),
    openAi("GET", "/requests", listRequests(deps)),
    openAi("DELETE", "/requests", clearRequests(deps)),
    openAi("GET", "/requests/:id", getRequest(deps)),
    openAi("GET", "/streams", listStreams(deps)),
    openAi("POST", "/streams/:id", actOnStream(deps)),
    openAi("GET", "/events", events(deps)),
    openAi("GET", "/healthz", health(deps)),
    openAi("GET", "/page/:file+", pageFile),
  ];
  const endpoints = [...new Set(routes.map(({ method, path }) => `${method} ${path}`))];
  return [...routes, openAi("GET", "/", pageOr(home(endpoints)))];
}

function openAi(method: Route["method"], path: string, handle: Handler): Route {
  return { method, path, handle, wire: openAiWire };
}

function anthropic(method: Route["method"], path: string, handle: Handler): Route {
  return { method, path, handle, wire: anthropicWire };
}
