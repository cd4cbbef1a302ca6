/** What all of OpenAI's endpoints share on the wire: the error envelope and the headers. */

import type { ApiErrorData } from "../lib/api_error.ts";
import { hashText, hex, seededRandom } from "../lib/random.ts";
import type { Wire } from "../lib/router.ts";

/** OpenAI's envelope, all four keys always present (WIRE.md §3), and its headers (§1). */
export const openAiWire: Wire = {
  error: (error) => ({
    error: {
      message: error.message,
      type: error.type ?? "invalid_request_error",
      param: error.param ?? null,
      code: error.code ?? null,
    },
  }),
  headers: ({ requestId, processingMs }) => ({
    "openai-organization": "mock",
    "openai-processing-ms": String(processingMs),
    "openai-version": "2020-10-01",
    "x-request-id": requestId,
  }),
};

/** The 404 of chat, completions and embeddings. */
export function unknownModel(model: string): ApiErrorData {
  return {
    status: 404,
    message: `The model \`${model}\` does not exist or you do not have access to it.`,
    code: "model_not_found",
  };
}

/** A model's `system_fingerprint`, always the same. */
export function fingerprint(model: string): string {
  return `fp_${hex(seededRandom(hashText(model)), 10)}`;
}
