/**
 * Which session a request names: tests that run side by side each have a world of their own. An app lets its base URL, a header or
 * its API key be set, so each of these can carry the name, whichever service is asked.
 */

import { STATUS_CODE } from "@std/http/status";
import { ApiError } from "../api_error.ts";
import { decoded } from "./decoded.ts";
import { printable } from "./printable.ts";

/** A URL in two: the session's part in front, and what a service is asked for. */
export interface SessionUrl {
  /** `/s/NAME` as it came, or "". */
  readonly base: string;
  /** The name in it, decoded; absent where there is none. */
  readonly name?: string;
  /** The URL without it. */
  readonly url: URL;
}

/** Takes `/s/NAME` off a URL: `http://localhost:8000/s/NAME/v1` is a base URL like `http://localhost:8000/v1`. */
export function splitSession(url: URL): SessionUrl {
  const parts = /^(\/s\/([^/]*))(.*)$/.exec(url.pathname);
  if (!parts) return { base: "", url };
  const [, base = "", name = "", rest = ""] = parts;
  const inner = new URL(url);
  inner.pathname = rest;
  return { base, name: decoded(name), url: inner };
}

/** The header that names a session. */
const HEADER = "x-mock-session";

/** What an API key begins with that names a session. */
const KEY_PREFIX = "mock-session-";

/** The name that a request gives: in its URL, else in the header, else in its API key; `undefined` where there is none. */
export function namedSession(
  { name }: SessionUrl,
  headers: Headers,
  apiKey: string | undefined,
): string | undefined {
  const fromKey = apiKey?.startsWith(KEY_PREFIX) ? apiKey.slice(KEY_PREFIX.length) : undefined;
  return name ?? headers.get(HEADER) ?? fromKey;
}

/** Names stand in URLs, headers, keys and logs, so they are of what all of these can hold as it is. */
const NAME = /^[\w.~:@-]{1,100}$/;

/** Whether a text can be a session's name; what the URL standard takes for a step to another path is none. */
export function isSessionName(name: string): boolean {
  return NAME.test(name) && name !== "." && name !== "..";
}

/** The error for a name that cannot be one. */
export function wrongSession(name: string): ApiError {
  return new ApiError({
    status: STATUS_CODE.BadRequest,
    message:
      `Cannot use the session '${printable(name)}': a name is 1 to 100 letters, digits and ` +
      `. _ - ~ : @. It stands in the base URL (http://localhost:8000/s/NAME/v1), in the header ${HEADER}, ` +
      `or in the API key (${KEY_PREFIX}NAME).`,
    param: "session",
    code: "invalid_session",
  });
}
