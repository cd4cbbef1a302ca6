/** The library on a real port. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { createStreamMocker } from "../../routes/mod.ts";
import { FakeClock } from "../../routes/mod.ts";

const ask = (baseURL: string, mock: string) =>
  fetch(`${baseURL}/chat/completions`, {
    method: "POST",
    headers: { "x-mock": mock },
    body: '{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"Hi"}]}',
  });

Deno.test("listen() serves on a port of its own, paced by the mocker's clock", async () => {
  const clock = new FakeClock({ autoAdvance: true });
  const mocker = createStreamMocker({ clock });
  const listening = await mocker.listen();
  assertEquals(listening.baseURL, `http://127.0.0.1:${listening.port}/v1`);
  const text = await (await ask(listening.baseURL, "tps=1&response_length=short")).text();
  assert(text.endsWith("data: [DONE]\n\n"));
  assert(clock.now() > 10_000, `${clock.now()} ms`);
  await listening.close();
  await assertRejects(() => fetch(listening.url));
});

Deno.test("listen() on [::1] and close() with an open stream: the stream breaks, and close() does not wait", async () => {
  const listening = await createStreamMocker().listen({ host: "::1" });
  assertEquals(listening.url, `http://[::1]:${listening.port}`);
  const response = await ask(listening.baseURL, "hold_at=0");
  const broken = assertRejects(() => response.text());
  await listening.close();
  await broken;
});
