/** The one table of method, path and who answers. */

import { completions } from "../lib/dialect/completions.ts";
import type { Deps } from "../lib/dialect/deps.ts";
import type { Handler } from "../lib/http/exchange.ts";
import { later, loadOnce } from "../lib/http/later.ts";
import type { Provider } from "../lib/http/provider.ts";
import type { Route } from "../lib/http/route_table.ts";
import { anthropic, VERSION_HEADER } from "./anthropic/provider.ts";
import { azure } from "./azure/provider.ts";
import { health } from "./control/home.ts";
import { chat } from "./openai/chat/chat.ts";
import {
  chatMemory,
  deleteCompletion,
  getCompletion,
  listCompletions,
  listMessages,
  updateCompletion,
} from "./openai/chat/stored.ts";
import { openAi } from "./openai/provider.ts";

/** The services, in the order in which they are asked whether a request without a route was meant for them. */
export const providers: readonly [...Provider[], Provider] = [anthropic, azure, openAi];

// The start waits for chat completions alone.
const loadOpenAi = loadOnce(() => import("./openai/handlers.ts"));
const loadAnthropic = loadOnce(() => import("./anthropic/handlers.ts"));
const loadAzure = loadOnce(() => import("./azure/handlers.ts"));
const loadControl = loadOnce(() => import("./control/handlers.ts"));

/** What loads the rest, before somebody asks for it. */
export const loads: readonly (() => Promise<unknown>)[] = [
  loadOpenAi,
  loadAnthropic,
  loadControl,
  loadAzure,
];

/** Where Azure has what a deployment answers. */
const DEPLOYMENT = "/openai/deployments/:deployment";

/** All routes, in the order in which they are tried. */
export function routesOf(deps: Deps): readonly Route[] {
  const openAiHandler = later(async () => (await loadOpenAi()).handlers(deps));
  const anthropicHandler = later(async () => (await loadAnthropic()).handlers(deps));
  const azureHandler = later(async () => (await loadAzure()).handlers(deps));
  const controlHandler = later(async () => (await loadControl()).handlers(deps, routes));
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
    mocked(openAi, "POST", "/v1/responses", openAiHandler("responses")),
    mocked(openAi, "POST", "/v1/responses/input_tokens", openAiHandler("countInputTokens")),
    mocked(openAi, "POST", "/v1/responses/compact", openAiHandler("compactResponse")),
    stored(openAi, "GET", "/v1/responses/:id", openAiHandler("getResponse")),
    stored(openAi, "DELETE", "/v1/responses/:id", openAiHandler("deleteResponse")),
    stored(openAi, "POST", "/v1/responses/:id/cancel", openAiHandler("cancelResponse")),
    stored(openAi, "GET", "/v1/responses/:id/input_items", openAiHandler("listInputItems")),
    mocked(openAi, "POST", "/v1/conversations", openAiHandler("createConversation")),
    stored(openAi, "GET", "/v1/conversations/:id", openAiHandler("getConversation")),
    stored(openAi, "POST", "/v1/conversations/:id", openAiHandler("updateConversation")),
    stored(openAi, "DELETE", "/v1/conversations/:id", openAiHandler("deleteConversation")),
    stored(openAi, "GET", "/v1/conversations/:id/items", openAiHandler("listItems")),
    stored(openAi, "POST", "/v1/conversations/:id/items", openAiHandler("createItems")),
    stored(openAi, "GET", "/v1/conversations/:id/items/:item", openAiHandler("getItem")),
    stored(openAi, "DELETE", "/v1/conversations/:id/items/:item", openAiHandler("deleteItem")),

    mocked(openAi, "POST", "/v1/completions", openAiHandler("completions")),
    mocked(openAi, "POST", "/v1/embeddings", openAiHandler("embeddings")),
    mocked(openAi, "POST", "/v1/moderations", openAiHandler("moderations")),

    mocked(anthropic, "POST", "/v1/messages", anthropicHandler("messages")),
    mocked(anthropic, "POST", "/v1/messages/count_tokens", anthropicHandler("countTokens")),
    mocked(anthropic, "POST", "/v1/messages/batches", anthropicHandler("createBatch")),
    stored(anthropic, "GET", "/v1/messages/batches", anthropicHandler("listBatches")),
    stored(anthropic, "GET", "/v1/messages/batches/:id", anthropicHandler("getBatch")),
    stored(anthropic, "DELETE", "/v1/messages/batches/:id", anthropicHandler("deleteBatch")),
    stored(anthropic, "POST", "/v1/messages/batches/:id/cancel", anthropicHandler("cancelBatch")),
    stored(anthropic, "GET", "/v1/messages/batches/:id/results", anthropicHandler("batchResults")),
    {
      ...mocked(anthropic, "GET", "/v1/models", anthropicHandler("listModels")),
      header: VERSION_HEADER,
    },
    {
      ...mocked(anthropic, "GET", "/v1/models/:id+", anthropicHandler("getModel")),
      header: VERSION_HEADER,
    },

    mocked(openAi, "GET", "/v1/models", openAiHandler("listModels")),
    mocked(openAi, "GET", "/v1/models/:id+", openAiHandler("getModel")),

    mocked(azure, "POST", `${DEPLOYMENT}/chat/completions`, azureHandler("deployedChat")),
    mocked(azure, "POST", `${DEPLOYMENT}/completions`, azureHandler("deployedCompletions")),
    mocked(azure, "POST", `${DEPLOYMENT}/embeddings`, azureHandler("deployedEmbeddings")),
    mocked(azure, "POST", "/openai/responses", azureHandler("versionedResponses")),
    mocked(azure, "POST", "/openai/v1/chat/completions", azureHandler("chat")),
    mocked(azure, "POST", "/openai/v1/completions", azureHandler("completions")),
    mocked(azure, "POST", "/openai/v1/responses", azureHandler("responses")),
    mocked(azure, "POST", "/openai/v1/embeddings", azureHandler("embeddings")),
    ...["/openai", "/openai/v1"].flatMap((base) => [
      stored(azure, "GET", `${base}/responses/:id`, openAiHandler("getResponse")),
      stored(azure, "DELETE", `${base}/responses/:id`, openAiHandler("deleteResponse")),
      stored(azure, "POST", `${base}/responses/:id/cancel`, openAiHandler("cancelResponse")),
      stored(azure, "GET", `${base}/responses/:id/input_items`, openAiHandler("listInputItems")),
    ]),
    mocked(azure, "GET", "/openai/v1/models", openAiHandler("listModels")),
    mocked(azure, "GET", "/openai/v1/models/:id+", openAiHandler("getModel")),

    control("GET", "/responses", controlHandler("listResponseLengths")),
    control("GET", "/config", controlHandler("getConfig")),
    control("POST", "/config", controlHandler("postConfig")),
    control("POST", "/config/reload", controlHandler("reloadConfig")),
    control("GET", "/config/:model+", controlHandler("getModelConfig")),
    control("GET", "/requests", controlHandler("listRequests")),
    control("DELETE", "/requests", controlHandler("clearRequests")),
    control("GET", "/requests/:id", controlHandler("getRequest")),
    control("GET", "/requests/:id/events", controlHandler("getRequestEvents")),
    control("GET", "/rules", controlHandler("getRules")),
    control("POST", "/rules", controlHandler("postRules")),
    control("DELETE", "/rules", controlHandler("deleteRules")),
    control("GET", "/streams", controlHandler("listStreams")),
    control("POST", "/streams/:id", controlHandler("actOnStream")),
    control("GET", "/sessions", controlHandler("listSessions")),
    control("POST", "/sessions/:name", controlHandler("actOnSession")),
    control("DELETE", "/sessions/:name", controlHandler("endSession")),
    control("GET", "/verdict", controlHandler("getVerdict")),
    control("GET", "/events", controlHandler("events")),
    control("GET", "/metrics", controlHandler("metrics")),
    { ...control("GET", "/healthz", health(deps)), open: "health" },
    { ...control("GET", "/page/:file+", controlHandler("pageFile")), open: "page" },
    { ...control("GET", "/docs", controlHandler("apiDocs")), open: "page" },
    { ...control("GET", "/docs/:file", controlHandler("apiDocs")), open: "page" },
  ];
  return [
    ...routes,
    control("GET", "/openapi.json", controlHandler("openApi")),
    { ...control("GET", "/", controlHandler("home")), open: "page" },
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
