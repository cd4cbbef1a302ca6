/** Odd ways to tell usage beside `prompt_cache`: what was cached is told in each of them, or left out. */

import { assert, assertEquals } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../../routes/mod.ts";
import { dataOf, type Json } from "../shapes_fixture.ts";

const LONG = "abc ".repeat(1500);
const PATHS = {
  chat: "/v1/chat/completions",
  responses: "/v1/responses",
  messages: "/v1/messages",
};
const ASKS = {
  chat: { messages: [{ role: "user", content: LONG }] },
  responses: { input: LONG },
  messages: {
    max_tokens: 20,
    messages: [{
      role: "user",
      content: [{ type: "text", text: LONG, cache_control: { type: "ephemeral" } }],
    }],
  },
};

/** The events of the second of two requests that are the same. */
async function second(wire: keyof typeof PATHS, mock: string, stream = true): Promise<Json[]> {
  const mocker = createStreamMocker({ clock: new FakeClock({ autoAdvance: true }) });
  const ask = async () => {
    const response = await mocker.fetch(`http://mock${PATHS[wire]}`, {
      method: "POST",
      headers: { "x-mock": `encoding=estimate&prompt_cache=true&response_length=short&${mock}` },
      body: JSON.stringify({ model: "m", stream, ...ASKS[wire] }),
    });
    const text = await response.text();
    assertEquals(response.status, 200, text);
    return stream ? dataOf(text) : [JSON.parse(text)];
  };
  await ask();
  return await ask();
}

const cachedIn = (usage: Json) =>
  (usage.prompt_tokens_details ?? usage.input_tokens_details)?.cached_tokens ??
    usage.cache_read_input_tokens;

Deno.test("usage beside prompt_cache: exclusive_cache leaves out what was cached, streamed and whole", async () => {
  for (const wire of ["chat", "responses"] as const) {
    for (const stream of [true, false]) {
      const usageOf = async (mock: string): Promise<Json> => {
        const told = (await second(wire, mock, stream)).flatMap((event) =>
          event.response?.usage ?? event.usage ?? []
        );
        return told.at(-1);
      };
      const plain = await usageOf("");
      const exclusive = await usageOf("usage=exclusive_cache");
      const cached = cachedIn(plain);
      assert(cached > 1000);
      assertEquals(cachedIn(exclusive), cached);
      for (const key of ["prompt_tokens", "input_tokens", "total_tokens"]) {
        if (key in plain) assertEquals(exclusive[key], plain[key] - cached, `${wire} ${key}`);
      }
    }
  }
});

Deno.test("usage beside prompt_cache: wherever usage is told, so is what was cached", async () => {
  for (const wire of ["chat", "messages"] as const) {
    for (const usage of ["last", "every", "early"]) {
      const events = await second(wire, `usage=${usage}`);
      // The start of a message tells nothing where all is told last.
      const told = events.flatMap((event) => event.usage ?? []);
      assert(told.length > 0);
      for (const one of told) assert(cachedIn(one) > 1000, `${wire} ${usage}`);
    }
  }
});
