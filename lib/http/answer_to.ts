/** The one place where what was thrown becomes an answer. */

import { STATUS_CODE } from "@std/http/status";
import { ApiError, type ApiErrorData } from "../api_error.ts";
import { printError } from "../platform/console.ts";
import type { Provider } from "./provider.ts";

/** A response, and what went wrong where it tells of an error. */
export interface AnswerTo {
  readonly response: Response;
  readonly error?: ApiErrorData;
}

/** What `handle` gives, or the error that it throws in the service's own words. */
export async function answerTo(
  provider: Provider,
  id: string,
  handle: () => Response | Promise<Response>,
): Promise<AnswerTo> {
  try {
    return { response: await handle() };
  } catch (thrown) {
    const error = thrown instanceof ApiError ? thrown.data : internalError(thrown);
    const response = Response.json(provider.envelope(error, id), {
      status: error.status,
      headers: { ...error.headers },
    });
    return { response, error };
  }
}

function internalError(thrown: unknown): ApiErrorData {
  printError(thrown);
  return {
    status: STATUS_CODE.InternalServerError,
    message: "Cannot answer: an error inside the server, which has printed it.",
    fault: "internal",
  };
}
