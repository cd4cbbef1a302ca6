/** What is told about a path or a method that nobody answers. */

import { STATUS_CODE } from "@std/http/status";
import { ApiError } from "../api_error.ts";
import type { Route } from "./route_table.ts";

/** The 405 of a path that has other methods. */
export function wrongMethod(routes: readonly Pick<Route, "method" | "unnamed">[]): ApiError {
  const named = routes.filter(({ unnamed }) => !unnamed);
  const methods = [...new Set(named.map(({ method }) => method))];
  const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
  return new ApiError({
    status: STATUS_CODE.MethodNotAllowed,
    message: `Only ${methods.join(" and ")} requests are accepted.`,
    code: "method_not_supported",
    headers: { allow },
  });
}

/** The 404 of a path, and what may have been meant. */
export function unknownUrl(method: string, pathname: string, hint = ""): ApiError {
  return new ApiError({
    status: STATUS_CODE.NotFound,
    message: `Invalid URL (${method} ${pathname})${hint}`,
  });
}

/** What is said of a path that another one was meant by. */
export function meantHint(meant: string): string {
  return `. Did you mean ${meant}? Look at what the client's base URL ends in.`;
}

/** What is said of a path that the real service has. */
export const NOT_MOCKED =
  ". The real service has such an endpoint; this mock does not. Its docs/reference.md lists those that it has.";
