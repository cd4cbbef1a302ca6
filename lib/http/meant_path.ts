/** Which endpoint somebody meant whose base URL is not quite right. */

import type { FindRoute } from "./route_table.ts";

/**
 * The path of a service's endpoint that a path without a route was meant for: with a base in front that was left out, without what
 * was put before it, or without a slash at its end. `undefined` where there is none.
 */
export function meantPath(
  method: string,
  pathname: string,
  headers: Headers,
  findRoute: FindRoute,
  bases: readonly string[],
): string | undefined {
  const path = pathname.replace(/\/+$/, "").replaceAll(/\/{2,}/g, "/");
  const parts = path.split("/").slice(0, MOST_PARTS);
  const shortened = parts.slice(1).map((_, i) => `/${path.split("/").slice(i + 1).join("/")}`);
  const candidates = [...shortened, ...bases.flatMap((base) => shortened.map((one) => base + one))];
  return candidates.find((one) => {
    const found = findRoute(method, one, headers);
    return one !== pathname && found.kind === "route" && found.route.kind === "mocked" &&
      Object.keys(found.params).length === 0;
  });
}

/** No endpoint lies deeper, whatever was put before it. */
const MOST_PARTS = 8;
