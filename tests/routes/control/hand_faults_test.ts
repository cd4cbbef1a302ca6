/** `POST /streams/{id}` with a fault: the bytes that the setting of the same name gives, at the place where the stream is. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { afterThisTurn } from "../../../lib/clock/next_turn.ts";
import { createStreamMocker, FakeClock } from "../../../routes/mod.ts";

// deno-lint-ignore no-explicit-any -- The tests look into JSON of any shape.
type Json = any;

const CONFIG = `
[general]
default_tokens_per_second = 10
default_response_mode = "said"
[responses.said]
content = "one two three four five six seven eight nine ten"
[responses.wide]
content = "one two three four 日本 six"
`;

const messages = [{ role: "user", content: "Hi" }];

const WIRES: readonly (readonly [name: string, path: string, body: Json])[] = [
  ["chat", "/v1/chat/completions", { messages }],
  ["completions", "/v1/completions", { prompt: "Hi" }],
  ["responses", "/v1/responses", { input: "Hi" }],
  ["messages", "/v1/messages", { messages, max_tokens: 100 }],
  ["azure", "/openai/deployments/m/chat/completions?api-version=2024-10-21", { messages }],
];

function start() {
  const clock = new FakeClock();
  const mocker = createStreamMocker({ config: CONFIG, clock });
  const post = (path: string, body: Json, headers: Record<string, string> = {}) =>
    mocker.fetch(`http://mock${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const get = async (path: string): Promise<Json> =>
    await (await mocker.fetch(`http://mock${path}`)).json();
  const ask = async (path: string, body: Json, mock: string) =>
    reader(await post(path, { model: "m", stream: true, ...body }, { "x-mock": mock }));
  const again = async (path: string) => reader(await mocker.fetch(`http://mock${path}`));
  const act = (id: string, action: Json) => post(`/streams/${id}`, action);
  return { clock, post, get, ask, again, act };
}

/** Reads all the time: what has come, and how it ended. */
function reader(response: Response) {
  const came: number[] = [];
  let end = "open";
  const done = (async () => {
    try {
      for await (const bytes of response.body ?? []) came.push(...bytes);
      end = "closed";
    } catch {
      end = "broken";
    }
  })();
  const { headers } = response;
  return {
    id: headers.get("x-request-id") ?? headers.get("request-id") ?? "",
    done,
    bytes: () => new Uint8Array(came),
    text: () => new TextDecoder().decode(new Uint8Array(came)),
    end: () => end,
  };
}

/** What is done by hand behind the third token, and the settings that do the same there. */
const FAULTS: readonly (readonly [action: Json, mock: string])[] = [
  [{ action: "error" }, "error_at=3"],
  [{ action: "error", error: "overloaded" }, "error_at=3&error=overloaded"],
  [{ action: "error", error_then: "go_on" }, "error_at=3&error_then=go_on"],
  [{ action: "error", error_then: "hang" }, "error_at=3&error_then=hang"],
  [{ action: "cut" }, "cut_at=3"],
  [{ action: "cut", cut: "close" }, "cut_at=3&cut=close"],
  [{ action: "cut", cut: "half_event" }, "cut_at=3&cut=half_event"],
  [{ action: "cut", cut: "half_character" }, "cut_at=3&cut=half_character"],
  [{ action: "stall", stall_ms: 2000 }, "stall_at=3&stall_ms=2000"],
  [{ action: "stall" }, "stall_at=3"],
  [{ action: "malformed" }, "malformed_at=3"],
  [{ action: "malformed", malformed: "bad_utf8" }, "malformed_at=3&malformed=bad_utf8"],
];

for (const [name, path, body] of WIRES) {
  Deno.test(`by hand: each fault is on ${name} what its setting is there, byte for byte`, async () => {
    for (
      const around of [
        "seed=1",
        "seed=1&response_length=wide",
        "seed=1&line_ending=crlf&event_ids=true",
        "seed=1&keep_alive_ms=150",
        "seed=1&head=with_first_token",
      ]
    ) {
      for (const [action, mock] of FAULTS) {
        const { clock, ask, act, get } = start();
        const planned = await asked(ask(path, body, `${around}&${mock}`));
        const byHand = await asked(ask(path, body, around));
        await clock.advance(300);
        const [planning, hand] = [await planned(), await byHand()];
        assertEquals((await act(hand.id, action)).status, 200);
        await clock.advance(5000);
        // A connection breaks once what has left is on its way.
        const isAlike = () =>
          hand.end() === planning.end() && hand.bytes().length === planning.bytes().length;
        for (let turn = 0; turn < 3 || (turn < 200 && !isAlike()); turn++) await afterThisTurn();
        const told = `${around}, ${JSON.stringify(action)}`;
        assertEquals([hand.end(), hand.text()], [planning.end(), planning.text()], told);
        assertEquals(hand.bytes(), planning.bytes(), told);
        const [one, other] = [
          await get(`/requests/${hand.id}`),
          await get(`/requests/${planning.id}`),
        ];
        assertEquals([one.outcome, one.tokens], [other.outcome, other.tokens], told);
        assertEquals(one.faults.filter(({ note }: Json) => note === "by hand").length, 1, told);
        assertEquals(one.schedule_error_ms.max, 0, told);
      }
    }
  });
}

/** A stream whose head may come later. */
function asked<T>(stream: Promise<T>): Promise<() => Promise<T>> {
  return Promise.resolve(() => stream);
}

const CHAT = "/v1/chat/completions";
const RESPONSES = "/v1/responses";
const input = { input: "Hi" };

Deno.test("by hand: the ledger says what was done, and at which token", async () => {
  const { clock, ask, act, get } = start();
  const { id } = await ask(CHAT, { messages }, "");
  await clock.advance(350);
  await act(id, { action: "error", error: "overloaded" });
  await clock.advance(0);
  const { actions, faults, outcome } = await get(`/requests/${id}`);
  assertEquals(actions, [{ at_ms: 350, action: "error overloaded", at_token: 3 }]);
  assertEquals(faults, [{ kind: "error_at", place: 3, note: "by hand", at_ms: 350 }]);
  assertEquals(outcome, "fault");
});

Deno.test("by hand: half an event leaves at once, and not when it was due", async () => {
  const { clock, ask, act } = start();
  const { id, text, end } = await ask(CHAT, { messages }, "");
  await clock.advance(310);
  await act(id, { action: "cut", cut: "half_event" });
  await clock.advance(0);
  assertEquals(end(), "closed");
  assertMatch(text(), /\n\ndata: \{"id":"[^\n]+$/);
});

Deno.test("by hand: what ends a stream does not wait for a buffer's next flush", async () => {
  for (const [action] of FAULTS.slice(0, 7)) {
    if (action.error_then !== undefined) continue; // Nothing has ended then.
    const { clock, ask, act } = start();
    const { id, text, end } = await ask(CHAT, { messages }, "burst_ms=1000");
    await clock.advance(1310);
    await act(id, action);
    await clock.advance(0);
    assert(end() !== "open", JSON.stringify(action));
    assertStringIncludes(text(), '"content":" eight"');
  }
});

Deno.test("by hand: a stall says nothing but heartbeats until it is resumed, and delays the rest by as much", async () => {
  const { clock, ask, act, get } = start();
  const { id, text, end } = await ask(CHAT, { messages }, "keep_alive_ms=1000");
  await clock.advance(300);
  const state = await (await act(id, { action: "stall" })).json();
  assertEquals([state.stalled, state.paused], [true, false]);
  const before = text();
  await clock.advance(3500);
  assertEquals(text().slice(before.length), ": keep-alive\n\n".repeat(3));
  const after = await (await act(id, { action: "resume" })).json();
  assertEquals(after.stalled, false);
  await clock.advance(100);
  assertStringIncludes(text(), '" four"');
  await clock.advance(1000);
  assertEquals(end(), "closed");
  const { chunks, schedule_error_ms, outcome } = await get(`/requests/${id}`);
  const times = chunks.map(({ left_ms }: Json) => left_ms);
  assertEquals(times.slice(3, 6), [300, 3900, 4000]);
  assertEquals([schedule_error_ms.max, outcome], [0, "completed"]);
});

Deno.test('by hand: a stall of "inf" is one without a time, and plain JSON on its way to another machine', async () => {
  const { clock, ask, act, get } = start();
  const { id } = await ask(CHAT, { messages }, "");
  await clock.advance(300);
  await act(id, { action: "stall", stall_ms: "inf" });
  await clock.advance(1e9);
  assertEquals((await get("/streams")).data[0].stalled, true);
  assertEquals((await get(`/requests/${id}`)).actions[0].action, "stall");
});

Deno.test("by hand: a pause stops heartbeats too, which is what tells it from a stall", async () => {
  const { clock, ask, act } = start();
  const { id, text } = await ask(CHAT, { messages }, "keep_alive_ms=1000");
  await clock.advance(300);
  await act(id, { action: "pause" });
  const before = text();
  await clock.advance(5000);
  assertEquals(text(), before);
});

Deno.test("by hand: a stall is over by itself, and another fault or an end ends it", async () => {
  for (const [action, end] of [["end", "closed"], ["error", "closed"], ["cut", "broken"]]) {
    const { clock, ask, act, get } = start();
    const stream = await ask(CHAT, { messages }, "keep_alive_ms=1000");
    await clock.advance(300);
    await act(stream.id, { action: "stall", stall_ms: 5000 });
    await clock.advance(4000);
    assertEquals((await get("/streams")).data[0].stalled, true);
    await act(stream.id, { action });
    await stream.done;
    assertEquals(stream.end(), end, action);
    const { tokens } = await get(`/requests/${stream.id}`);
    assertEquals(tokens, 3);
  }
  const { clock, ask, act, get } = start();
  const { id } = await ask(CHAT, { messages }, "");
  await clock.advance(300);
  await act(id, { action: "stall", stall_ms: 5000 });
  await clock.advance(5050);
  assertEquals((await get("/streams")).data[0].stalled, false);
});

Deno.test("by hand: an error that the stream survives leaves of a paused or held stream at once, which stays as it is", async () => {
  for (const mock of ["", "hold_at=3"]) {
    const { clock, ask, act, get } = start();
    const { id, text, end } = await ask(RESPONSES, input, mock);
    await clock.advance(300);
    await act(id, { action: "pause" });
    await act(id, { action: "error", error_then: "go_on" });
    await clock.advance(5000);
    assertStringIncludes(text(), "event: error");
    assertEquals(text().includes("four"), false);
    const [{ paused, tokens }] = (await get("/streams")).data;
    assertEquals([paused, tokens], [true, 3]);
    await act(id, { action: "resume" });
    await clock.advance(5000);
    assertEquals(end(), "closed");
    assertStringIncludes(text(), "response.completed");
  }
});

Deno.test("by hand: an error, a cut and a half event end a paused and a held stream at once", async () => {
  for (const mock of ["", "hold_at=3"]) {
    for (const action of [{ action: "error" }, { action: "cut", cut: "half_event" }]) {
      const { clock, ask, act } = start();
      const stream = await ask(CHAT, { messages }, mock);
      await clock.advance(300);
      await act(stream.id, { action: "pause" });
      await clock.advance(1000);
      await act(stream.id, action);
      await clock.advance(0);
      assertEquals(stream.end(), "closed");
    }
  }
});

Deno.test("by hand: an error before the first token comes behind what the wire begins with", async () => {
  const { clock, ask, act } = start();
  const { id, text, end } = await ask(RESPONSES, input, "hold_at=0");
  await clock.advance(1000);
  await act(id, { action: "error" });
  await clock.advance(0);
  const types = [...text().matchAll(/^event: (.*)$/gm)].map(([, type]) => type);
  assertEquals(types, ["response.created", "response.in_progress", "error", "response.failed"]);
  assertEquals(end(), "closed");
});

Deno.test("by hand: a head that is held leaves with the fault", async () => {
  const { clock, post, get, act } = start();
  const answer = post(CHAT, { model: "m", messages, stream: true }, { "x-mock": "head=60000" });
  await clock.advance(1000);
  const [{ id }] = (await get("/streams")).data;
  await act(id, { action: "error" });
  const response = await answer;
  assertEquals(response.status, 200);
  assertStringIncludes(await response.text(), '"error"');
});

Deno.test("by hand: several faults of one stream, one after another", async () => {
  const { clock, ask, act, get } = start();
  const { id, text, end } = await ask(CHAT, { messages }, "seed=1");
  await clock.advance(200);
  await act(id, { action: "malformed", malformed: "not_json" });
  await clock.advance(200);
  await act(id, { action: "error", error_then: "go_on" });
  await clock.advance(100);
  await act(id, { action: "stall" });
  await clock.advance(700);
  await act(id, { action: "cut", cut: "close" });
  await clock.advance(0);
  assertEquals(end(), "closed");
  assertMatch(text(), /upstream connect error[^]*" four"[^]*"error"[^]*" five"[^]*\n\n$/);
  const { faults, tokens } = await get(`/requests/${id}`);
  assertEquals(faults.map(({ kind, at_ms }: Json) => [kind, at_ms]), [
    ["malformed_at", 300],
    ["error_at", 400],
    ["stall_at", 500],
    ["cut_at", 1200],
  ]);
  assertEquals(tokens, 5);
});

Deno.test("by hand: an answer that is waited for whole has no place for a fault, and says so", async () => {
  for (const mock of ["whole_responses=paced", "head=never"]) {
    const { clock, post, get, act } = start();
    const answer = post(CHAT, { model: "m", messages }, { "x-mock": mock });
    answer.catch(() => {});
    await clock.advance(300);
    const [{ id }] = (await get("/streams")).data;
    for (const action of ["error", "cut", "stall", "malformed"]) {
      const refused = await act(id, { action });
      assertEquals(refused.status, 409);
      const { error } = await refused.json();
      assertMatch(error.message, /no stream of events, but an answer that leaves whole/);
    }
    assertEquals((await get(`/requests/${id}`)).actions, []);
    assertEquals((await act(id, { action: "drop" })).status, 200);
    await answer.catch(() => {});
  }
});

Deno.test("by hand: a session's streams have the fault, its whole answers are left alone", async () => {
  const { clock, post, ask } = start();
  const stream = await ask(`/s/t${CHAT}`, { messages }, "");
  const whole = post(`/s/t${CHAT}`, { model: "m", messages }, {
    "x-mock": "whole_responses=paced",
  });
  await clock.advance(300);
  const { data } = await (await post("/sessions/t", { action: "cut" })).json();
  assertEquals(data.map(({ id }: Json) => id), [stream.id]);
  await clock.advance(2000);
  assertEquals([stream.end(), (await whole).status], ["broken", 200]);
});

Deno.test("by hand: a reader that has come back to a response has the fault that the response has, in its own place", async () => {
  for (const [action, end] of [["error", "closed"], ["cut", "broken"]]) {
    const { clock, ask, again, act } = start();
    const first = await ask(RESPONSES, { ...input, background: true }, "seed=1");
    await clock.advance(150);
    const id = /"response":\{"id":"([^"]+)"/.exec(first.text())?.[1];
    const second = await again(`/v1/responses/${id}?stream=true&starting_after=1`);
    await clock.advance(200);
    await act(first.id, { action });
    await Promise.all([first.done, second.done]);
    assertEquals([first.end(), second.end()], [end, end]);
    const events = (text: string) => text.split("\n\n").slice(0, -1);
    assertEquals(events(second.text()), events(first.text()).slice(2), action);
  }
});

Deno.test("by hand: what is no fault is refused, with those that there are", async () => {
  const { ask, act } = start();
  const { id } = await ask(CHAT, { messages }, "");
  for (
    const [action, wrong] of [
      [{ action: "cut", cut: "half" }, /'cut': .*"half_character"/],
      [{ action: "stall", stall_ms: -1 }, /'stall_ms': /],
      [{ action: "error", error: "odd" }, /'error': .*"overloaded"/],
      [{ action: "error", stall_ms: 1 }, /'stall_ms': Unrecognized key/],
    ] as const
  ) {
    const refused = await act(id, action);
    assertEquals(refused.status, 400);
    const { message } = (await refused.json()).error;
    assertMatch(message, wrong);
    assertMatch(message, /"cut": "half_event"/);
  }
});

Deno.test("a stream that is ended in a silence with heartbeats loses nothing of its end", async () => {
  const { clock, ask, act } = start();
  const { id, text, end } = await ask(CHAT, { messages }, "keep_alive_ms=1000&ttft=60000");
  await clock.advance(3000);
  await act(id, { action: "end" });
  await clock.advance(0);
  assertEquals(end(), "closed");
  assertStringIncludes(text(), "data: [DONE]");
  assertStringIncludes(text(), '"role":"assistant"');
});
