/** `then = "go_on"`: a rule whose settings are laid over, and the next that holds answers. */

import { assertEquals, assertMatch } from "@std/assert";
import { createStreamMocker, FakeClock, type StreamMocker } from "../../routes/mod.ts";
import { get, type Json, mockerWith, post, WIRES } from "./rules_fixture.ts";

const CONFIG = `
unmatched = "serve"
[[rules]]
name = "slow"
when = { model = "gpt-4*" }
reply = { tokens_per_second = 7, jitter = 0.5 }
then = "go_on"

[[rules]]
name = "slower"
reply = { tokens_per_second = 3, ttft_ms = 900 }
then = "go_on"
times = 2

[[rules]]
name = "greeting"
when = { user = "hello" }
reply = { text = "Hi there!", ttft_ms = 100, jitter = 0.1 }
`;

const ask = (mocker: StreamMocker, user: string, more: Json = {}) =>
  post(mocker, "/v1/chat/completions", {
    model: "gpt-4o",
    messages: [{ role: "user", content: user }],
    ...more,
  });

const settingsOf = (entry: Json) => {
  const { tokens_per_second, jitter, ttft_ms } = entry.request.settings;
  return { tokens_per_second, jitter, ttft_ms };
};

for (const [name, wire] of Object.entries(WIRES)) {
  Deno.test(`then: on ${name} the rule behind says what is said, with the settings of those before, the first's above all`, async () => {
    const mocker = mockerWith(CONFIG);
    const answer = await wire.ask(mocker, "hello you", { model: "gpt-4o" });
    assertEquals(wire.said(answer.body), ["text Hi there!"]);
    const entry = await get(mocker, `/requests/${answer.id}`);
    assertEquals([entry.rule, entry.bent_by], ["greeting", ["slow", "slower"]]);
    assertEquals(settingsOf(entry), { tokens_per_second: 7, jitter: 0.5, ttft_ms: 900 });
  });
}

Deno.test("then: where none answers, what would have been said is said with those settings", async () => {
  const mocker = mockerWith(CONFIG);
  const answer = await ask(mocker, "anything", { model: "m" });
  assertEquals(answer.status, 200);
  const entry = await get(mocker, `/requests/${answer.id}`);
  assertEquals([entry.rule, entry.bent_by], [null, ["slower"]]);
  assertEquals(entry.request.settings.tokens_per_second, 3);
});

Deno.test("then: it is used up by its times, and counted as often as it has bent", async () => {
  const mocker = mockerWith(CONFIG);
  const seen: string[][] = [];
  for (let i = 0; i < 3; i++) {
    const { id } = await ask(mocker, "hello", { model: "m" });
    seen.push((await get(mocker, `/requests/${id}`)).bent_by);
  }
  assertEquals(seen, [["slower"], ["slower"], []]);
  const { data } = await get(mocker, "/rules");
  assertEquals(data.map(({ name, matched }: Json) => [name, matched]), [
    ["slow", 0],
    ["slower", 2],
    ["greeting", 3],
  ]);
});

Deno.test('then: a rule that goes on does not answer, so unmatched = "refuse" refuses', async () => {
  const mocker = mockerWith(CONFIG.replace('"serve"', '"refuse"'));
  const { status, body } = await ask(mocker, "anything", { model: "m" });
  assertEquals([status, body.error.code], [404, "no_rule_matched"]);
});

Deno.test("then: an error of a rule that goes on is the answer, whoever would have answered", async () => {
  const mocker = mockerWith(`
[[rules]]
reply = { status = 503 }
times = 1
then = "go_on"
[[rules]]
reply = { text = "at last" }
`);
  const statuses = [];
  for (let i = 0; i < 2; i++) statuses.push((await ask(mocker, "x")).status);
  assertEquals(statuses, [503, 200]);
});

Deno.test("then: a rule that says something cannot go on, and the file's reader is told where", async () => {
  const mocker = mockerWith("");
  const rules = [{ reply: [{ tokens_per_second: 3, text: "Hi" }], then: "go_on" }];
  const { status, body } = await post(mocker, "/rules", { rules });
  assertEquals(status, 400);
  assertMatch(body.error.message, /rules\.0\.reply\.0\.text|another rule says what is said/);
  const wrong = await post(mocker, "/rules", { rules: [{ reply: [{}], then: "stop" }] });
  assertEquals(wrong.status, 400);
});

Deno.test("then: the next request of a model is held at a token, whatever answers it, and the one after is not", async () => {
  const clock = new FakeClock();
  const mocker = createStreamMocker({
    clock,
    config: `
[general]
default_tokens_per_second = 10
[[rules]]
name = "said"
reply = { text = "one two three four five" }
`,
  });
  await post(mocker, "/rules", {
    rules: [{
      name: "hold",
      when: { model: "gpt-4*" },
      reply: { hold_at: 3 },
      times: 1,
      then: "go_on",
    }],
  });
  const askStream = async (model: string) => {
    const init = {
      method: "POST",
      body: JSON.stringify({
        model,
        stream: true,
        messages: [{ role: "user", content: "Hi" }],
      }),
    };
    const response = await mocker.fetch("http://mock/v1/chat/completions", init);
    void response.text();
    return response.headers.get("x-request-id");
  };
  await askStream("m");
  const id = await askStream("gpt-4o");
  await askStream("gpt-4o");
  await clock.advance(5000);
  const { data } = await get(mocker, "/streams");
  assertEquals(data.map((stream: Json) => [stream.id, stream.held, stream.tokens]), [[
    id,
    true,
    3,
  ]]);
  const entry = await get(mocker, `/requests/${id}`);
  assertEquals([entry.rule, entry.bent_by], ["said", ["hold"]]);
});

Deno.test("DELETE /rules?name= takes away one rule that was sent, whose times begin anew when it is sent again", async () => {
  const mocker = mockerWith("");
  const hold = { name: "wait", reply: { ttft_ms: 900 }, times: 1, then: "go_on" };
  const bent = async () => {
    const { id } = await ask(mocker, "x");
    return (await get(mocker, `/requests/${id}`)).bent_by;
  };
  await post(mocker, "/rules", { rules: [{ name: "other", reply: { text: "kept" } }] });
  await post(mocker, "/rules", { rules: [hold] });
  assertEquals([await bent(), await bent()], [["wait"], []]);
  const init = { method: "DELETE" };
  const response = await mocker.fetch("http://mock/rules?name=wait", init);
  const { data } = await response.json();
  assertEquals(data.map(({ name, matched }: Json) => [name, matched]), [["other", 2]]);
  await post(mocker, "/rules", { rules: [hold] });
  assertEquals([await bent(), await bent()], [["wait"], []]);
});

Deno.test("then: a hold for the next stream is not used up by a whole answer before it", async () => {
  const mocker = mockerWith(`
[[rules]]
name = "hold"
when = { stream = true }
reply = { hold_at = 1, hold_seconds = 0.01 }
times = 1
then = "go_on"
`);
  const bentBy = async (stream: boolean) => {
    const { id } = await ask(mocker, "hello", { stream });
    return (await get(mocker, `/requests/${id}`)).bent_by;
  };
  assertEquals(await bentBy(false), []);
  assertEquals(await bentBy(true), ["hold"]);
  assertEquals(await bentBy(true), []);
});
