/** Weather beyond the three wires and the settings: completions, Azure, rules; and what a shape leaves as it is. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { eventsIn, type Json, start, WIRE_NAMES } from "./weather_fixture.ts";

const chat = { messages: [{ role: "user", content: "Hi" }] };
const OTHERS: Readonly<Record<string, object>> = {
  "/v1/completions": { prompt: "Hi" },
  "/openai/deployments/d/chat/completions?api-version=2024-10-21": chat,
  "/openai/v1/chat/completions": chat,
  "/openai/v1/responses": { input: "Hi" },
};

for (const [path, body] of Object.entries(OTHERS)) {
  const asked = async (mock: object) => {
    const { mocker } = start();
    const response = await mocker.fetch(`http://mock${path}`, {
      method: "POST",
      body: JSON.stringify({ model: "m", stream: true, ...body, mock }),
    });
    return { response, text: await response.text() };
  };

  Deno.test(`weather on ${path}: an error in the service's words, in its place and after the 200`, async () => {
    const before = await asked({ error: "content_filter" });
    assertEquals(before.response.status, 400);
    const { error } = JSON.parse(before.text);
    const after = await asked({ error: "content_filter", error_at: 2 });
    assertEquals(after.response.status, 200);
    const told = eventsIn(after.text).findLast((event) =>
      /^(event: error|data: \{"error")/.test(event)
    );
    const { message } = JSON.parse(told?.split("data: ")[1] ?? "").error;
    assertEquals(message, error.message);
    if (!path.startsWith("/openai")) return;
    assertEquals(error.innererror.code, "ResponsibleAIPolicyViolation");
    const limited = await asked({ error: "rate_limit" });
    assertEquals(JSON.parse(limited.text).error.code, "429");
  });

  Deno.test(`weather on ${path}: cut, and one bad event`, async () => {
    const clear = eventsIn((await asked({ seed: 7 })).text);
    const cut = await asked({ seed: 7, cut: "close", cut_at: 3 });
    assert(clear.join("").startsWith(cut.text) && cut.text.length > 0);
    const bad = eventsIn((await asked({ seed: 7, malformed_at: 3 })).text);
    assertEquals(bad.filter((event, i) => event !== clear[i]).length, 1);
  });
}

for (const path of ["/v1/embeddings", "/v1/moderations", "/openai/v1/embeddings"]) {
  const asked = async (mock: object, config = "") => {
    const { mocker, clock, entry } = start(config);
    const response = await mocker.fetch(`http://mock${path}`, {
      method: "POST",
      body: JSON.stringify({ model: "m", input: "Hi", mock }),
    });
    return { status: response.status, json: await response.json(), at: clock.now(), entry };
  };

  Deno.test(`weather on ${path}: its head may be late, and what only completions have is refused, or noted`, async () => {
    const late = await asked({ head: 300 });
    assertEquals([late.status, late.at], [200, 300]);
    const late503 = await asked({ head: 300, status: 503 });
    assertEquals([late503.status, late503.at], [503, 300]);
    for (const mock of [{ cut: "drop" }, { stall_ms: 9 }, { usage: "none" }, { write_bytes: 3 }]) {
      const { status, json } = await asked(mock);
      assertEquals([status, json.error.param], [400, Object.keys(mock)[0]]);
      assertMatch(json.error.message, /only a completion that is asked for by itself has it/);
    }
    const { status, entry } = await asked({ profile: "bad" }, '[profiles.bad]\nusage = "none"\n');
    const { faults } = await entry();
    assertEquals([status, faults.map(({ kind, note }: Json) => [kind, note])], [
      200,
      [["usage", "no effect: only a completion that is asked for by itself has it"]],
    ]);
  });
}

Deno.test("weather: a rule brings it for the requests that it holds for, and times counts those", async () => {
  const { ask } = start(`
[[rules]]
when.user = "fail"
reply = [{ status = 503, times = 1 }]
[[rules]]
when.user = "cut"
reply = [{ text = "one two three four", cut_at = 2 }]
`);
  const say = (content: string) => ask({}, { body: { messages: [{ role: "user", content }] } });
  assertEquals((await say("please fail")).response.status, 503);
  assertEquals((await say("please fail")).response.status, 200);
  const { broke, entry } = await say("cut it");
  assertEquals([broke, entry.outcome, entry.tokens], [true, "fault", 2]);
  assertEquals((await say("anything else")).entry.faults, []);
});

for (const wire of WIRE_NAMES) {
  Deno.test(`weather on ${wire}: an error after the 200 keeps its form where the answer is worded otherwise`, async () => {
    const errorOf = (text: string): Json =>
      JSON.parse(
        eventsIn(text).find((event) => /"error":\{/.test(event))?.split("data: ")[1] ?? "",
      ).error;
    const plain = await start().ask({ seed: 7, error_at: 2 }, { wire });
    const shaped = await start().ask({ seed: 7, error_at: 2, ending: "twice", usage: "last" }, {
      wire,
    });
    assertEquals(errorOf(shaped.text), errorOf(plain.text));
    assertEquals(shaped.entry.outcome, "fault");
  });

  Deno.test(`weather on ${wire}: through a network that beats, bursts and writes bytes`, async () => {
    const mock = { stall_at: 2, stall_ms: 3000, keep_alive_ms: 1000, line_ending: "crlf" };
    const { text, entry, times } = await start().ask({ ...mock, write_bytes: 16 }, { wire });
    assertEquals(text.split(": keep-alive\r\n\r\n").length - 1, 3);
    assertEquals([entry.outcome, times.at(-1)], ["completed", 3800]);
    const cut = await start().ask({ burst: 3, cut: "half_event", cut_at: 4 }, { wire });
    assertEquals(cut.entry.outcome, "fault");
    assertMatch(cut.text, / over/);
    assert(!cut.text.endsWith("\n\n"));
  });
}
