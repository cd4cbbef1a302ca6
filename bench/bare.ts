/** The least that a streaming server on Deno can be: constant bytes, on an absolute schedule, a timer per stream. */

const rate = Number(Deno.args[0]);
const tokens = Number(Deno.args[1]);
const port = Number(Deno.args[2] ?? 0);
const EVENT = new TextEncoder().encode(
  'data: {"id":"chatcmpl-0123456789abcdef0123456789abcd","object":"chat.completion.chunk",' +
    '"created":1700000000,"model":"gpt-4","choices":[{"index":0,"delta":{"content":"word"},' +
    '"finish_reason":null}]}\n\n',
);
const LAST = new TextEncoder().encode("data: [DONE]\n\n");

Deno.serve({
  hostname: "127.0.0.1",
  port,
  onListen: ({ port }) => console.log(`Bare listens on http://127.0.0.1:${port}`),
}, (request) => request.method === "POST" ? new Response(body()) : new Response("ok"));

function body(): ReadableStream<Uint8Array<ArrayBuffer>> {
  const start = performance.now();
  let sent = 0;
  return new ReadableStream({
    async pull(controller) {
      const wait = start + (sent + 1) * 1000 / rate - performance.now() - 1;
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      controller.enqueue(EVENT);
      if (++sent < tokens) return;
      controller.enqueue(LAST);
      controller.close();
    },
  }, { highWaterMark: 0 });
}
