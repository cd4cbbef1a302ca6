/** Reads a chat completion as it streams, and measures it: no library, in browsers, Node, Bun and Deno alike. */

export interface Progress {
  /** `x-request-id`: what GET /requests/{id} and POST /streams/{id} want. */
  requestId: string;
  text: string;
  tokens: number;
  tokensPerSecond: number;
}

export async function* streamChat(
  baseUrl: string,
  body: Record<string, unknown>,
  signal?: AbortSignal,
): AsyncGenerator<Progress> {
  const started = performance.now();
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer any" },
    body: JSON.stringify({ ...body, stream: true }),
    ...(signal ? { signal } : {}),
  });
  if (!response.ok || !response.body) throw new Error(await response.text());
  const requestId = response.headers.get("x-request-id") ?? "";
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let [rest, text, tokens] = ["", "", 0];
  while (true) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (!line.startsWith("data: ") || line === "data: [DONE]") continue;
      const content = JSON.parse(line.slice(6)).choices[0]?.delta.content;
      if (!content) continue;
      text += content;
      tokens++; // A chunk is a token, unless tokens_per_chunk says otherwise or a character needs several.
      const tokensPerSecond = tokens / ((performance.now() - started) / 1000);
      yield { requestId, text, tokens, tokensPerSecond };
    }
  }
}
