/** What a handler answers with: plain data, to which the router adds what all answers share before it makes a response of it. */

import type { Body } from "../stream/network/writes.ts";
import type { ReadHeaders } from "../ledger/observer.ts";

/** An answer before it leaves. */
export interface Answer {
  /** Default: 200. */
  readonly status?: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  /** All that is said, where it leaves at once, for whoever keeps it; absent of a stream, which tells that by itself. */
  readonly text?: string;
}

/** An answer that is one JSON value, as `Response.json` is. */
export function jsonAnswer(
  value: unknown,
  { status = 200, headers = {} }: Partial<Pick<Answer, "status" | "headers">> = {},
): Answer {
  const text = JSON.stringify(value);
  return { status, headers: { "content-type": "application/json", ...headers }, body: text, text };
}

/** Headers to which more are added: of a `Response` that is there, or of an answer whose response is made when they are all known. */
export interface OpenHeaders extends ReadHeaders {
  has(name: string): boolean;
  set(name: string, value: string): unknown;
  keys(): Iterable<string>;
}
