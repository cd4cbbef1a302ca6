/** An error that is asked for by its name or its status, in a service's words; what it has none for is said plainly. */

import type { ApiErrorData } from "../api_error.ts";
import type { ErrorName } from "../config/faults.ts";
import type { Provider } from "./provider.ts";

/** The error of a name. */
export function errorByName(provider: Provider, name: ErrorName, model: string): ApiErrorData {
  return provider.words?.(name, model) ?? wordsOfOthers(provider, name, model) ?? PLAIN[name];
}

/** The error of a status. */
export function errorByStatus(provider: Provider, status: number, model: string): ApiErrorData {
  const isClientsFault = hundredOf({ status }) === 4;
  const general = isClientsFault ? "invalid_request" : "server_error";
  const worded = errorByName(provider, NAMES[status] ?? general, model);
  // A service that says it with another status of the hundred means something else by this one.
  const isOther = worded.status !== status && hundredOf(worded) === hundredOf({ status });
  return { ...(isOther ? errorByName(provider, general, model) : worded), status };
}

function hundredOf({ status }: Pick<ApiErrorData, "status">): number {
  return Math.floor(status / 100);
}

/** What a service has words for anyway. */
function wordsOfOthers(
  provider: Provider,
  name: ErrorName,
  model: string,
): ApiErrorData | undefined {
  switch (name) {
    case "invalid_api_key":
      return provider.denied(SOME_KEY, false);
    case "model_not_found":
      return provider.unknownModel(model);
    case "rate_limit":
      return provider.rateLimited(USED_UP, model);
    case "overloaded":
      return provider.overloaded;
    default:
      return undefined;
  }
}

const SOME_KEY = "sk-mock";

/** A limit of three requests a minute, used up until a second from now. */
const USED_UP = {
  kind: "refused",
  of: "requests",
  limit: 3,
  used: 3,
  requested: 1,
  retryMs: 1000,
  allowance: {
    requests: { limit: 3, remaining: 0, resetMs: 1000 },
    tokens: { limit: 2_000_000, remaining: 2_000_000, resetMs: 0 },
  },
} as const;

/** Which error a status tells of, where it is not told by its hundred alone. */
const NAMES: Readonly<Record<number, ErrorName>> = {
  401: "invalid_api_key",
  402: "insufficient_quota",
  403: "permission_denied",
  404: "model_not_found",
  408: "timeout",
  413: "request_too_large",
  429: "rate_limit",
  502: "bad_gateway",
  503: "overloaded",
  504: "timeout",
  529: "overloaded",
};

const PLAIN: Readonly<Record<ErrorName, ApiErrorData>> = {
  invalid_request: { status: 400, message: "The request is not valid." },
  invalid_api_key: { status: 401, message: "The API key is not valid." },
  permission_denied: {
    status: 403,
    message: "This API key may not do that.",
    code: "permission_denied",
  },
  model_not_found: { status: 404, message: "There is no such model." },
  request_too_large: { status: 413, message: "The request is too large." },
  context_length_exceeded: {
    status: 400,
    message: "The prompt is longer than this model's context.",
    code: "context_length_exceeded",
  },
  content_filter: {
    status: 400,
    message: "The prompt was refused by a content filter.",
    code: "content_filter",
  },
  rate_limit: { status: 429, message: "Too many requests." },
  insufficient_quota: {
    status: 429,
    message: "There is no quota left.",
    type: "insufficient_quota",
    code: "insufficient_quota",
  },
  server_error: { status: 500, message: "Internal server error.", fault: "internal" },
  bad_gateway: { status: 502, message: "Bad gateway.", type: "server_error" },
  timeout: { status: 504, message: "The request timed out.", type: "server_error" },
  overloaded: { status: 503, message: "The service is overloaded.", type: "server_error" },
};
