/** Azure OpenAI as its clients see it around its endpoints: its keys, errors and headers (docs/wire.md §9). */

import type { ApiErrorData } from "../../lib/api_error.ts";
import type { ErrorName } from "../../lib/config/faults.ts";
import { bearerKey, type Provider, type Refusal } from "../../lib/http/provider.ts";
import { printable } from "../../lib/http/printable.ts";
import { openAiWords } from "../openai/error_words.ts";
import { openAi } from "../openai/provider.ts";

/** Azure OpenAI. Requests that its models refuse are worded by OpenAI, those that its gateway refuses by itself. */
export const azure: Provider = {
  name: "azure.ai.openai",
  basePath: "/openai/v1",
  notMocked:
    /^\/openai\/(deployments\/[^/]+\/(audio|images)|(v1\/)?(assistants|audio|batches|containers|evals|files|fine_tuning|images|realtime|threads|vector_stores|videos))(\/|$)/,
  queryKeys: ["api-version"],
  recognizes: ({ headers }, { pathname }) =>
    pathname.startsWith("/openai/") || headers.has("api-key"),
  apiKey: (request) => request.headers.get("api-key") ?? bearerKey(request),
  denied: () => ({ status: 401, code: "401", message: DENIED }),
  unknownModel: () => ({ status: 404, code: "DeploymentNotFound", message: NO_DEPLOYMENT }),
  rateLimited,
  overloaded: openAi.overloaded,
  words: (error) => WORDS[error] ?? openAiWords(error),
  envelope(error, requestId) {
    if (isOfGateway(error)) {
      return { error: { code: error.code ?? String(error.status), message: error.message } };
    }
    return error.code === FILTERED.code ? filteredJson(error) : openAi.envelope(error, requestId);
  },
  headers: ({ requestId }) => ({
    "apim-request-id": requestId,
    "azureml-model-session": "mock",
    "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
    "x-content-type-options": "nosniff",
    "x-ms-region": "Mock",
    "x-request-id": requestId,
  }),
  limitHeaders: ({ allowance: { requests, tokens } }) => ({
    "x-ratelimit-limit-requests": String(requests.limit),
    "x-ratelimit-limit-tokens": String(tokens.limit),
    "x-ratelimit-remaining-requests": String(requests.remaining),
    "x-ratelimit-remaining-tokens": String(tokens.remaining),
  }),
};

/** What its gateway calls what is asked for at a path that ends so. */
const OPERATIONS: readonly (readonly [end: string, operation: string])[] = [
  ["/chat/completions", "ChatCompletions_Create"],
  ["/completions", "Completions_Create"],
  ["/embeddings", "Embeddings_Create"],
  ["/responses", "Responses_Create"],
];

function operationAt(pathname = ""): string {
  return OPERATIONS.find(([end]) => pathname.endsWith(end))?.[1] ?? "ChatCompletions_Create";
}

function rateLimited(refusal: Refusal, model: string, url?: URL): ApiErrorData {
  if (refusal.retryMs === Infinity) {
    const { headers: _, ...error } = openAi.rateLimited(refusal, model);
    return { ...error, code: "429" };
  }
  const seconds = Math.max(1, Math.ceil(refusal.retryMs / 1000));
  const version = url?.searchParams.get("api-version") ?? null;
  return {
    status: 429,
    code: "429",
    message: `Requests to the ${operationAt(url?.pathname)} Operation ` +
      `${
        version === null ? "" : `under Azure OpenAI API version ${printable(version)} `
      }have exceeded ${
        refusal.of === "tokens" ? "token" : "call"
      } rate limit of your current OpenAI S0 pricing tier. Please retry after ${seconds} seconds. ` +
      "Please go here: https://aka.ms/oai/quotaincrease if you would like to further increase the default rate limit.",
    headers: { "retry-after": String(seconds), "retry-after-ms": String(refusal.retryMs) },
  };
}

/** The error for a URL, or an API version, that there is not. */
export const NOT_FOUND: ApiErrorData = { status: 404, code: "404", message: "Resource not found" };

const GATEWAY_CODES: ReadonlySet<string> = new Set([
  "401",
  "404",
  "429",
  "DeploymentNotFound",
  "OperationNotSupported",
]);

/** What the gateway refuses has its status, or a name of its own, for a code, and no `type` or `param`. */
function isOfGateway({ code }: ApiErrorData): boolean {
  return code !== undefined && GATEWAY_CODES.has(code);
}

const DENIED =
  "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an " +
  "active subscription and use a correct regional API endpoint for your resource.";

const NO_DEPLOYMENT =
  "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, " +
  "please wait a moment and try again.";

/** The error for a prompt that the content filters refuse. */
const FILTERED = {
  status: 400,
  message:
    "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify " +
    "your prompt and retry. To learn more about our content filtering policies please read our documentation: " +
    "https://go.microsoft.com/fwlink/?linkid=2198766",
  param: "prompt",
  code: "content_filter",
};

const WORDS: Readonly<Partial<Record<ErrorName, ApiErrorData>>> = { content_filter: FILTERED };

function filteredJson({ status, message, param, code }: ApiErrorData): object {
  const safe = { filtered: false, severity: "safe" };
  return {
    error: {
      message,
      type: null,
      param,
      code,
      status,
      innererror: {
        code: "ResponsibleAIPolicyViolation",
        content_filter_result: {
          hate: safe,
          jailbreak: { filtered: false, detected: false },
          self_harm: safe,
          sexual: safe,
          violence: { filtered: true, severity: "medium" },
        },
      },
    },
  };
}
