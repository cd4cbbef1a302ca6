/** The official clients, and a hand that has something go wrong with their streams. */

import Anthropic from "@anthropic-ai/sdk";
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import OpenAI from "openai";
import { createStreamMocker, FakeClock } from "../../routes/mod.ts";

const CONFIG = `
[general]
default_tokens_per_second = 10
default_response_mode = "said"
[responses.said]
content = "one two three four five six"
`;

function start() {
  const clock = new FakeClock();
  const { fetch } = createStreamMocker({ config: CONFIG, clock });
  const options = { apiKey: "any", fetch, maxRetries: 2 };
  const openai = new OpenAI({ baseURL: "http://mock/v1", ...options });
  const anthropic = new Anthropic({ baseURL: "http://mock", ...options });
  const messages = [{ role: "user" as const, content: "Hi" }];
  const ways = {
    chat: () => openai.chat.completions.create({ model: "m", messages, stream: true }),
    responses: () => openai.responses.create({ model: "m", input: "Hi", stream: true }),
    messages: () =>
      anthropic.messages.create({ model: "m", max_tokens: 9, messages, stream: true }),
  };
  /** Reads a stream with which something goes wrong behind its third token. */
  const read = async (way: keyof typeof ways, action: object): Promise<number> => {
    const stream: AsyncIterable<unknown> = await ways[way]();
    const reading = (async () => {
      let events = 0;
      for await (const _ of stream) events++;
      return events;
    })();
    reading.catch(() => {});
    await clock.advance(300);
    const { data: [{ id }] } = await (await fetch("http://mock/streams")).json();
    const body = JSON.stringify(action);
    const acted = await fetch(`http://mock/streams/${id}`, { method: "POST", body });
    assertEquals(acted.status, 200);
    await clock.advance(10_000);
    return await reading;
  };
  const requests = async (): Promise<{ outcome: string }[]> =>
    (await (await fetch("http://mock/requests")).json()).data;
  return { read, requests };
}

Deno.test("by hand: the official clients throw at an error, with its name, and do not ask again", async () => {
  const action = { action: "error", error: "overloaded" };
  for (const way of ["chat", "responses"] as const) {
    const { read, requests } = start();
    const error = await assertRejects(() => read(way, action), OpenAI.APIError);
    assertMatch(error.message, /overloaded/);
    assertEquals((await requests()).map(({ outcome }) => outcome), ["fault"]);
  }
  const { read, requests } = start();
  const error = await assertRejects(() => read("messages", action), Anthropic.APIError);
  assertMatch(error.message, /overloaded_error/);
  assertEquals((await requests()).map(({ outcome }) => outcome), ["fault"]);
});

Deno.test("by hand: the official clients throw at a broken connection and at a bad event", async () => {
  for (const way of ["chat", "responses", "messages"] as const) {
    for (const action of [{ action: "cut" }, { action: "malformed" }]) {
      await assertRejects(() => start().read(way, action));
    }
  }
  await assertRejects(() => start().read("chat", { action: "cut", cut: "half_event" }));
});

Deno.test("by hand: the official clients wait in a stall, and take a body that ends rightly for the end", async () => {
  for (const way of ["chat", "responses", "messages"] as const) {
    const whole = await start().read(way, { action: "mark", name: "nothing" });
    assertEquals(await start().read(way, { action: "stall", stall_ms: 3000 }), whole, way);
    const cut = await start().read(way, { action: "cut", cut: "close" });
    assertEquals(cut < whole, true, way);
  }
});
