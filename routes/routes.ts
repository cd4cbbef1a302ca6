/** The one table of method, path and who answers. */

import type { Deps } from "../lib/dialect/deps.ts";
import type { Dialect, Memory } from "../lib/dialect/dialect.ts";
import type { Handler, Route } from "../lib/http/router.ts";
import { anthropic as anthropicProvider, VERSION_HEADER } from "./anthropic/provider.ts";
import { getConfig, getModelConfig, postConfig, reloadConfig } from "./control/config.ts";
import { events } from "./control/events.ts";
import { health, home } from "./control/home.ts";
import { getModel, listModels } from "./openai/models.ts";
import { openAi as openAiProvider } from "./openai/provider.ts";
import { pageFile, pageOr } from "./page/page.ts";
import { clearRequests, getRequest, listRequests } from "./control/requests.ts";
import { listResponseLengths } from "./control/response_lengths.ts";
import { actOnStream, listStreams } from "./control/streams.ts";

const chat = () => import("./openai/chat/chat.ts");
const completionsOf = () => import("../lib/dialect/dialect.ts");

/** Loads the protocol that is spoken first and most. */
export async function loadChat(): Promise<void> {
  await Promise.all([chat(), completionsOf()]);
}

/** All routes, in the order in which they are tried. A protocol is loaded when it is first spoken. */
export function routesOf(deps: Deps): readonly Route[] {
  const text = () => import("./openai/completions/completions.ts");
  const responses = () => import("./openai/responses/responses.ts");
  const stored = () => import("./openai/responses/stored.ts");
  const messages = () => import("./anthropic/messages.ts");
  const anthropicModels = () => import("./anthropic/models.ts");

  const routes: readonly Route[] = [
    openAi(
      "POST",
      "/v1/chat/completions",
      spoken(deps, async () => (await chat()).chatCompletions),
    ),
    openAi(
      "POST",
      "/v1/responses",
      spoken(
        deps,
        async () => (await responses()).responses,
        async () => (await stored()).responsesMemory(deps),
      ),
    ),
    openAi(
      "POST",
      "/v1/responses/input_tokens",
      later(async () =>
        (await import("./openai/responses/input_tokens.ts")).countInputTokens(deps)
      ),
    ),
    openAi("GET", "/v1/responses/:id", later(async () => (await stored()).getResponse(deps))),
    openAi("DELETE", "/v1/responses/:id", later(async () => (await stored()).deleteResponse(deps))),
    openAi(
      "POST",
      "/v1/responses/:id/cancel",
      later(async () => (await stored()).cancelResponse(deps)),
    ),
    openAi(
      "GET",
      "/v1/responses/:id/input_items",
      later(async () => (await stored()).listInputItems(deps)),
    ),
    openAi("POST", "/v1/completions", spoken(deps, async () => (await text()).textCompletions)),
    openAi(
      "POST",
      "/v1/embeddings",
      later(async () => (await import("./openai/embeddings/embeddings.ts")).embeddings(deps)),
    ),
    openAi(
      "POST",
      "/v1/moderations",
      later(async () => (await import("./openai/moderations/moderations.ts")).moderations(deps)),
    ),
    anthropic("POST", "/v1/messages", spoken(deps, async () => (await messages()).messages)),
    anthropic(
      "POST",
      "/v1/messages/count_tokens",
      later(async () => (await import("./anthropic/count.ts")).countMessageTokens(deps)),
    ),
    {
      ...anthropic(
        "GET",
        "/v1/models",
        later(async () => (await anthropicModels()).listAnthropicModels(deps)),
      ),
      header: VERSION_HEADER,
    },
    {
      ...anthropic(
        "GET",
        "/v1/models/:id+",
        later(async () => (await anthropicModels()).getAnthropicModel(deps)),
      ),
      header: VERSION_HEADER,
    },
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
  return { method, path, handle, wire: openAiProvider };
}

function anthropic(method: Route["method"], path: string, handle: Handler): Route {
  return { method, path, handle, wire: anthropicProvider };
}

/** A handler that is loaded when it is first asked, and again where that failed. */
function later(load: () => Promise<Handler>): Handler {
  let loading: Promise<Handler> | undefined;
  return async (exchange) => {
    loading ??= load();
    loading.catch(() => loading = undefined);
    return (await loading)(exchange);
  };
}

/** The handler of a dialect. */
function spoken<Body>(
  deps: Deps,
  dialect: () => Promise<Dialect<Body>>,
  memory?: () => Promise<Memory<Body>>,
): Handler {
  return later(async () => {
    const { completions } = await completionsOf();
    return completions(await dialect(), deps, await memory?.());
  });
}
