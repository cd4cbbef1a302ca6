/** What the body of an error is: the service's envelope, or what stands in its place where something in front of it answers. */

import type { ApiErrorData } from "../api_error.ts";

/** A body and its content type; none of either where it is empty. */
export interface ErrorText {
  readonly type?: string;
  readonly text: string | null;
}

/** The body of an error whose envelope reads like that. */
export function errorBody({ body, status }: ApiErrorData, envelope: string): ErrorText {
  switch (body ?? "envelope") {
    case "half_json":
      return { type: "application/json", text: envelope.slice(0, envelope.length / 2) };
    case "html":
      return { type: "text/html", text: gatewayPage(status) };
    case "text":
      return { type: "text/plain", text: GATEWAY_LINE };
    case "empty":
      return { text: null };
    case "envelope":
      return { type: "application/json", text: envelope };
  }
}

/** As nginx writes it, in front of many a service. */
function gatewayPage(status: number): string {
  const title = `${status} ${REASONS[status] ?? "Error"}`;
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n` +
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
}

const REASONS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  408: "Request Timeout",
  413: "Payload Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** As Envoy writes it where what is behind it went away. */
const GATEWAY_LINE =
  "upstream connect error or disconnect/reset before headers. reset reason: connection termination";
