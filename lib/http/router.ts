/** From a request to a response: finds the route, answers every error in the route's own words, adds what all share. */

import { STATUS_CODE } from "@std/http/status";
import { ApiError, type ApiErrorData } from "../api_error.ts";
import type { Clock } from "../clock/clock.ts";
import type { Observer, RequestObserver } from "../ledger/observer.ts";
import { hex, type Random } from "../random.ts";
import type { Provider } from "./provider.ts";
import { requestUrl } from "./request_url.ts";

/** One request on its way through. */
export interface Exchange {
  readonly request: Request;
  readonly url: URL;
  /** The groups of the route's path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The `x-request-id` of the answer. */
  readonly id: string;
  /** When the request arrived, on the clock. */
  readonly arrived: number;
  /** The key that it came with. */
  readonly apiKey: string | undefined;
  /** Is told what becomes of this request. */
  readonly observer: RequestObserver;
}

/** Answers a request; throws `ApiError` for one that cannot be served. */
export type Handler = (exchange: Exchange) => Response | Promise<Response>;

/** A row of the table: a method, a `URLPattern` path, a header that the request must have, and who answers. */
interface Row {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly header?: string;
  /** Words the errors. */
  readonly provider: Provider;
  readonly handle: Handler;
}

/** An endpoint of a service, which needs a key and is written into the ledger, or one that steers and shows the mock itself. */
export type Route =
  | (Row & { readonly kind: "mocked" })
  | (Row & { readonly kind: "control" });

/** What the router itself needs. */
export interface RouterDeps {
  readonly clock: Clock;
  /** Is told of every request to a service. */
  readonly observer: Observer;
  /** For request ids. */
  readonly random: Random;
  /** Of those that recognize a request which no route answers, the first words the error; of none, the last. */
  readonly providers: readonly [...Provider[], Provider];
  /** The keys that are let in to the services; none: any, or no key. */
  readonly apiKeys: () => readonly string[];
}

/** A web-standard server function. It never throws. */
export type Fetch = (request: Request) => Promise<Response>;

const METHODS = "GET, HEAD, POST, DELETE, OPTIONS";

/** Makes the server function of a table of routes; of several that fit, the first answers. */
export function createRouter(routes: readonly Route[], deps: RouterDeps): Fetch {
  const { clock, observer: observers, random, providers, apiKeys } = deps;
  const table = routes.map((route) => ({ route, match: matcher(route.path) }));

  /** The first route that fits, by method; all that fit by path alone are looked for only where there is none. */
  const find = (request: Request, url: URL): Found => {
    const wanted = request.method === "HEAD" ? "GET" : request.method;
    const isOpen = ({ header }: Route) => header === undefined || request.headers.has(header);
    for (const { route, match } of table) {
      const params = route.method === wanted ? match(url.pathname) : undefined;
      if (params && isOpen(route)) return { kind: "route", route, params };
    }
    const others = table.filter(({ route, match }) => match(url.pathname) && isOpen(route));
    return { kind: "none", others: others.map(({ route }) => route) };
  };

  /** Whom a request was meant for, whether or not there is a route for it. */
  const addressed = (
    found: Found,
    request: Request,
    url: URL,
  ): Pick<Route, "kind" | "provider"> => {
    const route = found.kind === "route" ? found.route : found.others[0];
    if (route) return route;
    const provider = providers.find((one) => one.recognizes(request, url));
    return provider
      ? { kind: "mocked", provider }
      : { kind: "control", provider: providers[providers.length - 1] ?? providers[0] };
  };

  const dispatch = (exchange: Omit<Exchange, "params">, found: Found) => {
    if (found.kind === "route") return found.route.handle({ ...exchange, params: found.params });
    const { method } = exchange.request;
    throw found.others.length > 0 ? wrongMethod(found.others) : unknownUrl(method, exchange.url);
  };

  return async (request) => {
    const arrived = clock.now();
    const id = `req_${hex(random, 32)}`;
    const url = requestUrl(request.url);
    if (request.method === "OPTIONS") return preflight(request);
    const found = find(request, url);
    const { kind, provider } = addressed(found, request, url);
    const opened = { id, method: request.method, path: url.pathname };
    const observer = kind === "mocked" ? observers.opened(opened) : NOBODY;
    const apiKey = provider.apiKey(request, url);
    const answer = await answerOf(provider, id, () => {
      if (kind === "mocked" && !isLetIn(apiKey, apiKeys())) {
        throw new ApiError(provider.denied(apiKey));
      }
      return dispatch({ request, url, id, arrived, apiKey, observer }, found);
    });
    observer.answered(answer.response.status, answer.error?.message);
    const { response } = answer;
    const headers = provider.headers({
      requestId: id,
      status: response.status,
      processingMs: Math.round(clock.now() - arrived),
      ...(answer.error ? { error: answer.error } : {}),
    });
    for (const [name, value] of Object.entries({ ...CORS, ...headers })) {
      if (!response.headers.has(name)) response.headers.append(name, value);
    }
    return request.method === "HEAD" ? await headOf(response) : response;
  };
}

function isLetIn(apiKey: string | undefined, keys: readonly string[]): boolean {
  return keys.length === 0 || (apiKey !== undefined && keys.includes(apiKey));
}

/** Matches a path and gives its groups. A pattern is made when it is first looked at: thirty cost 10 ms at the start. */
function matcher(path: string): (pathname: string) => Record<string, string> | undefined {
  let pattern: URLPattern | undefined;
  return (pathname) => {
    if (pathname === path) return {};
    pattern ??= new URLPattern({ pathname: path });
    const match = pattern.exec({ pathname });
    return match ? decoded(match.pathname.groups) : undefined;
  };
}

/** Who answers; or nobody, and the routes of the same path with another method. */
type Found =
  | {
    readonly kind: "route";
    readonly route: Route;
    readonly params: Readonly<Record<string, string>>;
  }
  | { readonly kind: "none"; readonly others: readonly Route[] };

interface Routed {
  readonly response: Response;
  readonly error?: ApiErrorData;
}

async function answerOf(
  provider: Provider,
  id: string,
  handle: () => Response | Promise<Response>,
): Promise<Routed> {
  try {
    return { response: await handle() };
  } catch (thrown) {
    const error = thrown instanceof ApiError ? thrown.data : internalError(thrown);
    const response = Response.json(provider.envelope(error, id), {
      status: error.status,
      headers: { ...error.headers },
    });
    return { response, error };
  }
}

function internalError(thrown: unknown): ApiErrorData {
  console.error(thrown);
  return {
    status: STATUS_CODE.InternalServerError,
    message: "Cannot answer: an error inside the server, which has printed it.",
    fault: "internal",
  };
}

function wrongMethod(routes: readonly Route[]): ApiError {
  const methods = [...new Set(routes.map(({ method }) => method))];
  const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
  return new ApiError({
    status: STATUS_CODE.MethodNotAllowed,
    message: `Only ${methods.join(" and ")} requests are accepted.`,
    code: "method_not_supported",
    headers: { allow },
  });
}

function unknownUrl(method: string, url: URL): ApiError {
  return new ApiError({
    status: STATUS_CODE.NotFound,
    message: `Invalid URL (${method} ${url.pathname})`,
  });
}

const CORS = { "access-control-allow-origin": "*", "access-control-expose-headers": "*" };

/** Says yes to whatever a browser wants to send: this is a development server. */
function preflight(request: Request): Response {
  return new Response(null, {
    status: STATUS_CODE.NoContent,
    headers: {
      ...CORS,
      allow: METHODS,
      "access-control-allow-methods": METHODS,
      "access-control-allow-headers": request.headers.get("access-control-request-headers") ?? "*",
      "access-control-allow-private-network": "true",
      "access-control-max-age": "86400",
      vary: "access-control-request-headers",
    },
  });
}

async function headOf(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, { status: response.status, headers: response.headers });
}

function decoded(groups: Record<string, string | undefined>): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(groups)) params[name] = decode(value ?? "");
  return params;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const NOBODY: RequestObserver = {
  planned() {},
  answered() {},
  acted() {},
  sent() {},
  ended() {},
};
