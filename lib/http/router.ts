/** From a request to a response: asks whether its target may be reached, has the route answer, and adds what all answers share. */

import { ApiError, badRequest } from "../api_error.ts";
import type { Clock } from "../clock/clock.ts";
import type { ServerSettings } from "../config/schema.ts";
import type { Observer, RequestObserver } from "../ledger/observer.ts";
import type { Edge } from "../platform/platform.ts";
import { hex, type Random } from "../random.ts";
import type { Answer, OpenHeaders } from "./answer.ts";
import { answerTo } from "./answer_to.ts";
import { isLetIn } from "./api_key.ts";
import { letRead, preflight } from "./cors.ts";
import type { Exchange } from "./exchange.ts";
import { refusalOf } from "./guard.ts";
import { meantPath } from "./meant_path.ts";
import { meantHint, NOT_MOCKED, unknownUrl, wrongMethod } from "./no_route.ts";
import { patienceBy } from "./patience.ts";
import type { Provider } from "./provider.ts";
import { retryAdvice } from "./retry_advice.ts";
import { type Found, type Route, routeTable } from "./route_table.ts";
import { isSessionName, namedSession, wrongSession } from "./session.ts";
import { type Addressee, createTargetOf, type Target } from "./target.ts";
import { createWarnings } from "./warnings.ts";

/** What the router itself needs. */
export interface RouterDeps {
  readonly clock: Clock;
  /** Is told of every request to a service. */
  readonly observer: Observer;
  /** For request ids. */
  readonly random: Random;
  /** What the hexadecimal digits of request ids begin with. Default: nothing. */
  readonly idPrefix?: string;
  /** Of those that recognize a request which no route answers, the first words the error; of none, the last. */
  readonly providers: readonly [...Provider[], Provider];
  /** Who may ask. */
  readonly server: () => ServerSettings;
  /** Absent where sessions are not told apart. */
  readonly sessions?: SessionRoutes;
  /** Whether a request wants the exact words of the real service before anything of its body is known. */
  readonly isStrict: (request: Request) => boolean;
}

/** How a session has a world of its own. */
export interface SessionRoutes {
  /** A session has been named. */
  use(session: string): Promise<void>;
  /** The same table, row by row, answering from what the session shares. */
  routesIn(session: string): readonly Route[];
}

/** A web-standard server function, which never throws. `edge` is there for what came over the network, and is guarded then. */
export type Fetch = (request: Request, edge?: Edge) => Promise<Response>;

/** Of a request's id, as the real services have them. */
const ID_DIGITS = 32;

/** Makes the server function of a table of routes. */
export function createRouter(routes: readonly Route[], deps: RouterDeps): Fetch {
  const { clock, observer: observers, random, providers, server, sessions, isStrict } = deps;
  const { idPrefix = "" } = deps;
  const findRoute = routeTable(routes);
  const patience = patienceBy(clock);
  const bases = [...new Set(providers.map(({ basePath }) => basePath))];

  const targetOf = createTargetOf({ findRoute, providers });

  /** Has the session's own world answer. */
  const handleIn = async (session: string, { route, row }: FoundRoute, exchange: Exchange) => {
    await sessions?.use(session);
    const own = sessions?.routesIn(session)[row] ?? route;
    return await own.handle(exchange);
  };

  const dispatch = (exchange: Exchange, { found, session: { base } }: Target) => {
    if (found.kind === "route") {
      const { session } = exchange;
      return session === undefined
        ? found.route.handle(exchange)
        : handleIn(session, found, exchange);
    }
    const { request: { method, headers }, url: { pathname } } = exchange;
    const meant = meantPath(method, pathname, headers, findRoute, bases);
    if (meant !== undefined) throw unknownUrl(method, base + pathname, meantHint(base + meant));
    if (found.others.length > 0) throw wrongMethod(found.others);
    const isReal = providers.some(({ notMocked }) => notMocked?.test(pathname));
    throw unknownUrl(method, base + pathname, isReal ? NOT_MOCKED : "");
  };

  const serve = async (request: Request, id: string, edge?: Edge): Promise<Response> => {
    const arrived = clock.now();
    const to = targetOf(request);
    if (!to) throw badRequest("Cannot read the request: its host or its URL is none.");
    const { url, kind, provider } = to;
    const settings = server();
    const apiKey = provider.apiKey(request, url);
    const hasKey = isLetIn(apiKey, settings.api_keys);
    const isPreflight = request.method === "OPTIONS";
    // A browser asks without the key that its request will have.
    const opens = settings.api_keys.length > 0 && (hasKey || isPreflight);
    const refusal = edge && guards(to, opens) ? refusalOf(request, url, edge, settings) : undefined;
    if (isPreflight && !refusal) return preflight(request);
    const { method, headers: sent } = request;
    const name = namedSession(to.session, sent, apiKey);
    const session = name !== undefined && isSessionName(name) ? name : undefined;
    const named = session === undefined ? {} : { session };
    const opened = {
      id,
      method,
      path: url.pathname,
      url: request.url,
      headers: sent,
      provider: provider.name,
      ...named,
    };
    const observer = (kind === "mocked" ? observers.opened(opened) : undefined) ?? NOBODY;
    const warnings = createWarnings(observer);
    const { answer, error } = await answerTo(provider, id, () => {
      if (refusal) throw new ApiError(refusal);
      if (!hasKey && needsKey(to)) throw new ApiError(provider.denied(apiKey, isStrict(request)));
      if (name !== undefined && session === undefined) throw wrongSession(name);
      const exchange: Exchange = {
        request,
        url,
        params: to.found.kind === "route" ? to.found.params : {},
        id,
        arrived,
        apiKey,
        observer,
        warn: warnings.add,
        ...named,
        ...(edge
          ? {
            patience,
            whyNotStored: () => opens ? undefined : refusalOf(request, url, edge, settings),
          }
          : {}),
      };
      return dispatch(exchange, to);
    });
    if (error?.clientLeft) observer.ended("client_left");
    if ("text" in answer && typeof answer.text === "string") observer.wrote?.(answer.text);
    const { status = 200 } = answer;
    const own = answer instanceof Response
      ? answer.headers
      : new Map(Object.entries(answer.headers));
    const headers = provider.headers({
      requestId: id,
      status,
      processingMs: Math.round(clock.now() - arrived),
      ...(error ? { error } : {}),
    });
    for (const [name, value] of Object.entries(headers)) {
      if (!own.has(name)) own.set(name, value);
    }
    warnings.tell(own);
    const advice = error && retryAdvice(error, own, clock.unixMs());
    observer.answered(status, error?.message, advice, own);
    if (!refusal) letRead(own, request.headers.get("origin"));
    const response = responseOf(answer, own);
    return request.method === "HEAD" ? await headOf(response) : response;
  };

  const last = providers.at(-1) ?? providers[0];
  return async (request, edge) => {
    const id = `req_${idPrefix}${hex(random, ID_DIGITS - idPrefix.length)}`;
    const { answer } = await answerTo(last, id, () => serve(request, id, edge));
    return responseOf(answer);
  };
}

type FoundRoute = Extract<Found, { kind: "route" }>;

/** Whether strangers are kept out: services are for every page, the mock itself is not; what is stored is for whoever has a key. */
function guards(to: Addressee, keyOpens: boolean): boolean {
  return to.kind === "mocked" ? to.stored === true && !keyOpens : to.open !== "health";
}

function needsKey(to: Addressee): boolean {
  return to.kind === "mocked" || to.open === undefined;
}

/** The response of an answer, whose headers may have become more. */
function responseOf(answer: Answer | Response, headers?: OpenHeaders): Response {
  if (answer instanceof Response) return answer;
  const { status = 200, body } = answer;
  return new Response(body, { status, headers: headers ? recordOf(headers) : answer.headers });
}

function recordOf(headers: OpenHeaders): Record<string, string> {
  const record: Record<string, string> = {};
  headers.forEach((value, name) => record[name] = value);
  return record;
}

async function headOf(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, { status: response.status, headers: response.headers });
}

const NOBODY: RequestObserver = {
  asked() {},
  planned() {},
  answered() {},
  acted() {},
  ended() {},
};
