/** OpenAI's words for errors that are asked for by name (docs/wire.md §3). */

import type { ApiErrorData } from "../../lib/api_error.ts";
import type { ErrorName } from "../../lib/config/faults.ts";

/** What its endpoints say before an answer, and what a stream says that has begun. */
export function openAiWords(error: ErrorName): ApiErrorData | undefined {
  return WORDS[error];
}

/** The same of the Responses API, where that differs. */
export function responsesWords(error: ErrorName): ApiErrorData | undefined {
  return RESPONSES_WORDS[error] ?? WORDS[error];
}

type Words = Readonly<Partial<Record<ErrorName, ApiErrorData>>>;

const WORDS: Words = {
  permission_denied: {
    status: 403,
    message: "You are not allowed to sample from this model",
    type: "invalid_request_error",
  },
  context_length_exceeded: {
    status: 400,
    message:
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 128001 tokens. " +
      "Please reduce the length of the messages.",
    param: "messages",
    code: "context_length_exceeded",
  },
  content_filter: {
    status: 400,
    message:
      "Invalid prompt: your prompt was flagged as potentially violating our usage policy. Please try again with a " +
      "different prompt: https://platform.openai.com/docs/guides/reasoning#advice-on-prompting",
    code: "invalid_prompt",
  },
  insufficient_quota: {
    status: 429,
    message:
      "You exceeded your current quota, please check your plan and billing details. For more information on this " +
      "error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
    type: "insufficient_quota",
    code: "insufficient_quota",
  },
};

const RESPONSES_WORDS: Words = {
  context_length_exceeded: {
    status: 400,
    message:
      "Your input exceeds the context window of this model. Please adjust your input and try again.",
    param: "input",
    code: "context_length_exceeded",
  },
  overloaded: {
    status: 503,
    message: "Our servers are currently overloaded. Please try again later.",
    type: "service_unavailable_error",
    code: "server_is_overloaded",
  },
};
