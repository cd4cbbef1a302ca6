/** Anthropic's words for errors that are asked for by name (docs/wire.md §6). */

import type { ApiErrorData } from "../../lib/api_error.ts";
import type { ErrorName } from "../../lib/config/faults.ts";

/** What its endpoints say before an answer, and what a stream says that has begun. */
export function anthropicWords(error: ErrorName): ApiErrorData | undefined {
  return WORDS[error];
}

const WORDS: Readonly<Partial<Record<ErrorName, ApiErrorData>>> = {
  permission_denied: {
    status: 403,
    message: "Your API key does not have permission to use the specified resource.",
  },
  request_too_large: { status: 413, message: "Request exceeds the maximum size" },
  context_length_exceeded: {
    status: 400,
    message: "prompt is too long: 200001 tokens > 200000 maximum",
  },
  content_filter: { status: 400, message: "Output blocked by content filtering policy" },
  insufficient_quota: {
    status: 400,
    message:
      "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or " +
      "purchase credits.",
  },
  timeout: { status: 504, message: "Request timed out" },
};
