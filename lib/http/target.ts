/** What a request is for: the session that its URL names, the URL without it, and the route, or the service it was meant for. */

import { boundedMemo } from "../config/bounded_memo.ts";
import type { Provider } from "./provider.ts";
import { urlsBehindQuery } from "./request_url.ts";
import type { FindRoute, Found, Route } from "./route_table.ts";
import { type SessionUrl, splitSession } from "./session.ts";

/** What of a route matters before it is known whether there is one. */
export type Addressee =
  | Pick<Extract<Route, { kind: "mocked" }>, "kind" | "provider" | "stored">
  | Pick<Extract<Route, { kind: "control" }>, "kind" | "provider" | "open">;

/** A route, or the want of one, and the URL that it is for. */
type Place = Addressee & { readonly url: URL; readonly found: Found };

/** What a request is for. */
export type Target = Place & { readonly session: SessionUrl };

/** What finds targets. */
interface TargetDeps {
  readonly findRoute: FindRoute;
  /** Of those that recognize a request which no route answers, the first is meant; of none, the last. */
  readonly providers: readonly [...Provider[], Provider];
}

/** Makes what finds a request's target; it finds none for a URL that cannot be read. */
export function createTargetOf(
  { findRoute, providers }: TargetDeps,
): (request: Request) => Target | undefined {
  /** Finds endpoints of services alone. */
  const findService: FindRoute = (method, pathname, headers) => {
    const found = findRoute(method, pathname, headers);
    if (found.kind === "none") return { ...found, others: found.others.filter(isOfService) };
    return isOfService(found.route) ? found : { kind: "none", others: [] };
  };

  /** The endpoint of a service whose path stands behind the query; a route that is there needs no such search, but for the root. */
  const findBehind = (method: string, url: URL, headers: Headers): Place | undefined => {
    for (const meant of urlsBehindQuery(url)) {
      const found = findService(method, meant.pathname, headers);
      if (found.kind === "route") return { url: meant, found, ...found.route };
    }
    return undefined;
  };

  /** Whom a request was meant for, whether or not there is a route for it. */
  const addressed = (found: Found, request: Request, url: URL): Addressee => {
    const route = found.kind === "route" ? found.route : found.others[0];
    if (route) return route;
    const provider = providers.find((one) => one.recognizes(request, url));
    return provider
      ? { kind: "mocked", provider }
      : { kind: "control", open: "health", provider: providers.at(-1) ?? providers[0] };
  };

  return (request) => {
    const whole = parsedUrl(request.url);
    if (!whole) return undefined;
    const { headers } = request;
    const asked = headers.get("access-control-request-method");
    const method = request.method === "OPTIONS" ? asked ?? "GET" : request.method;
    const session = splitSession(whole);
    const { url } = session;
    // Below a session there are services alone: whoever may steer the mock does so under the one path that is known for it.
    const find = session.base === "" ? findRoute : findService;
    const found = find(method, url.pathname, headers);
    const mayBeBehind = found.kind === "none" || url.pathname === "/";
    const behind = mayBeBehind ? findBehind(method, url, headers) : undefined;
    return { session, ...behind ?? { url, found, ...addressed(found, request, url) } };
  };
}

/** Clients ask for the same few URLs, and parsing one costs as much as planning a short answer. Nobody writes into them. */
const MOST_KEPT_URLS = 64;

const parsedUrl = boundedMemo(MOST_KEPT_URLS, (text): Readonly<URL> | null => {
  const url = URL.parse(text);
  // Of `http://known.test@other.test/` whoever reads only the beginning takes the wrong host.
  return url?.username === "" && url.password === "" ? url : null;
});

function isOfService({ kind }: Route): boolean {
  return kind === "mocked";
}
