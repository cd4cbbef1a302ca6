/** `hold_at`: a stream that waits for the test's hand, on every wire, and what the test can tell it. */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../../routes/mod.ts";

// deno-lint-ignore no-explicit-any -- The tests look into JSON of any shape.
type Json = any;

function start(config = "") {
  const clock = new FakeClock();
  const mocker = createStreamMocker({ config: `${SAID}\n${config}`, clock });
  const post = (path: string, body: Json, headers: Record<string, string> = {}) =>
    mocker.fetch(`http://mock${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const get = async (path: string): Promise<Json> =>
    await (await mocker.fetch(`http://mock${path}`)).json();
  /** Asks, reads all the time, and gives what has arrived so far. */
  const ask = (path: string, body: Json, mock: string) => {
    let text = "";
    const answer = post(path, { model: "m", ...body }, { "x-mock": mock });
    const done = answer.then(async ({ body }) => {
      const decoder = new TextDecoder();
      for await (const bytes of body ?? []) text += decoder.decode(bytes, { stream: true });
      return text;
    });
    return { done, text: () => text };
  };
  const held = async (count = 1): Promise<Json[]> =>
    (await get(`/streams?held=true&wait=5&count=${count}`)).data;
  const act = async (id: string, action: Json): Promise<Json> =>
    await (await post(`/streams/${id}`, action)).json();
  return { clock, mocker, post, get, ask, held, act };
}

const SAID = `
[general]
default_tokens_per_second = 10
default_response_mode = "said"
[responses.said]
content = "one two three four five six seven eight nine ten"
`;

const messages = [{ role: "user", content: "Hi" }];
const tools = [{
  type: "function",
  function: { name: "f", parameters: { type: "object", properties: { city: { type: "string" } } } },
}];

const WIRES: readonly (readonly [path: string, body: Json, three: RegExp])[] = [
  ["/v1/chat/completions", { messages, stream: true }, /one[^]*two[^]*three/],
  ["/v1/responses", { input: "Hi", stream: true }, /one[^]*two[^]*three/],
  ["/v1/messages", { messages, stream: true, max_tokens: 100 }, /one[^]*two[^]*three/],
  ["/v1/completions", { prompt: "Hi", stream: true }, /one[^]*two[^]*three/],
];

for (const [path, body, three] of WIRES) {
  Deno.test(`hold_at: ${path} stops behind its third token, and its ledger knows no lateness`, async () => {
    const { clock, get, ask, held, act } = start();
    const { text, done } = ask(path, body, "hold_at=3");
    const waiting = held();
    await clock.advance(1000);
    const [{ id, tokens, paused }] = await waiting;
    assertEquals([tokens, paused], [3, true]);
    assertMatch(text(), three);
    assertEquals(text().includes("four"), false);
    await clock.advance(5000);
    assertEquals(text().includes("four"), false);
    assertEquals((await act(id, { action: "resume" })).held, false);
    await clock.advance(1000);
    await done;
    const entry = await get(`/requests/${id}`);
    assertEquals([entry.outcome, entry.tokens, entry.schedule_error_ms.max], ["completed", 10, 0]);
    assertEquals(entry.actions, [
      { at_ms: 300, action: "hold", at_token: 3 },
      { at_ms: 6000, action: "resume", at_token: 3 },
    ]);
  });
}

Deno.test("hold_at: 0 is before the first token, and its head is there", async () => {
  const { clock, ask, held, act, post } = start();
  const { text } = ask("/v1/chat/completions", { messages, stream: true }, "hold_at=0");
  const [{ id, tokens }] = await held();
  await clock.advance(10_000);
  assertEquals([tokens, text()], [0, ""]);
  const head = await post("/v1/chat/completions", { model: "m", messages, stream: true }, {
    "x-mock": "hold_at=0",
  });
  assertEquals(head.status, 200);
  await head.body?.cancel();
  await act(id, { action: "resume" });
  await clock.advance(1000);
  assertStringIncludes(text(), "[DONE]");
});

Deno.test("hold_at: a share is of all tokens, and arguments is inside of the first call's", async () => {
  const { clock, ask, held } = start();
  ask("/v1/chat/completions", { messages, stream: true }, "hold_at=50%");
  await clock.advance(2000);
  assertEquals((await held())[0].tokens, 5);
  const call = ask("/v1/chat/completions", { messages, tools, stream: true }, "hold_at=arguments");
  await clock.advance(5000);
  const [, stream] = await held(2);
  assertEquals(stream.held, true);
  const deltas = call.text().trim().split("\n\n").map((line) => JSON.parse(line.slice(6)));
  const args = deltas.map(({ choices: [{ delta }] }) => delta.tool_calls?.[0].function.arguments);
  assertEquals(args.filter((text) => text).length, 1);
});

Deno.test("hold_at: a place that the answer does not have holds nothing", async () => {
  const { clock, ask, get } = start();
  const { done } = ask("/v1/chat/completions", { messages, stream: true }, "hold_at=arguments");
  await clock.advance(1000);
  await done;
  assertEquals((await get("/requests")).data[0].outcome, "completed");
});

Deno.test("hold_at: nobody comes for hold_seconds, and the stream goes on", async () => {
  const { clock, ask, get } = start();
  const { done } = ask(
    "/v1/chat/completions",
    { messages, stream: true },
    "hold_at=3&hold_seconds=2",
  );
  await clock.advance(3000);
  await done;
  const [{ id }] = (await get("/requests")).data;
  const { actions, schedule_error_ms } = await get(`/requests/${id}`);
  assertEquals(actions.map(({ action, at_ms }: Json) => [action, at_ms]), [
    ["hold", 300],
    ["hold is over", 2300],
  ]);
  assertEquals(schedule_error_ms.max, 0);
});

for (const [name, mock, took] of [["at once", "", 0], ["paced", "&whole_responses=paced", 1000]]) {
  Deno.test(`hold_at: a whole answer that comes ${name} is held before its time begins`, async () => {
    for (
      const [path, body] of [
        ["/v1/chat/completions", { messages }],
        ["/v1/responses", { input: "Hi" }],
        ["/v1/messages", { messages, max_tokens: 100 }],
      ] as const
    ) {
      const { clock, ask, held, act, get } = start();
      const { text, done } = ask(path, body, `hold_at=50%${mock}`);
      const [{ id }] = await held();
      await clock.advance(5000);
      assertEquals(text(), "");
      await act(id, { action: "resume" });
      await clock.advance(1000);
      assertStringIncludes(await done, "one two three");
      assertEquals((await get(`/requests/${id}`)).duration_ms, 5000 + Number(took));
    }
  });
}

Deno.test("hold_at: who leaves a held stream ends it", async () => {
  const { clock, mocker, held, get } = start();
  const leaving = new AbortController();
  for (const stream of [true, false]) {
    const answer = mocker.fetch("http://mock/v1/chat/completions?hold_at=0", {
      method: "POST",
      signal: leaving.signal,
      body: JSON.stringify({ model: "m", messages, stream }),
    });
    void answer.then((response) => response.text()).catch(() => {});
  }
  assertEquals((await held(2)).length, 2);
  leaving.abort();
  await clock.advance(0);
  assertEquals((await get("/streams")).data, []);
  const outcomes = (await get("/requests")).data.map(({ outcome }: Json) => outcome);
  assertEquals(outcomes, ["client_left", "client_left"]);
  assertEquals(clock.pending, 0);
});

Deno.test("streams: resumed until a token, one holds itself there", async () => {
  const { clock, ask, held, act } = start();
  ask("/v1/chat/completions", { messages, stream: true }, "hold_at=0");
  const [{ id }] = await held();
  await act(id, { action: "resume", until: 7 });
  await clock.advance(5000);
  assertEquals((await held())[0].tokens, 7);
});

Deno.test("streams: a mark is written down at its token, also where the client has gone already", async () => {
  const { clock, ask, held, act, get, post } = start();
  const { done } = ask("/v1/chat/completions", { messages, stream: true }, "hold_at=4");
  await clock.advance(500);
  const [{ id }] = await held();
  assertEquals((await act(id, { action: "mark", name: "stop" })).held, true);
  await act(id, { action: "resume" });
  await clock.advance(1000);
  await done;
  const last = await act(id, { action: "mark", name: "seen" });
  assertEquals([last.id, last.tokens, last.held], [id, 10, false]);
  const marks = (await get(`/requests/${id}`)).actions.filter(({ action }: Json) =>
    action.startsWith("mark")
  );
  assertEquals(marks, [
    { at_ms: 500, action: "mark stop", at_token: 4 },
    { at_ms: 1500, action: "mark seen", at_token: 10 },
  ]);
  assertEquals((await post("/streams/nobody", { action: "mark", name: "stop" })).status, 404);
  assertEquals((await post(`/streams/${id}`, { action: "resume" })).status, 404);
});

Deno.test("sessions: an action is done to all open streams of one", async () => {
  const { clock, post, get } = start();
  for (const session of ["a", "a", "b"]) {
    const answer = post(`/s/${session}/v1/chat/completions`, {
      model: "m",
      messages,
      stream: true,
    });
    void answer.then((response) => response.text()).catch(() => {});
  }
  await clock.advance(300);
  const { data } = await (await post("/sessions/a", { action: "mark", name: "stop" })).json();
  assertEquals(data.map(({ session, tokens }: Json) => [session, tokens]), [["a", 3], ["a", 3]]);
  await post("/sessions/a", { action: "pause" });
  const streams = (await get("/streams")).data;
  assertEquals(streams.map(({ paused }: Json) => paused), [true, true, false]);
  assertEquals((await get("/streams?held=true")).data, []);
  await post("/sessions/a", { action: "resume" });
  await clock.advance(1000);
});

Deno.test("streams: an action that cannot be read is a 400 with what can", async () => {
  const { post } = start();
  for (
    const action of [
      { action: "mark" },
      { action: "mark", name: "a\nb" },
      { action: "resume", until: -1 },
      { action: "pause", until: 3 },
    ]
  ) {
    const { error } = await (await post("/streams/x", action)).json();
    assertStringIncludes(error.message, '{"action": "mark", "name": "stop"}');
  }
  const wrong = await post("/v1/chat/completions?hold_at=half", { model: "m", messages });
  assertStringIncludes((await wrong.json()).error.message, '"50%"');
});

for (
  const [weather, ends] of [
    ["cut_at=3", "DroppedError"],
    ["error_at=3", ""],
    ["stall_at=3&stall_ms=1000", ""],
    ["keep_alive_ms=50", ""],
    ["burst=4", ""],
  ] as const
) {
  Deno.test(`hold_at: with ${weather} a stream is held first, and then has its weather`, async () => {
    const { clock, ask, held, act } = start();
    const body = { messages, stream: true };
    const { text, done } = ask("/v1/chat/completions", body, `hold_at=3&${weather}`);
    const ended = done.then(() => "", (error) => error.name);
    await clock.advance(1000);
    const [{ id, tokens }] = await held();
    await clock.advance(5000);
    const before = text();
    assertEquals([tokens >= 3, before.includes("[DONE]"), before.includes("error")], [
      true,
      false,
      false,
    ]);
    await act(id, { action: "resume" });
    await clock.advance(10_000);
    assertEquals(await ended, ends);
    assertEquals(text().length > before.length || ends !== "", true);
    assertEquals(clock.pending, 0);
  });
}
