/** The page: `GET /` for whoever accepts HTML, and its files under `/page/`. */

import { accepts } from "@std/http/negotiation";
import { ApiError } from "../../lib/api_error.ts";
import { hashText } from "../../lib/random.ts";
import type { Handler } from "../../lib/http/exchange.ts";

/**
 * Nothing from elsewhere, no inline script, no eval. Style attributes are let in for KaTeX alone, which sets the width
 * of some signs by `setAttribute`; those in a response's text are taken out before it is shown.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS = {
  "cache-control": "no-cache",
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  woff2: "font/woff2",
};

/** The page to whoever asks for HTML, and `otherwise` to all others, who are most. */
export const pageOr = (otherwise: () => Response): Handler => async (exchange) => {
  if (accepts(exchange.request, "application/json", "text/html") === "text/html") {
    return await answerFile("index.html", exchange.request);
  }
  const response = otherwise();
  response.headers.set("vary", "accept");
  return response;
};

/** `GET /page/{file}` */
export const pageFile: Handler = ({ request, params: { file = "" } }) => answerFile(file, request);

async function answerFile(name: string, request: Request): Promise<Response> {
  // Nobody who does not look at the page waits for its files.
  const { files } = await import("./files.ts");
  const content = files.get(name);
  if (content === undefined) {
    throw new ApiError({ status: 404, message: `The page has no file '${name}'.` });
  }
  const etag = `"${etagOf(content)}"`;
  const headers = {
    ...HEADERS,
    "content-type": TYPES[name.split(".").at(-1) ?? ""] ?? "application/octet-stream",
    etag,
    ...(name === "index.html" ? { vary: "accept" } : {}),
  };
  return request.headers.get("if-none-match") === etag
    ? new Response(null, { status: 304, headers })
    : new Response(content, { headers });
}

/** A font never changes under its name, which is of one version of its package. */
function etagOf(content: string | Uint8Array): string {
  const hash = typeof content === "string" ? hashText(content) : 0;
  return `${content.length.toString(36)}-${(hash >>> 0).toString(36)}`;
}
