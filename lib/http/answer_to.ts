/** The one place where what was thrown becomes an answer. */

import { STATUS_CODE } from "@std/http/status";
import { ApiError, type ApiErrorData } from "../api_error.ts";
import { printError } from "../platform/console.ts";
import { DroppedError } from "../stream/dropped_error.ts";
import { errorBody } from "./error_body.ts";
import type { Provider } from "./provider.ts";

/** A response, and what went wrong where it tells of an error. */
export interface AnswerTo {
  readonly response: Response;
  readonly error?: ApiErrorData;
  /** The body, where it tells of an error. */
  readonly text?: string;
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
    if (thrown instanceof DroppedError) return { response: brokenResponse(thrown) };
    const error = thrown instanceof ApiError ? bounded(thrown.data) : internalError(thrown);
    const envelope = JSON.stringify(provider.envelope(error, id));
    const { type, text } = errorBody(error, envelope);
    const headers = { ...(type === undefined ? {} : { "content-type": type }), ...error.headers };
    const response = new Response(text, { status: error.status, headers });
    return { response, error, text: text ?? "" };
  }
}

/** What a client sent may stand in a message, and be megabytes; a hundred mistakes of a configuration have room. */
const LONGEST_TEXT = 10_000;

/** An error whose texts repeat no more than the beginning and the end of what is long. */
function bounded(error: ApiErrorData): ApiErrorData {
  const { message, param = "" } = error;
  if (message.length <= LONGEST_TEXT && param.length <= LONGEST_TEXT) return error;
  return { ...error, message: shortened(message), ...param ? { param: shortened(param) } : {} };
}

function shortened(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  const half = LONGEST_TEXT / 2;
  return `${text.slice(0, half).toWellFormed()}…${text.slice(-half).toWellFormed()}`;
}

/** A response that breaks its connection: with nothing sent, where the platform holds a head back until there is a body. */
function brokenResponse(error: DroppedError): Response {
  return new Response(new ReadableStream({ pull: () => Promise.reject(error) }));
}

function internalError(thrown: unknown): ApiErrorData {
  printError(thrown);
  return {
    status: STATUS_CODE.InternalServerError,
    message: "Cannot answer: an error inside the server, which has printed it.",
    fault: "internal",
  };
}
