/** The one place where what was thrown becomes an answer. */

import { STATUS_CODE } from "@std/http/status";
import { ApiError, type ApiErrorData } from "../api_error.ts";
import { printError } from "../platform/console.ts";
import { DroppedError } from "../stream/dropped_error.ts";
import type { Answer } from "./answer.ts";
import { errorBody } from "./error_body.ts";
import type { Provider } from "./provider.ts";

/** An answer, and what went wrong where it tells of an error. */
export interface AnswerTo {
  readonly answer: Answer | Response;
  readonly error?: ApiErrorData;
}

/** What `handle` gives, or the error that it throws in the service's own words. */
export async function answerTo(
  provider: Provider,
  id: string,
  handle: () => Answer | Response | Promise<Answer | Response>,
): Promise<AnswerTo> {
  try {
    return { answer: await handle() };
  } catch (thrown) {
    if (thrown instanceof DroppedError) return { answer: broken(thrown) };
    const error = thrown instanceof ApiError ? bounded(thrown.data) : internalError(thrown);
    const envelope = JSON.stringify(provider.envelope(error, id));
    const { type, text } = errorBody(error, envelope);
    const headers = { ...(type === undefined ? {} : { "content-type": type }), ...error.headers };
    const status = error.inA200 ? STATUS_CODE.OK : error.status;
    return { answer: { status, headers, body: text, text: text ?? "" }, error };
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

/** An answer that breaks its connection: with nothing sent, where the platform holds a head back until there is a body. */
function broken(error: DroppedError): Answer {
  return { headers: {}, body: new ReadableStream({ pull: () => Promise.reject(error) }) };
}

function internalError(thrown: unknown): ApiErrorData {
  printError(thrown);
  return {
    status: STATUS_CODE.InternalServerError,
    message: "Cannot answer: an error inside the server, which has printed it.",
    fault: "internal",
  };
}
