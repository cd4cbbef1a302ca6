/** The one table of method, path and who answers. */

import { completions } from "../lib/dialect/completions.ts";
import type { Deps } from "../lib/dialect/deps.ts";
import type { Provider } from "../lib/http/provider.ts";
import type { Route } from "../lib/http/route_table.ts";
import type { Handler } from "../lib/http/exchange.ts";
import {
  batchResults,
  cancelBatch,
  deleteBatch,
  getBatch,
  listBatches,
} from "./anthropic/batches/batches.ts";
import { createBatch } from "./anthropic/batches/create.ts";
import { countMessageTokens } from "./anthropic/count.ts";
import { messages } from "./anthropic/messages.ts";
import { getAnthropicModel, listAnthropicModels } from "./anthropic/models.ts";
import { anthropic, VERSION_HEADER } from "./anthropic/provider.ts";
import { filtered } from "./azure/content_filter.ts";
import { deployed, inDeployment, onAzure, readOnAzure, versioned } from "./azure/deployments.ts";
import { azure } from "./azure/provider.ts";
import { getConfig, getModelConfig, postConfig, reloadConfig } from "./control/config.ts";
import { events } from "./control/events.ts";
import { health, home } from "./control/home.ts";
import { metrics } from "./control/metrics.ts";
import { apiDocs, openApi } from "./control/openapi/openapi.ts";
import { clearRequests, getRequest, getRequestEvents, listRequests } from "./control/requests.ts";
import { listResponseLengths } from "./control/response_lengths.ts";
import { deleteRules, getRules, postRules } from "./control/rules.ts";
import { endSession, listSessions } from "./control/sessions.ts";
import { actOnSession, actOnStream, listStreams } from "./control/streams.ts";
import { getVerdict } from "./control/verdict.ts";
import { chat } from "./openai/chat/chat.ts";
import {
  chatMemory,
  deleteCompletion,
  getCompletion,
  listCompletions,
  listMessages,
  updateCompletion,
} from "./openai/chat/stored.ts";
import {
  createConversation,
  deleteConversation,
  getConversation,
  updateConversation,
} from "./openai/conversations/conversations.ts";
import { createItems, deleteItem, getItem, listItems } from "./openai/conversations/items.ts";
import { textCompletions } from "./openai/completions/completions.ts";
import { embeddings, textVectors } from "./openai/embeddings/embeddings.ts";
import { getModel, listModels } from "./openai/models.ts";
import { moderations } from "./openai/moderations/moderations.ts";
import { openAi } from "./openai/provider.ts";
import { compactResponse } from "./openai/responses/compact.ts";
import { countInputTokens } from "./openai/responses/input_tokens.ts";
import { responsesMemory } from "./openai/responses/memory.ts";
import { responses } from "./openai/responses/responses.ts";
import {
  cancelResponse,
  deleteResponse,
  getResponse,
  listInputItems,
} from "./openai/responses/stored.ts";
import { pageFile, pageOr } from "./page/page.ts";

/** The services, in the order in which they are asked whether a request without a route was meant for them. */
export const providers: readonly [...Provider[], Provider] = [anthropic, azure, openAi];

/** Where Azure has what a deployment answers. */
const DEPLOYMENT = "/openai/deployments/:deployment";

/** All routes, in the order in which they are tried. */
export function routesOf(deps: Deps): readonly Route[] {
  const memory = responsesMemory(deps);
  const routes: readonly Route[] = [
    mocked(openAi, "POST", "/v1/chat/completions", completions(chat, deps, chatMemory(deps))),
    {
      ...stored(openAi, "GET", "/v1/chat/completions", listCompletions(deps)),
      unnamed: true,
    },
    stored(openAi, "GET", "/v1/chat/completions/:id", getCompletion(deps)),
    stored(openAi, "POST", "/v1/chat/completions/:id", updateCompletion(deps)),
    stored(openAi, "DELETE", "/v1/chat/completions/:id", deleteCompletion(deps)),
    stored(openAi, "GET", "/v1/chat/completions/:id/messages", listMessages(deps)),
    mocked(openAi, "POST", "/v1/responses", completions(responses, deps, memory)),
    mocked(openAi, "POST", "/v1/responses/input_tokens", countInputTokens(deps)),
    mocked(openAi, "POST", "/v1/responses/compact", compactResponse(deps)),
    stored(openAi, "GET", "/v1/responses/:id", getResponse(deps)),
    stored(openAi, "DELETE", "/v1/responses/:id", deleteResponse(deps)),
    stored(openAi, "POST", "/v1/responses/:id/cancel", cancelResponse(deps)),
    stored(openAi, "GET", "/v1/responses/:id/input_items", listInputItems(deps)),
    mocked(openAi, "POST", "/v1/conversations", createConversation(deps)),
    stored(openAi, "GET", "/v1/conversations/:id", getConversation(deps)),
    stored(openAi, "POST", "/v1/conversations/:id", updateConversation(deps)),
    stored(openAi, "DELETE", "/v1/conversations/:id", deleteConversation(deps)),
    stored(openAi, "GET", "/v1/conversations/:id/items", listItems(deps)),
    stored(openAi, "POST", "/v1/conversations/:id/items", createItems(deps)),
    stored(openAi, "GET", "/v1/conversations/:id/items/:item", getItem(deps)),
    stored(openAi, "DELETE", "/v1/conversations/:id/items/:item", deleteItem(deps)),

    mocked(openAi, "POST", "/v1/completions", completions(textCompletions, deps)),
    mocked(openAi, "POST", "/v1/embeddings", embeddings(deps)),
    mocked(openAi, "POST", "/v1/moderations", moderations(deps)),

    mocked(anthropic, "POST", "/v1/messages", completions(messages, deps)),
    mocked(anthropic, "POST", "/v1/messages/count_tokens", countMessageTokens(deps)),
    mocked(anthropic, "POST", "/v1/messages/batches", createBatch(deps)),
    stored(anthropic, "GET", "/v1/messages/batches", listBatches(deps)),
    stored(anthropic, "GET", "/v1/messages/batches/:id", getBatch(deps)),
    stored(anthropic, "DELETE", "/v1/messages/batches/:id", deleteBatch(deps)),
    stored(anthropic, "POST", "/v1/messages/batches/:id/cancel", cancelBatch(deps)),
    stored(anthropic, "GET", "/v1/messages/batches/:id/results", batchResults(deps)),
    {
      ...mocked(anthropic, "GET", "/v1/models", listAnthropicModels(deps)),
      header: VERSION_HEADER,
    },
    {
      ...mocked(anthropic, "GET", "/v1/models/:id+", getAnthropicModel(deps)),
      header: VERSION_HEADER,
    },

    mocked(openAi, "GET", "/v1/models", listModels(deps)),
    mocked(openAi, "GET", "/v1/models/:id+", getModel(deps)),

    mocked(azure, "POST", `${DEPLOYMENT}/chat/completions`, completions(deployed(filtered), deps)),
    mocked(
      azure,
      "POST",
      `${DEPLOYMENT}/completions`,
      completions(deployed(textCompletions), deps),
    ),
    mocked(azure, "POST", `${DEPLOYMENT}/embeddings`, embeddings(deps, inDeployment(textVectors))),
    mocked(azure, "POST", "/openai/responses", completions(versioned(responses), deps, memory)),
    mocked(azure, "POST", "/openai/v1/chat/completions", completions(onAzure(filtered), deps)),
    mocked(azure, "POST", "/openai/v1/completions", completions(onAzure(textCompletions), deps)),
    mocked(azure, "POST", "/openai/v1/responses", completions(onAzure(responses), deps, memory)),
    mocked(azure, "POST", "/openai/v1/embeddings", embeddings(deps, readOnAzure(textVectors))),
    mocked(azure, "GET", "/openai/v1/models", listModels(deps)),
    mocked(azure, "GET", "/openai/v1/models/:id+", getModel(deps)),

    control("GET", "/responses", listResponseLengths(deps)),
    control("GET", "/config", getConfig(deps)),
    control("POST", "/config", postConfig(deps)),
    control("POST", "/config/reload", reloadConfig(deps)),
    control("GET", "/config/:model+", getModelConfig(deps)),
    control("GET", "/requests", listRequests(deps)),
    control("DELETE", "/requests", clearRequests(deps)),
    control("GET", "/requests/:id", getRequest(deps)),
    control("GET", "/requests/:id/events", getRequestEvents(deps)),
    control("GET", "/rules", getRules(deps)),
    control("POST", "/rules", postRules(deps)),
    control("DELETE", "/rules", deleteRules(deps)),
    control("GET", "/streams", listStreams(deps)),
    control("POST", "/streams/:id", actOnStream(deps)),
    control("GET", "/sessions", listSessions(deps)),
    control("POST", "/sessions/:name", actOnSession(deps)),
    control("DELETE", "/sessions/:name", endSession(deps)),
    control("GET", "/verdict", getVerdict(deps)),
    control("GET", "/events", events(deps)),
    control("GET", "/metrics", metrics(deps)),
    { ...control("GET", "/healthz", health(deps)), open: "health" },
    { ...control("GET", "/page/:file+", pageFile), open: "page" },
    { ...control("GET", "/docs", apiDocs), open: "page" },
    { ...control("GET", "/docs/:file", apiDocs), open: "page" },
  ];
  const endpoints = [...new Set(routes.map(({ method, path }) => `${method} ${path}`))];
  return [
    ...routes,
    control("GET", "/openapi.json", openApi(routes)),
    { ...control("GET", "/", pageOr(home(endpoints))), open: "page" },
  ];
}

type ControlRoute = Extract<Route, { kind: "control" }>;

function mocked(provider: Provider, method: Route["method"], path: string, handle: Handler): Route {
  return { kind: "mocked", provider, method, path, handle };
}

/** An endpoint of a service that tells what others have stored here. */
function stored(provider: Provider, method: Route["method"], path: string, handle: Handler): Route {
  return { kind: "mocked", stored: true, provider, method, path, handle };
}

/** What steers and shows the mock itself; its errors are worded as OpenAI's. */
function control(method: Route["method"], path: string, handle: Handler): ControlRoute {
  return { kind: "control", provider: openAi, method, path, handle };
}
