/** What browsers are told of who may ask. */

import type { OpenHeaders } from "./answer.ts";
import { STATUS_CODE } from "@std/http/status";

const METHODS = "GET, HEAD, POST, DELETE, OPTIONS";

/**
 * Lets the page that asked read the answer, with credentials too: to a page that sends them, `*` is nobody, as an origin and as a
 * list of headers.
 */
export function letRead(headers: OpenHeaders, origin: string | null): void {
  headers.set("access-control-allow-origin", origin ?? "*");
  headers.set("timing-allow-origin", origin ?? "*");
  if (origin === null) {
    if (!headers.has("access-control-expose-headers")) {
      headers.set("access-control-expose-headers", "*");
    }
    return;
  }
  headers.set("access-control-allow-credentials", "true");
  headers.set("access-control-expose-headers", [...headers.keys()].sort().join(", "));
  const vary = headers.get("vary");
  headers.set("vary", vary ? `${vary}, origin` : "origin");
}

/** Grants what a browser asks for before it sends a request. */
export function preflight(request: Request): Response {
  const asked = request.headers.get("access-control-request-headers");
  const response = new Response(null, {
    status: STATUS_CODE.NoContent,
    headers: {
      allow: METHODS,
      "access-control-allow-methods": METHODS,
      "access-control-allow-headers": asked ?? "*",
      "access-control-allow-private-network": "true",
      "access-control-max-age": "86400",
      vary: "access-control-request-headers",
    },
  });
  letRead(response.headers, request.headers.get("origin"));
  return response;
}
