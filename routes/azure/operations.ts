/** How Azure refuses a model that a deployment's endpoint is not for; all else it has OpenAI word (docs/wire.md §9). */

import { ApiError } from "../../lib/api_error.ts";
import type { Dialect } from "../../lib/dialect/dialect.ts";
import type { Objections } from "../../lib/dialect/objections.ts";

/** What its gateway calls the protocols. */
const OPERATIONS: Readonly<Record<string, string>> = {
  chat: "chatCompletion",
  completions: "completion",
};

/** The objections of a protocol, worded as on Azure. */
export function objectionsOnAzure<Body>(
  { name, objections: { always, strict } }: Dialect<Body>,
): Objections<Body> {
  const operation = OPERATIONS[name];
  if (operation === undefined) return { always, strict };
  return {
    always,
    strict: strict.map((objection) => (asked) => {
      const error = objection(asked);
      return error?.data.status === 404 ? notSupported(operation, asked.model) : error;
    }),
  };
}

function notSupported(operation: string, model: string): ApiError {
  return new ApiError({
    status: 400,
    code: "OperationNotSupported",
    message:
      `The ${operation} operation does not work with the specified model, ${model}. Please choose different model and ` +
      "try again. You can learn more about which models can be used with each operation here: " +
      "https://go.microsoft.com/fwlink/?linkid=2197993.",
  });
}
