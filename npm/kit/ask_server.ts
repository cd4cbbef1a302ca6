/** How the kits ask their server. */

/** Sends a request to one of the server's own endpoints, and gives the JSON that it answers. */
export type Ask = <Answer = unknown>(
  path: string,
  method?: string,
  body?: object,
) => Promise<Answer>;

/** Asks the server at `url`; an answer that is an error is thrown, in the server's words. */
export function askServer(url: string): Ask {
  // As it is when the kit is loaded: what a test puts in its place must not get these requests.
  const { fetch } = globalThis;
  return async (path, method = "GET", body) => {
    const response = await fetch(url + path, {
      method,
      ...body === undefined ? {} : { body: JSON.stringify(body) },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${messageIn(text)}`);
    return JSON.parse(text);
  };
}

function messageIn(text: string): string {
  try {
    return JSON.parse(text).error.message;
  } catch {
    return text;
  }
}
