/** An answer that is one JSON value, whose text can be read again by whoever keeps it. */

import type { RequestObserver } from "../ledger/observer.ts";

const texts = new WeakMap<Response, string>();

/** As `Response.json`. */
export function jsonAnswer(
  value: unknown,
  { status = 200, headers = {}, observer }: JsonHead = {},
): Response {
  const text = JSON.stringify(value);
  const response = new Response(text, {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
  if (observer) observer.wrote?.(text);
  else texts.set(response, text);
  return response;
}

/** The head of such an answer. */
export interface JsonHead {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Is told of the text at once; absent: by whom the response goes through. */
  readonly observer?: Pick<RequestObserver, "wrote">;
}

/** The text that a response was made of, where `jsonAnswer` made it. */
export function wholeText(response: Response): string | undefined {
  return texts.get(response);
}
