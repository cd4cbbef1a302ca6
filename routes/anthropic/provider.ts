/** What Anthropic's endpoints share on the wire: the error envelope, the headers, the limits (docs/wire.md §6). */

import type { ApiErrorData, CommonFault } from "../../lib/api_error.ts";
import type { Level } from "../../lib/shared/limits.ts";
import {
  bearerKey,
  type LimitedAnswer,
  type Provider,
  type Refusal,
} from "../../lib/http/provider.ts";
import { anthropicWords } from "./error_words.ts";

/** What every client of Anthropic's sends, and no other. */
export const VERSION_HEADER = "anthropic-version";

/** Anthropic's envelope, which names the request in the body too, and its one header. */
export const anthropic: Provider = {
  name: "anthropic",
  basePath: "/v1",
  notMocked:
    /^\/v1\/(complete|environments|experimental|files|organizations|sessions|skills)(\/|$)/,
  // The betas that a client asks for are on its URLs, too.
  queryKeys: ["beta"],
  recognizes: ({ headers }) => headers.has(VERSION_HEADER),
  apiKey: (request) => request.headers.get("x-api-key") ?? bearerKey(request),
  envelope: (error, requestId) => ({
    type: "error",
    error: errorJson(error),
    request_id: requestId,
  }),
  headers: ({ requestId, status, error }) => ({
    "request-id": requestId,
    ...(error ? { "x-should-retry": String(isWorthAnother(status)) } : {}),
  }),
  denied: (apiKey) => ({
    status: 401,
    message: apiKey === undefined ? "x-api-key header is required" : "invalid x-api-key",
  }),
  unknownModel,
  rateLimited,
  overloaded: { status: 529, message: "Overloaded" },
  words: anthropicWords,
  limitHeaders,
};

/** What the envelope holds. */
export function errorJson(
  error: ApiErrorData,
): { readonly type: string; readonly message: string } {
  return {
    type: errorType(error.status),
    message: error.fault ? FAULTS[error.fault] : error.message,
  };
}

const FAULTS: Readonly<Record<CommonFault, string>> = {
  not_json: "The request body is not valid JSON: expected an object",
  internal: "Internal server error",
};

/** Whether the same request may be answered another time. */
function isWorthAnother(status: number): boolean {
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

/** Here an error's type is its status in words. */
function errorType(status: number): string {
  const type = ERROR_TYPES[status];
  return type ?? (status < 500 ? "invalid_request_error" : "api_error");
}

const ERROR_TYPES: Readonly<Record<number, string>> = {
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  504: "timeout_error",
  529: "overloaded_error",
};

/** The 404 of a model that there is not. */
function unknownModel(model: string): ApiErrorData {
  return { status: 404, message: `model: ${model}` };
}

/** The 429 of a rate limit. */
function rateLimited(refusal: Refusal): ApiErrorData {
  return {
    status: 429,
    message:
      `This request would exceed your organization's rate limit of ${refusal.limit} ${refusal.of} per minute. ` +
      "For details, refer to: https://docs.claude.com/en/api/rate-limits. You can see the response headers for " +
      "current usage. Please reduce the prompt length or the maximum tokens requested, or try again later.",
    ...(refusal.retryMs === Infinity ? {} : {
      headers: { "retry-after": String(Math.max(1, Math.ceil(refusal.retryMs / 1000))) },
    }),
  };
}

/** The rate limit headers, and what a stream says to caches. The one bucket of tokens stands for all three kinds. */
function limitHeaders(answer: LimitedAnswer): Readonly<Record<string, string>> {
  const { delivery, allowance: { requests, tokens }, unixMs } = answer;
  return {
    ...levelHeaders("requests", requests, unixMs),
    ...levelHeaders("tokens", tokens, unixMs),
    ...levelHeaders("input-tokens", tokens, unixMs),
    ...levelHeaders("output-tokens", tokens, unixMs),
    ...(delivery === "stream" ? { "cache-control": "no-cache" } : {}),
  };
}

function levelHeaders(kind: string, level: Level, unixMs: number): Record<string, string> {
  const name = `anthropic-ratelimit-${kind}`;
  return {
    [`${name}-limit`]: String(level.limit),
    [`${name}-remaining`]: String(level.remaining),
    [`${name}-reset`]: rfc3339(unixMs + level.resetMs),
  };
}

/** A time as RFC 3339 has it, at the next whole second: `2026-01-27T14:05:09Z`. */
export function rfc3339(unixMs: number): string {
  return new Date(Math.ceil(unixMs / 1000) * 1000).toISOString().replace(".000Z", "Z");
}
