/** The error that a request has in place of its answer, where its weather asks for one. */

import type { ApiErrorData } from "../api_error.ts";
import type { Settings } from "../config/settings.ts";
import { errorByName, errorByStatus } from "../http/error_words.ts";
import type { Provider } from "../http/provider.ts";

/** The error that the settings ask for, in the service's words. */
export function weatherError(
  provider: Provider,
  settings: Settings,
  model: string,
  unixMs: number,
): ApiErrorData {
  const { error, error_body } = settings;
  const inA200 = settings.status === 200;
  const status = inA200 ? undefined : settings.status;
  const worded = error === undefined
    ? errorByStatus(provider, status ?? 500, model)
    : errorByName(provider, error, model);
  return {
    ...worded,
    status: status ?? worded.status,
    ...(inA200 ? { inA200 } : {}),
    ...(error_body === undefined || error_body === "envelope" ? {} : { body: error_body }),
    headers: retryHeaders(worded.headers, settings, unixMs),
  };
}

/** An error's headers, with what the settings say of coming again in place of what the service says. */
function retryHeaders(
  headers: ApiErrorData["headers"] = {},
  { retry_after, retry_after_form = "seconds", should_retry }: Settings,
  unixMs: number,
): Readonly<Record<string, string>> {
  const { "retry-after": _, "retry-after-ms": __, ...others } = headers;
  return {
    ...(retry_after === undefined
      ? headers
      : { ...others, ...retryAfter(retry_after, retry_after_form, unixMs) }),
    ...(should_retry === undefined ? {} : { "x-should-retry": String(should_retry) }),
  };
}

function retryAfter(
  seconds: number,
  form: NonNullable<Settings["retry_after_form"]>,
  unixMs: number,
): Readonly<Record<string, string>> {
  switch (form) {
    case "seconds":
      return { "retry-after": String(seconds) };
    case "ms":
      return { "retry-after-ms": String(seconds * 1000) };
    case "date":
      return { "retry-after": new Date(unixMs + seconds * 1000).toUTCString() };
  }
}
