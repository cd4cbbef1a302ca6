/** An answer that is one JSON value, whose text can be read again by who keeps it. */

const texts = new WeakMap<Response, string>();

/** As `Response.json`. */
export function jsonAnswer(
  value: unknown,
  { status = 200, headers = {} }: JsonHead = {},
): Response {
  const text = JSON.stringify(value);
  const response = new Response(text, {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
  texts.set(response, text);
  return response;
}

/** The head of such an answer. */
export interface JsonHead {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The text that a response was made of, where `jsonAnswer` made it. */
export function wholeText(response: Response): string | undefined {
  return texts.get(response);
}
