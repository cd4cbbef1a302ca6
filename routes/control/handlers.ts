/** Who answers what steers and shows the mock itself. */

import type { Deps } from "../../lib/dialect/deps.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import type { Route } from "../../lib/http/route_table.ts";
import { pageFile, pageOr } from "../page/page.ts";
import { getConfig, getModelConfig, postConfig, reloadConfig } from "./config.ts";
import { events } from "./events.ts";
import { home } from "./home.ts";
import { metrics } from "./metrics.ts";
import { apiDocs, openApi } from "./openapi/openapi.ts";
import { clearRequests, getRequest, getRequestEvents, listRequests } from "./requests.ts";
import { listResponseLengths } from "./response_lengths.ts";
import { deleteRules, getRules, postRules } from "./rules.ts";
import { endSession, listSessions } from "./sessions.ts";
import { actOnSession, actOnStream, listStreams } from "./streams.ts";
import { getVerdict } from "./verdict.ts";

/** All of them, by name; `routes` are the endpoints that there are to tell about. */
export function handlers(deps: Deps, routes: readonly Route[]) {
  const endpoints = [...new Set(routes.map(({ method, path }) => `${method} ${path}`))];
  return {
    listResponseLengths: listResponseLengths(deps),
    getConfig: getConfig(deps),
    postConfig: postConfig(deps),
    reloadConfig: reloadConfig(deps),
    getModelConfig: getModelConfig(deps),
    listRequests: listRequests(deps),
    clearRequests: clearRequests(deps),
    getRequest: getRequest(deps),
    getRequestEvents: getRequestEvents(deps),
    getRules: getRules(deps),
    postRules: postRules(deps),
    deleteRules: deleteRules(deps),
    listStreams: listStreams(deps),
    actOnStream: actOnStream(deps),
    listSessions: listSessions(deps),
    actOnSession: actOnSession(deps),
    endSession: endSession(deps),
    getVerdict: getVerdict(deps),
    events: events(deps),
    metrics: metrics(deps),
    apiDocs,
    openApi: openApi(routes),
    pageFile,
    home: pageOr(home(endpoints)),
  } satisfies Record<string, Handler>;
}
