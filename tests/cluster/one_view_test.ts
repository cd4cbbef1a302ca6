/** Several machines are one to whoever asks: requests, streams, waits and verdicts, wherever they are, and without those that do not answer. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { fakeHub } from "./fake_hub.ts";
import { chat, farm, type Machine } from "./machines.ts";

const [A, B, C] = ["aaaaaaaa", "bbbbbbbb", "cccccccc"] as const;

async function two() {
  const hub = fakeHub();
  const { clock, start } = farm(hub);
  return { hub, clock, start, a: await start(A), b: await start(B) };
}

/** Asks for an answer, and gives the request's id. */
async function asked(machine: Machine, session?: string): Promise<string> {
  const path = `${session ? `/s/${session}` : ""}/v1/chat/completions`;
  const response = await machine.ask(path, chat("fast"));
  await response.body?.cancel();
  return response.headers.get("x-request-id") ?? "";
}

/** Begins a stream that holds itself after two tokens, and gives the request's id and how it goes on. */
async function held(machine: Machine) {
  const response = await machine.ask("/v1/chat/completions?tps=inf&hold_at=2", {
    ...chat("m"),
    stream: true,
  });
  return { id: response.headers.get("x-request-id") ?? "", text: response.text() };
}

const ids = async (machine: Machine, path: string): Promise<readonly string[]> =>
  (await machine.json(path)).data.map(({ id }: { id: string }) => id).sort();

Deno.test("one view: a request's id names its machine, in as many digits as ever", async () => {
  const { a, b } = await two();
  assertMatch(await asked(a), /^req_aaaaaaaa[0-9a-f]{24}$/);
  assertMatch(await asked(b), /^req_bbbbbbbb[0-9a-f]{24}$/);
});

Deno.test("one view: all requests are listed and found by either, and forgotten by either", async () => {
  const { a, b } = await two();
  const all = [await asked(a), await asked(b), await asked(a)].sort();
  assertEquals(await ids(a, "/requests"), all);
  assertEquals(await ids(b, "/requests"), all);
  assertEquals((await ids(b, "/requests?limit=2")).length, 2);
  for (const id of all) {
    const { id: found, completion_id } = await b.json(`/requests/${id}`);
    assertEquals([found, (await b.json(`/requests/${completion_id}`)).id], [id, id]);
  }
  await b.ask("/requests", undefined, "DELETE");
  assertEquals([await ids(a, "/requests"), await ids(b, "/requests")], [[], []]);
  assertEquals((await b.ask(`/requests/${all[0]}`)).status, 404);
});

Deno.test("one view: who is named by an id is asked alone", async () => {
  const { hub, a, b, start } = await two();
  await start(C);
  const id = await asked(a);
  const before = hub.said.length;
  assertEquals((await b.json(`/requests/${id}`)).id, id);
  assertEquals(hub.said.slice(before).map(([channel]) => channel), [
    `replica:${A}`,
    `replica:${B}`,
  ]);
});

Deno.test("one view: what is long comes in parts, each so short that the engine answers others meanwhile", async () => {
  const { hub, a, b } = await two();
  const content = "Ünïcode 😀 ".repeat(100_000);
  const response = await a.ask("/v1/chat/completions", {
    model: "fast",
    messages: [{ role: "user", content }],
  });
  await response.body?.cancel();
  const { request } = await b.json(`/requests/${response.headers.get("x-request-id")}`);
  assertEquals(request.body.messages[0].content, content);
  assert(hub.said.every(([, message]) => message.length < 1024 * 1024));
});

Deno.test("one view: a stream of one is listed, stepped and ended through the other", async () => {
  const { a, b } = await two();
  const { id, text } = await held(a);
  await a.json("/streams?held=true&wait=1");
  assertEquals(await ids(b, "/streams"), [id]);
  const act = (action: string) => b.json(`/streams/${id}`, { action });
  assertEquals((await act("step")).tokens, 3);
  assertEquals((await act("end")).id, id);
  assertMatch(await text, /data: \[DONE\]\n\n$/);
  assertEquals((await b.json(`/requests/${id}?wait=1`)).outcome, "ended");
  assertEquals(await ids(b, "/streams"), []);
});

Deno.test("one view: a stream of one has something go wrong by hand through the other", async () => {
  const { a, b } = await two();
  const { id, text } = await held(a);
  await a.json("/streams?held=true&wait=1");
  const { stalled } = await b.json(`/streams/${id}`, { action: "stall", stall_ms: "inf" });
  assertEquals(stalled, true);
  await b.json(`/streams/${id}`, { action: "error", error: "overloaded" });
  assertMatch(await text, /"error":[^]*overloaded/);
  assertEquals((await b.json(`/requests/${id}?wait=1`)).outcome, "fault");
});

Deno.test("one view: who waits here is told of what happens there", async () => {
  const { clock, a, b } = await two();
  const listed = a.json("/requests?session=s&wait=60");
  const streaming = a.json("/streams?held=true&wait=60");
  await clock.advance(100);
  const id = await asked(b, "s");
  const { id: stream, text } = await held(b);
  await clock.advance(100);
  assertEquals((await listed).data[0].id, id);
  assertEquals((await streaming).data[0].id, stream);
  const ended = a.json(`/requests/${stream}?wait=60`);
  await clock.advance(100);
  await b.json(`/streams/${stream}`, { action: "end" });
  assertEquals((await ended).outcome, "ended");
  await text;
});

Deno.test("one view: who waits long is told by whoever joins later, too, and after the engine was away", async () => {
  const { hub, clock, a, b, start } = await two();
  const late = a.json("/requests?session=late&wait=600");
  const after = b.json("/requests?session=after&wait=600");
  await clock.advance(20_000);
  const c = await start(C);
  const joined = await asked(c, "late");
  await clock.advance(100);
  assertEquals((await late).data[0].id, joined);
  hub.goAway();
  await clock.advance(20_000);
  hub.forget();
  hub.comeBack();
  await clock.advance(100);
  const again = await asked(a, "after");
  await clock.advance(100);
  assertEquals((await after).data[0].id, again);
});

Deno.test("one view: nothing is said of requests while nobody looks on, and soon no more when nobody does any longer", async () => {
  const { hub, clock, a, b } = await two();
  const told = () => hub.said.filter(([channel]) => channel === "requests").length;
  await asked(b);
  await clock.advance(100);
  assertEquals(told(), 0);
  const { body } = await a.ask("/events");
  await clock.advance(100);
  await asked(b);
  await clock.advance(100);
  assert(told() > 0);
  await body?.cancel();
  await clock.advance(10_000);
  const before = told();
  await asked(b);
  await clock.advance(100);
  assertEquals(told(), before);
});

Deno.test("one view: a verdict is over what a session did anywhere", async () => {
  const { a, b } = await two();
  for (const machine of [a, b, a]) {
    const response = await machine.ask(
      "/s/v/v1/chat/completions?status=429&retry_after=60",
      chat("m"),
    );
    await response.body?.cancel();
  }
  const { requests, findings } = await b.json("/verdict?session=v");
  assertEquals([requests, findings.length], [3, 2]);
});

Deno.test("one view: the end of a session is its end everywhere", async () => {
  const { a, b } = await two();
  await asked(a, "s");
  await asked(b, "s");
  assertEquals(await a.json("/sessions/s", undefined, "DELETE"), {
    session: "s",
    existed: true,
    requests: 2,
    streams: 0,
  });
  assertEquals(await ids(b, "/requests?session=s"), []);
});

Deno.test("one view: a machine that does not answer is left out after two seconds, which the answer says", async () => {
  const { hub, clock, a, b } = await two();
  const [own, far] = [await asked(a), await asked(b)];
  hub.silence(`replica:${B}`);
  const list = a.ask("/requests");
  await clock.advance(2000);
  const { headers } = await list;
  assertEquals(headers.get("x-mock-missing"), B);
  const { data } = await (await list).json();
  assertEquals(data.map(({ id }: { id: string }) => id), [own]);
  const one = a.json(`/requests/${far}`);
  await clock.advance(2000);
  assertMatch((await one).error.message, /Not reached: bbbbbbbb\.$/);
});

Deno.test("one view: without the engine each has what it has, at once, and says so; with it, all is there again", async () => {
  const { hub, a, b } = await two();
  const all = [await asked(a), await asked(b)];
  await ids(a, "/requests");
  hub.goAway();
  const alone = await a.ask("/requests");
  assertEquals(alone.headers.get("x-mock-missing"), `engine, ${B}`);
  assertEquals((await alone.json()).data.map(({ id }: { id: string }) => id), [all[0]]);
  hub.comeBack();
  const again = await a.ask("/requests");
  assertEquals(again.headers.get("x-mock-missing"), null);
  assertEquals((await again.json()).data.length, 2);
});

Deno.test("one view: what is asked when the engine goes is answered at once without the others", async () => {
  const { hub, a } = await two();
  hub.silence(`replica:${B}`);
  const list = a.ask("/requests");
  for (let i = 0; i < 20; i++) await Promise.resolve();
  hub.goAway();
  assertEquals((await list).headers.get("x-mock-missing"), `engine, ${B}`);
});

Deno.test("one view: nonsense on the channels is nothing", async () => {
  const { hub, a, b } = await two();
  const { body } = await a.ask("/events");
  const id = await asked(b);
  for (const channel of ["requests", `replica:${A}`, `replica:${B}`]) {
    for (const text of ["", "{", "[]", '{"kind":"ask"}', '{"kind":"told","number":1,"value":3}']) {
      hub.publish(channel, text);
    }
    hub.publish(
      channel,
      JSON.stringify({
        kind: "ask",
        from: A,
        number: 1,
        name: "list_requests",
        asked: { limit: "x" },
      }),
    );
    hub.publish(
      channel,
      JSON.stringify({ kind: "ask", from: A, number: 1, name: "no", asked: {} }),
    );
  }
  assertEquals(await ids(a, "/requests"), [id]);
  await body?.cancel();
});
