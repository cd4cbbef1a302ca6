import { assertEquals } from "@std/assert";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { createDepartures, type Departures } from "../../lib/ledger/departures.ts";
import { createLedger } from "../../lib/ledger/ledger.ts";
import type { Delivery, RequestObserver } from "../../lib/ledger/observer.ts";

const USAGE = { promptTokens: 9, completionTokens: 3, reasoningTokens: 0 };

function start(bound = 10) {
  const clock = new FakeClock();
  const ledger = createLedger(clock, { entries: () => bound });
  const open = (id: string, path = "/v1/chat/completions") =>
    ledger.opened({ id, method: "POST", path });
  const planned = (
    id: string,
    { delivery = "stream", truncated = false, model = "m" }: {
      delivery?: Delivery;
      truncated?: boolean;
      model?: string;
    } = {},
  ) => {
    const entry = open(id);
    entry.planned({ model, usage: USAGE, truncated }, `chatcmpl-${id}`, delivery);
    entry.answered(200);
    return entry;
  };
  return { clock, ledger, open, planned };
}

const ALL = { limit: 100 };

/** The departures of a request whose stream begins. */
function begun(request: RequestObserver): Departures {
  const departures = createDepartures();
  request.began?.(departures);
  return departures;
}

Deno.test("ledger: a stream is open until it ends, and says what left and when", () => {
  const { ledger, planned } = start();
  const entry = planned("r1");
  assertEquals(ledger.find("r1")?.outcome, "open");
  const departures = begun(entry);
  departures.add(0, 100, 101);
  departures.add(1, 100, 101);
  departures.add(1, 200, 204);
  departures.add(1, 300, 300);
  departures.add(0, 300, 300);
  entry.ended("completed");
  const found = ledger.find("r1");
  assertEquals(found, {
    id: "r1",
    completion_id: "chatcmpl-r1",
    method: "POST",
    path: "/v1/chat/completions",
    dialect: null,
    session: null,
    rule: null,
    bent_by: [],
    model: "m",
    stream: true,
    status: 200,
    started_at: "2023-11-14T22:13:20.000Z",
    outcome: "completed",
    ttft_ms: 101,
    queued_ms: 0,
    duration_ms: 300,
    tokens: 3,
    tokens_per_second: 10,
    tokens_per_second_after_first: 2 / 0.199,
    error: null,
    warnings: [],
    client: null,
    loop_delay_ms: 0,
    prompt_tokens: 9,
    planned: {
      ttft_ms: 100,
      duration_ms: 300,
      tokens: 3,
      tokens_per_second: 10,
      tokens_per_second_after_first: 10,
      largest_gap_ms: 100,
    },
    actual: {
      ttft_ms: 101,
      duration_ms: 300,
      tokens: 3,
      tokens_per_second: 10,
      tokens_per_second_after_first: 2 / 0.199,
      largest_gap_ms: 103,
    },
    schedule_error_ms: { p50: 1, p99: 4, max: 4 },
    planned_tokens: 3,
    chunks: [
      { due_ms: 100, left_ms: 101, tokens: 0 },
      { due_ms: 100, left_ms: 101, tokens: 1 },
      { due_ms: 200, left_ms: 204, tokens: 1 },
      { due_ms: 300, left_ms: 300, tokens: 1 },
      { due_ms: 300, left_ms: 300, tokens: 0 },
    ],
    actions: [],
    faults: [],
    proof: {
      body_hash: null,
      body_bytes: null,
      idempotency_key: null,
      answered_ms: 0,
      ended_ms: 0,
      retry_after_ms: null,
      should_retry: null,
      error_code: null,
      unread_ms: null,
    },
    near: null,
    request: null,
    response: null,
  });
});

Deno.test("ledger: is found by the completion's id too, the newest of that id", () => {
  const { ledger, open, planned } = start();
  planned("r1");
  assertEquals(ledger.find("chatcmpl-r1")?.id, "r1");
  open("r2").planned({ model: "m", usage: USAGE, truncated: false }, "chatcmpl-r1", "stream");
  assertEquals(ledger.find("chatcmpl-r1")?.id, "r2");
  assertEquals(ledger.find("nope"), undefined);
});

Deno.test("ledger: how it ended is how the stream ended, truncated where its limit cut it", () => {
  const { ledger, planned } = start();
  const endOf = (how: "completed" | "client_left" | "dropped", truncated: boolean) => {
    planned("r1", { truncated }).ended(how);
    return ledger.find("r1")?.outcome;
  };
  assertEquals(endOf("completed", false), "completed");
  assertEquals(endOf("completed", true), "truncated");
  assertEquals(endOf("client_left", true), "client_left");
  assertEquals(endOf("dropped", false), "dropped");
});

Deno.test("ledger: the first end counts", () => {
  const { ledger, planned } = start();
  const entry = planned("r1");
  entry.ended("client_left");
  entry.ended("completed");
  assertEquals(ledger.find("r1")?.outcome, "client_left");
});

Deno.test("ledger: a whole answer ends when it is answered, one that takes its time when it has", () => {
  const { ledger, planned } = start();
  planned("r1", { delivery: "at_once" });
  planned("r2", { delivery: "paced" });
  const seen = ledger.list(ALL).map((
    { id, outcome, tokens, stream },
  ) => [id, outcome, tokens, stream]);
  assertEquals(seen, [["r2", "open", 0, false], ["r1", "completed", 3, false]]);
});

Deno.test("ledger: an error ends with its status and message", () => {
  const { ledger, open } = start();
  open("r1").answered(404, "no such model");
  const { status, error, outcome, model, tokens_per_second } = ledger.list(ALL)[0] ?? {};
  assertEquals([status, error, outcome, model, tokens_per_second], [
    404,
    "no such model",
    "error",
    null,
    null,
  ]);
});

Deno.test("ledger: lists the newest first, filtered, up to the limit", () => {
  const { ledger, open, planned } = start();
  planned("r1", { model: "a" }).ended("completed");
  planned("r2", { model: "b" });
  open("r3", "/v1/models").answered(404, "");
  const ids = (filter: object) => ledger.list({ ...ALL, ...filter }).map(({ id }) => id);
  assertEquals(ids({}), ["r3", "r2", "r1"]);
  assertEquals(ids({ limit: 2 }), ["r3", "r2"]);
  assertEquals(ids({ model: "a" }), ["r1"]);
  assertEquals(ids({ outcome: "open" }), ["r2"]);
  assertEquals(ids({ status: 200 }), ["r2", "r1"]);
  assertEquals(ids({ path: "/v1/models" }), ["r3"]);
  assertEquals(ids({ path: "/v1/models", model: "a" }), []);
});

Deno.test("ledger: keeps the newest, up to its bound, and can be emptied", () => {
  const { ledger, planned } = start(3);
  for (const id of ["r1", "r2", "r3", "r4", "r5"]) planned(id);
  assertEquals(ledger.list(ALL).map(({ id }) => id), ["r5", "r4", "r3"]);
  assertEquals(ledger.find("r1"), undefined);
  ledger.clear();
  assertEquals(ledger.list(ALL), []);
});

Deno.test("ledger: waits for the end of a request, not longer than asked, and leaves nothing waiting", async () => {
  const { clock, ledger, planned } = start();
  const entry = planned("r1");
  const late = ledger.findEnded("r1", 500);
  await clock.advance(500);
  assertEquals([(await late)?.outcome, clock.pending], ["open", 0]);
  const early = ledger.findEnded("chatcmpl-r1", 60_000);
  entry.ended("client_left");
  assertEquals([(await early)?.outcome, clock.pending], ["client_left", 0]);
  assertEquals((await ledger.findEnded("r1", 60_000))?.outcome, "client_left");
  assertEquals(await ledger.findEnded("nope", 60_000), undefined);
});

Deno.test("ledger: what was done by hand is noted with its time and token", async () => {
  const { clock, ledger, planned } = start();
  const entry = planned("r1");
  begun(entry).add(2, 100, 100);
  await clock.advance(150);
  entry.acted("pause");
  assertEquals(ledger.find("r1")?.actions, [{ at_ms: 150, action: "pause", at_token: 2 }]);
});

Deno.test("ledger: tells who looks on when a request comes, is answered, is acted on and ends", () => {
  const { ledger, planned } = start();
  const told: string[] = [];
  const stop = ledger.subscribe(({ id, outcome, status }) =>
    void told.push(`${id} ${outcome} ${status}`)
  );
  const entry = planned("r1");
  entry.acted("pause");
  entry.ended("completed");
  stop();
  planned("r2");
  assertEquals(told, ["r1 open null", "r1 open 200", "r1 open 200", "r1 completed 200"]);
});

Deno.test("ledger: a request that is refused has the model that it asked for", () => {
  const { ledger } = start();
  const entry = ledger.opened({ id: "r1", method: "POST", path: "/v1/chat/completions" });
  entry.asked({ dialect: "chat", model: "gpt-4o" });
  assertEquals(ledger.find("r1")?.dialect, "chat");
  entry.answered(429, "Too many.");
  const [{ model, status, outcome } = {}] = ledger.list({ limit: 1 });
  assertEquals({ model, status, outcome }, { model: "gpt-4o", status: 429, outcome: "error" });
});

Deno.test("ledger: what a request said is kept with its keys masked, of the newest, up to so many bytes", () => {
  const clock = new FakeClock();
  const ledger = createLedger(clock, { entries: () => 10, saidBytes: () => 500 });
  const say = (id: string) => {
    const headers = new Headers({
      "authorization": "Bearer sk-secret",
      "x-api-key": "sk-secret",
      "user-agent": "OpenAI/JS 6.0",
      "content-length": "100",
    });
    const path = "/v1/chat/completions";
    const query = "max_tokens=9&api_key=sk-secret&key=sk-secret&authorization=sk-secret";
    const url = `http://mock${path}?${query}`;
    const entry = ledger.opened({ id, method: "POST", path, url, headers });
    entry.asked({ dialect: "chat", model: "gpt-4o", body: { model: "gpt-4o", messages: [] } });
  };
  say("r1");
  const first = ledger.find("r1");
  assertEquals(first?.client, "OpenAI/JS 6.0");
  assertEquals(first?.request, {
    url: "/v1/chat/completions?max_tokens=9&api_key=***&key=***&authorization=***",
    headers: {
      "authorization": "Bearer ***",
      "content-length": "100",
      "user-agent": "OpenAI/JS 6.0",
      "x-api-key": "***",
    },
    body: { model: "gpt-4o", messages: [] },
    settings: null,
    origins: null,
  });
  say("r2");
  assertEquals([ledger.find("r1")?.request, ledger.find("r2")?.request?.body !== undefined], [
    null,
    true,
  ]);
  ledger.clear();
  say("r3");
  assertEquals(ledger.find("r3")?.request === null, false);
});

Deno.test("ledger: names, errors and times keep within their bytes; then the oldest requests go, whole", () => {
  const ledger = createLedger(new FakeClock(), { entries: () => 1000, figureBytes: () => 20_000 });
  const ids = () => ledger.list({ limit: 1000 }).map(({ id }) => id);
  const open = (id: string) => ledger.opened({ id, method: "POST", path: "/v1/responses" });
  for (let i = 0; i < 100; i++) open(`r${i}`);
  assertEquals([ids().length < 20, ids()[0]], [true, "r99"]);
  const stream = open("stream");
  const departures = begun(stream);
  for (let i = 0; i < 700; i++) departures.add(1, i, i);
  assertEquals(ids(), []); // 768 rows of 24 bytes and the entry's own are more than all that may be kept.
  open("next");
  departures.add(1, 800, 800);
  stream.acted("pause");
  assertEquals(ids(), ["next"]);
});

Deno.test("ledger: keeps no text of a stranger's whole that is very long, and the last of many actions", () => {
  const { ledger, open } = start();
  const long = "x".repeat(100_000);
  const entry = open("r1", `/${long}`);
  entry.asked({ dialect: "chat", model: long });
  for (let i = 0; i < 1000; i++) entry.acted(`speed ${i}`);
  entry.answered(400, long);
  const { path = "", model, error, actions } = ledger.find("r1") ?? {};
  for (const text of [path, model, error]) assertEquals(text?.length, 1001);
  assertEquals([actions?.length, actions?.at(-1)?.action], [200, "speed 999"]);
});

Deno.test("ledger: what is cleared frees what it said at once, of streams under way too", () => {
  const ledger = createLedger(new FakeClock(), { entries: () => 10, saidBytes: () => 1000 });
  const open = (id: string) => {
    const headers = new Headers({ "user-agent": "curl/8" });
    const entry = ledger.opened({ id, method: "POST", path: "/v1/chat/completions", headers });
    entry.asked({ dialect: "chat", model: "m", body: { text: "x".repeat(300) } });
    return entry;
  };
  const streams = ["r1", "r2"].map(open);
  ledger.clear();
  for (const stream of streams) stream.ended("completed");
  assertEquals(ledger.list({ limit: 10 }), []);
  open("r3");
  assertEquals(ledger.find("r3")?.request !== null, true);
});

Deno.test("ledger: keeps nothing of what requests said where it may keep no bytes", () => {
  const ledger = createLedger(new FakeClock(), { entries: () => 10, saidBytes: () => 0 });
  const headers = new Headers({ "user-agent": "curl/8" });
  ledger.opened({ id: "r1", method: "POST", path: "/v1/chat/completions", headers });
  const { client, request } = ledger.find("r1") ?? {};
  assertEquals({ client, request }, { client: "curl/8", request: null });
});
