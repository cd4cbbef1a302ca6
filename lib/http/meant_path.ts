/** Which endpoint somebody meant whose base URL is not quite right. */

import type { FindRoute } from "./route_table.ts";

/**
 * The path of a service's endpoint that a path without a route was meant for: with a base in front that was left out, without what
 * was put before it, without a slash at its end, or in small letters. `undefined` where there is none.
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
  const based = [...shortened, ...bases.flatMap((base) => shortened.map((one) => base + one))];
  const candidates = new Set([...based, ...based.map((one) => one.toLowerCase())]);
  candidates.delete(pathname);
  const meant = [...candidates].flatMap((one) => {
    const found = findRoute(method, one, headers);
    if (found.kind === "none" || found.route.kind !== "mocked") return [];
    return [{ one, hasId: Object.keys(found.params).length > 0 }];
  });
  // Any word may be an id, so a path without one is the likelier.
  return (meant.find(({ hasId }) => !hasId) ?? meant[0])?.one;
}

/** No endpoint lies deeper, whatever was put before it. */
const MOST_PARTS = 8;
