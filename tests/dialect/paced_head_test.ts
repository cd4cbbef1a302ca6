/** An answer that is not streamed and takes its time: its head comes with its body, as the real services send it. */

import { assertEquals, assertRejects } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../routes/mod.ts";

const CONFIG = `
[general]
default_tokens_per_second = 10
default_response_mode = "said"
[responses.said]
content = "Light travels far over the quiet sea."
`;

function ask(init: RequestInit = {}) {
  const clock = new FakeClock();
  const mocker = createStreamMocker({ clock, config: CONFIG });
  const body = JSON.stringify({
    model: "m",
    messages: [{ role: "user", content: "Hello!" }],
    mock: { whole_responses: "paced" },
  });
  const asked = mocker.fetch("http://mock/v1/chat/completions", { method: "POST", body, ...init });
  const entry = async () => {
    const { data: [newest] } = await (await mocker.fetch("http://mock/requests")).json();
    return newest;
  };
  return { clock, mocker, asked, entry };
}

Deno.test("a paced whole answer: its head leaves with its body, when the stream would end", async () => {
  const { clock, asked, entry } = ask();
  let headAt = -1;
  asked.then(() => headAt = clock.now());
  await clock.advance(799);
  assertEquals([headAt, (await entry()).status], [-1, null]);
  await clock.advance(1);
  assertEquals(headAt, 800);
  const response = await asked;
  assertEquals((await response.json()).usage.completion_tokens, 8);
  assertEquals(response.headers.get("content-type"), "application/json");
  const { status, outcome, duration_ms } = await entry();
  assertEquals([status, outcome, duration_ms], [200, "completed", 800]);
});

Deno.test("a paced whole answer: who goes away before the head is seen going, and is no error of the server's", async () => {
  const printed: unknown[] = [];
  const { error } = console;
  console.error = (...words) => void printed.push(words);
  const abort = new AbortController();
  const { clock, asked, entry } = ask({ signal: abort.signal });
  await clock.advance(300);
  const rejected = assertRejects(() => asked);
  abort.abort();
  await rejected;
  await clock.advance(0);
  console.error = error;
  assertEquals(printed, []);
  const { status, outcome } = await entry();
  assertEquals([status, outcome, clock.pending], [null, "client_left", 0]);
});

Deno.test("a paced whole answer: ended by hand, it comes at once with what was said by then", async () => {
  const { clock, mocker, asked, entry } = ask();
  await clock.advance(300);
  const { id } = await entry();
  const body = JSON.stringify({ action: "end" });
  await mocker.fetch(`http://mock/streams/${id}`, { method: "POST", body });
  const { usage } = await (await asked).json();
  assertEquals([usage.completion_tokens, clock.now()], [3, 300]);
});
