/** The least that a server of whole answers on Deno can be: reads JSON, answers constant JSON. */

const ANSWER = JSON.stringify({
  id: "chatcmpl-0123456789abcdef0123456789abcd",
  object: "chat.completion",
  created: 1_700_000_000,
  model: "gpt-4",
  choices: [{
    index: 0,
    message: { role: "assistant", content: "word ".repeat(20) },
    finish_reason: "length",
  }],
});

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(`Bare listens on http://127.0.0.1:${port}`),
}, async (request) => {
  await request.json();
  return new Response(ANSWER, { headers: { "content-type": "application/json" } });
});
