/** What all of OpenAI's endpoints share on the wire: the error envelope and the headers. */

import type { ApiErrorData, CommonFault } from "../../lib/api_error.ts";
import type { Allowance } from "../../lib/shared/limits.ts";
import { boundedMemo } from "../../lib/config/bounded_memo.ts";
import { hashText, hex, seededRandom } from "../../lib/random.ts";
import { openAiWords } from "./error_words.ts";
import { basicPassword, bearerKey, type Provider, type Refusal } from "../../lib/http/provider.ts";

/** OpenAI's envelope, all four keys always present (docs/wire.md §3), and its headers (§1). */
export const openAi: Provider = {
  name: "openai",
  basePath: "/v1",
  notMocked:
    /^\/v1\/(assistants|audio|batches|chatkit|containers|evals|files|fine_tuning|images|organization|realtime|skills|threads|uploads|vector_stores|videos)(\/|$)/,
  recognizes: (_request, { pathname }) => pathname.startsWith("/v1/"),
  apiKey: (request) =>
    bearerKey(request) ?? request.headers.get("x-api-key") ?? request.headers.get("api-key") ??
      basicPassword(request),
  envelope: (error) => ({ error: errorJson(error) }),
  headers: ({ requestId, processingMs, error }) => ({
    "access-control-expose-headers": "X-Request-ID, *",
    "openai-organization": "org-mock",
    "openai-project": "proj_mock",
    // A model that is not there is found out by an outer layer, which knows neither.
    ...(error?.status === 404 && error.code === "model_not_found" ? {} : {
      "openai-processing-ms": String(processingMs),
      "openai-version": "2020-10-01",
    }),
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
  }),
  denied: (apiKey, strict) => apiKey === undefined ? NO_KEY : wrongKey(strict ? apiKey : ""),
  unknownModel,
  rateLimited,
  overloaded: {
    status: 503,
    message: "The engine is currently overloaded, please try again later",
    type: "server_error",
  },
  words: openAiWords,
  limitHeaders: ({ allowance }) => limitHeaders(allowance),
};

/** What the envelope holds. */
export function errorJson(error: ApiErrorData) {
  const { message, type, param, code } = error.fault ? FAULTS[error.fault] : error;
  return {
    message,
    type: type ?? "invalid_request_error",
    param: param ?? null,
    code: code ?? null,
  };
}

/** What OpenAI says where every service has words of its own (docs/wire.md §3). */
const FAULTS: Readonly<Record<CommonFault, Omit<ApiErrorData, "status">>> = {
  not_json: {
    message:
      "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your " +
      "HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON. If you " +
      "have trouble figuring out how to fix this, please contact us through our help center at help.openai.com.)",
  },
  internal: {
    message: "The server had an error while processing your request. Sorry about that!",
    type: "server_error",
  },
};

const NO_KEY: ApiErrorData = {
  status: 401,
  message:
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer " +
    "auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) if you're accessing " +
    "the API from your browser and are prompted for a username and password. You can obtain an API key from " +
    "https://platform.openai.com/account/api-keys.",
};

/** The real service tells some letters of the key; ours does so only where its words are asked for, since they stand in logs. */
function wrongKey(apiKey: string): ApiErrorData {
  const shown = apiKey.length > 12 ? `${apiKey.slice(0, 8)}****${apiKey.slice(-4)}` : "********";
  return {
    status: 401,
    message: `Incorrect API key provided: ${shown}. ` +
      "You can find your API key at https://platform.openai.com/account/api-keys.",
    code: "invalid_api_key",
  };
}

/** The six rate limit headers. */
export function limitHeaders({ requests, tokens }: Allowance): Readonly<Record<string, string>> {
  return {
    "x-ratelimit-limit-requests": String(requests.limit),
    "x-ratelimit-limit-tokens": String(tokens.limit),
    "x-ratelimit-remaining-requests": String(requests.remaining),
    "x-ratelimit-remaining-tokens": String(tokens.remaining),
    "x-ratelimit-reset-requests": duration(requests.resetMs),
    "x-ratelimit-reset-tokens": duration(tokens.resetMs),
  };
}

/** The 429 of a rate limit. */
function rateLimited(refusal: Refusal, model: string): ApiErrorData {
  const unit = refusal.of === "tokens" ? "tokens per min (TPM)" : "requests per min (RPM)";
  if (refusal.retryMs === Infinity) return tooLarge(refusal, model, unit);
  return {
    status: 429,
    message:
      `Rate limit reached for ${model} in organization org-mock on ${unit}: Limit ${refusal.limit}, ` +
      `Used ${refusal.used}, Requested ${refusal.requested}. Please try again in ${
        duration(refusal.retryMs)
      }. ` +
      "Visit https://platform.openai.com/account/rate-limits to learn more.",
    type: refusal.of,
    code: "rate_limit_exceeded",
    headers: {
      "retry-after": String(Math.max(1, Math.ceil(refusal.retryMs / 1000))),
      "retry-after-ms": String(refusal.retryMs),
    },
  };
}

/** A request that no minute holds: there is no time to come again at. */
function tooLarge({ of, limit, requested }: Refusal, model: string, unit: string): ApiErrorData {
  return {
    status: 429,
    message:
      `Request too large for ${model} in organization org-mock on ${unit}: Limit ${limit}, Requested ${requested}. ` +
      "The input or output tokens must be reduced in order to run successfully. " +
      "Visit https://platform.openai.com/account/rate-limits to learn more.",
    type: of,
    code: "rate_limit_exceeded",
  };
}

/** A time as the rate limit headers have it: `0s`, `16ms`, `8.64s`, `1m13.588s`. */
export function duration(ms: number): string {
  if (ms === 0) return "0s";
  if (ms < 1000) return `${ms}ms`;
  const minutes = Math.floor(ms / 60_000);
  return `${minutes > 0 ? `${minutes}m` : ""}${(ms - minutes * 60_000) / 1000}s`;
}

/** The 404 of chat, completions and embeddings. */
function unknownModel(model: string): ApiErrorData {
  return {
    status: 404,
    message: `The model \`${model}\` does not exist or you do not have access to it.`,
    code: "model_not_found",
    headers: { "content-type": "application/json; charset=utf-8", vary: "Origin" },
  };
}

const MOST_KEPT_MODELS = 64;

/** A model's `system_fingerprint`, always the same. */
export const fingerprint: (model: string) => string = boundedMemo(
  MOST_KEPT_MODELS,
  (model) => `fp_${hex(seededRandom(hashText(model)), 10)}`,
);
