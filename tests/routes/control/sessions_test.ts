/** A session's own view, limits and stored things; its end; and waiting for what a session does. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../../routes/mod.ts";

// deno-lint-ignore no-explicit-any -- The tests look into JSON of any shape.
type Json = any;

function start(config = "", { autoAdvance = false } = {}) {
  const clock = new FakeClock({ autoAdvance });
  const mocker = createStreamMocker({ config, clock });
  const ask = (method: string, path: string, body?: Json) =>
    mocker.fetch(`http://mock${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const json = async (method: string, path: string, body?: Json): Promise<Json> =>
    await (await ask(method, path, body)).json();
  const chat = (session: string, more: Json = {}) =>
    ask("POST", `${session && `/s/${session}`}/v1/chat/completions`, {
      model: "m",
      messages: [{ role: "user", content: "Hi" }],
      ...more,
    });
  const data = async (path: string): Promise<Json[]> => (await json("GET", path)).data;
  return { clock, ask, json, chat, data };
}

const statusOf = async (response: Promise<Response>) => {
  const { status, body } = await response;
  await body?.cancel();
  return status;
};

Deno.test("sessions: the ledger and the streams are seen by session", async () => {
  const { chat, data, json } = start();
  const open = [await chat("a", { stream: true }), await chat("b", { stream: true })];
  await chat("");
  const sessions = async (path: string) => (await data(path)).map(({ session }) => session);
  assertEquals(await sessions("/requests"), [null, "b", "a"]);
  assertEquals(await sessions("/requests?session=a"), ["a"]);
  assertEquals(await sessions("/streams"), ["a", "b"]);
  assertEquals(await sessions("/streams?session=b"), ["b"]);
  await json("DELETE", "/requests?session=a");
  assertEquals(await sessions("/requests"), [null, "b"]);
  await json("DELETE", "/requests");
  assertEquals(await sessions("/requests"), []);
  for (const { body } of open) await body?.cancel();
});

Deno.test("sessions: each has rate limits of its own", async () => {
  const { chat } = start("[general]\nrequests_per_minute = 1");
  for (const session of ["", "a", "b"]) {
    assertEquals([await statusOf(chat(session)), await statusOf(chat(session))], [200, 429]);
  }
});

Deno.test("sessions: what one has stored is not another's", async () => {
  const { json, ask } = start();
  const base = (session: string) => session && `/s/${session}`;
  const ids: string[] = [];
  for (const session of ["", "a", "b"]) {
    const { id } = await json("POST", `${base(session)}/v1/responses`, { model: "m", input: "Hi" });
    ids.push(id);
  }
  const statuses = async (session: string) =>
    await Promise.all(ids.map((id) => statusOf(ask("GET", `${base(session)}/v1/responses/${id}`))));
  assertEquals(await statuses(""), [200, 404, 404]);
  assertEquals(await statuses("a"), [404, 200, 404]);
  assertEquals(await statuses("b"), [404, 404, 200]);
});

Deno.test("sessions: DELETE ends one whole, and says what there was", async () => {
  const { chat, json, data, ask } = start("[general]\nrequests_per_minute = 3");
  const stream = await chat("a", { stream: true });
  const { id } = await json("POST", "/s/a/v1/responses", { model: "m", input: "Hi" });
  await chat("b");
  assertEquals(await statusOf(chat("a")), 200);
  assertEquals(await statusOf(chat("a")), 429);
  assertEquals((await data("/sessions")).map(({ name }) => name), ["b", "a"]);
  assertEquals(await json("DELETE", "/sessions/a"), {
    session: "a",
    existed: true,
    requests: 4,
    streams: 1,
  });
  const broken = await stream.text().then(() => "", (error) => error.name);
  assertEquals(broken, "DroppedError");
  assertEquals([await data("/requests?session=a"), await data("/streams")], [[], []]);
  assertEquals((await data("/sessions")).map(({ name }) => name), ["b"]);
  assertEquals(await statusOf(ask("GET", `/s/a/v1/responses/${id}`)), 404);
  assertEquals(await statusOf(chat("a")), 200);
  assertEquals((await data("/requests?session=b")).length, 1);
});

Deno.test("sessions: one that there is not is ended in peace; a name that cannot be one is a 400", async () => {
  const { json, ask } = start();
  const nothing = { session: "a", existed: false, requests: 0, streams: 0 };
  assertEquals(await json("DELETE", "/sessions/a"), nothing);
  assertEquals((await ask("DELETE", "/sessions/a%20b")).status, 400);
  assertEquals((await ask("DELETE", "/sessions/a%2Fb")).status, 400);
});

Deno.test("sessions: an hour without being named ends one, or however long [server] says", async () => {
  const { clock, chat } = start(
    "[general]\nrequests_per_minute = 1\n[server]\nsession_seconds = 5",
  );
  assertEquals([await statusOf(chat("a")), await statusOf(chat("a"))], [200, 429]);
  await clock.advance(5001);
  assertEquals(await statusOf(chat("a")), 200);
});

Deno.test("requests: with wait, the answer comes with the request that is waited for, and no sooner", async () => {
  const { clock, chat, data } = start();
  await chat("a");
  await chat("b");
  const told: string[] = [];
  const waiting = data("/requests?session=a&wait=5&count=2").then((all) => {
    told.push(`${all.length} at ${clock.now()}`);
  });
  await clock.advance(1000);
  await chat("b");
  await clock.advance(1000);
  assertEquals(told, []);
  await chat("a");
  await waiting;
  assertEquals(told, ["2 at 2000"]);
  assertEquals(clock.pending, 0);
});

Deno.test("requests: with wait, the answer comes when the time is up, with what there is", async () => {
  const { clock, chat, data } = start();
  await chat("a");
  const waiting = data("/requests?session=a&wait=5&count=2");
  await clock.advance(5000);
  assertEquals([(await waiting).length, clock.now()], [1, 5000]);
});

Deno.test("streams: with wait, the answer comes with the session's stream", async () => {
  const { clock, chat, data } = start();
  const waiting = data("/streams?session=a&wait=5");
  await clock.advance(1000);
  const other = await chat("b", { stream: true });
  await clock.advance(1000);
  const stream = await chat("a", { stream: true });
  const [state, ...rest] = await waiting;
  assertEquals([state.session, rest, clock.now()], ["a", [], 2000]);
  const none = data("/streams?session=c&wait=1");
  await clock.advance(1000);
  assertEquals(await none, []);
  for (const { body } of [other, stream]) await body?.cancel();
  assertEquals(clock.pending, 0);
});

Deno.test("requests: who waits and leaves leaves nothing behind", async () => {
  const clock = new FakeClock();
  const mocker = createStreamMocker({ clock });
  const leaving = new AbortController();
  const { signal } = leaving;
  const waiting = mocker.fetch("http://mock/requests?wait=600", { signal }).catch(() => "left");
  await clock.advance(1);
  assertEquals(clock.pending, 1);
  leaving.abort();
  assertEquals(await waiting, "left");
  assertEquals(clock.pending, 0);
});

Deno.test("requests: a query that cannot be read is a 400 that names the key", async () => {
  const { json } = start();
  for (const query of ["wait=-1", "wait=601", "count=0", "sesion=a"]) {
    const { error } = await json("GET", `/requests?${query}`);
    assertEquals([error.code, error.param], ["invalid_value", query.split("=")[0]]);
  }
  assertStringIncludes((await json("GET", "/streams?x=1")).error.message, "Cannot read the query");
});
