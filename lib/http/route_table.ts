/** The table of routes: which of them a request means. */

import { decoded } from "./decoded.ts";
import type { Handler } from "./exchange.ts";
import type { Provider } from "./provider.ts";

/** A row: a method, a `URLPattern` path, a header that the request must have, and who answers. */
interface Row {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly header?: string;
  /** Present where the service does not name this method when it refuses another one. */
  readonly unnamed?: true;
  /** Words the errors. */
  readonly provider: Provider;
  readonly handle: Handler;
}

/** An endpoint of a service, which is written into the ledger, or one that steers and shows the mock itself. */
export type Route =
  /** `stored`: it tells what others have stored here, so foreign web pages need a key. */
  | (Row & { readonly kind: "mocked"; readonly stored?: true })
  /** `open`: the page's files ask for the key themselves, and whether the server is well anybody may ask. */
  | (Row & { readonly kind: "control"; readonly open?: "page" | "health" });

/** Who answers; or nobody, and the routes of the same path with another method. */
export type Found =
  | {
    readonly kind: "route";
    readonly route: Route;
    /** Its place in the table, from 0. */
    readonly row: number;
    readonly params: Readonly<Record<string, string>>;
  }
  | { readonly kind: "none"; readonly others: readonly Route[] };

/** Finds the route of a method and a path; `headers` decides between those that want one. */
export type FindRoute = (method: string, pathname: string, headers: Headers) => Found;

/** Makes the finder of a table; of several routes that fit, the first answers. */
export function routeTable(routes: readonly Route[]): FindRoute {
  const table = routes.map((route) => ({ route, match: matcher(route.path) }));
  return (method, pathname, headers) => {
    const wanted = method === "HEAD" ? "GET" : method;
    const isOpen = ({ header }: Route) => header === undefined || headers.has(header);
    for (const [row, { route, match }] of table.entries()) {
      const params = route.method === wanted ? match(pathname) : undefined;
      if (params && isOpen(route)) return { kind: "route", route, row, params };
    }
    const others = table.filter(({ route, match }) => match(pathname) && isOpen(route));
    return { kind: "none", others: others.map(({ route }) => route) };
  };
}

/** Matches a path and gives its groups. A pattern is made when it is first needed: thirty cost 10 ms at the start. */
function matcher(path: string): (pathname: string) => Record<string, string> | undefined {
  let pattern: URLPattern | undefined;
  return (pathname) => {
    if (pathname === path) return {};
    pattern ??= new URLPattern({ pathname: path });
    const match = pattern.exec({ pathname });
    return match ? decodedGroups(match.pathname.groups) : undefined;
  };
}

function decodedGroups(groups: Record<string, string | undefined>): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(groups)) params[name] = decoded(value ?? "");
  return params;
}
