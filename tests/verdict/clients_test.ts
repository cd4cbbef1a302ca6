/** Verdicts on clients that are real: the official ones with their own retries, and some that misbehave on purpose. */

import Anthropic from "@anthropic-ai/sdk";
import { assertEquals } from "@std/assert";
import OpenAI from "openai";
import { createStreamMocker, FakeClock } from "../../routes/mod.ts";
import { inVirtualTime, sleep } from "./virtual_time.ts";

// deno-lint-ignore no-explicit-any -- The tests look into JSON of any shape.
type Json = any;

const CONFIG = `
[general]
default_tokens_per_second = 10
default_response_mode = "said"
[responses.said]
content = "one two three four five six seven eight nine ten"
`;

function start() {
  const clock = new FakeClock();
  const mocker = createStreamMocker({ config: CONFIG, clock });
  const url = (path: string) => `http://mock${path}`;
  const get = async (path: string): Promise<Json> => await (await mocker.fetch(url(path))).json();
  const act = (path: string, body: Json) =>
    mocker.fetch(url(path), { method: "POST", body: JSON.stringify(body) });
  /** The kinds that a session's client is found guilty of. */
  const verdict = async (session = "t", query = ""): Promise<string[]> => {
    const { findings } = await get(`/verdict?session=${session}${query}`);
    return findings.map(({ kind }: Json) => kind);
  };
  /** One request of a client that does as it likes. */
  const ask = (mock: string, more: Json = {}, headers: Record<string, string> = {}) =>
    mocker.fetch(url("/s/t/v1/chat/completions"), {
      method: "POST",
      headers: { "x-mock": mock, ...headers },
      body: JSON.stringify({ model: "m", messages: [{ role: "user", content: "Hi" }], ...more }),
    });
  const tries = async (gaps: readonly number[], mock: string, keys: readonly string[] = []) => {
    for (const [i, gap] of [0, ...gaps].entries()) {
      await sleep(clock, gap);
      const key = keys[i];
      const response = await ask(mock, {}, key === undefined ? {} : { "idempotency-key": key });
      await response.body?.cancel();
    }
  };
  const inTime = <T>(what: () => Promise<T>) => inVirtualTime(clock, what);
  return { clock, mocker, get, act, verdict, ask, tries, inTime };
}

type World = ReturnType<typeof start>;

/** How a client of one wire asks for a text. */
interface Wire {
  readonly name: string;
  whole(world: World, asked: Asked): Promise<unknown>;
  /** Gives the way to stop it. */
  stream(world: World, asked: Asked): Promise<{ read(): Promise<void>; stop(): void }>;
}

interface Asked {
  readonly session?: string;
  readonly mock?: string;
  readonly text?: string;
  readonly maxRetries?: number;
}

const openai = ({ mocker }: World, { session = "t", mock = "", maxRetries = 2 }: Asked) =>
  new OpenAI({
    apiKey: "any",
    baseURL: `http://mock/s/${session}/v1`,
    fetch: mocker.fetch,
    maxRetries,
    defaultHeaders: { "x-mock": mock, "idempotency-key": "one" },
  });

const anthropic = ({ mocker }: World, { session = "t", mock = "", maxRetries = 2 }: Asked) =>
  new Anthropic({
    apiKey: "any",
    baseURL: `http://mock/s/${session}`,
    fetch: mocker.fetch,
    maxRetries,
    defaultHeaders: { "x-mock": mock, "idempotency-key": "one" },
  });

const asMessages = ({ text = "Hi" }: Asked) => [{ role: "user" as const, content: text }];

async function readAll(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

const WIRES: readonly Wire[] = [
  {
    name: "openai, chat",
    whole: (world, asked) =>
      openai(world, asked).chat.completions.create({ model: "m", messages: asMessages(asked) }),
    async stream(world, asked) {
      const messages = asMessages(asked);
      const stream = await openai(world, asked).chat.completions.create({
        model: "m",
        messages,
        stream: true,
      });
      return { read: () => readAll(stream), stop: () => stream.controller.abort() };
    },
  },
  {
    name: "openai, responses",
    whole: (world, asked) =>
      openai(world, asked).responses.create({ model: "m", input: asked.text ?? "Hi" }),
    async stream(world, asked) {
      const input = asked.text ?? "Hi";
      const stream = await openai(world, asked).responses.create({
        model: "m",
        input,
        stream: true,
      });
      return { read: () => readAll(stream), stop: () => stream.controller.abort() };
    },
  },
  {
    name: "@anthropic-ai/sdk",
    whole: (world, asked) =>
      anthropic(world, asked).messages.create({
        model: "m",
        max_tokens: 100,
        messages: asMessages(asked),
      }),
    async stream(world, asked) {
      const stream = await anthropic(world, asked).messages.create({
        model: "m",
        max_tokens: 100,
        messages: asMessages(asked),
        stream: true,
      });
      return { read: () => readAll(stream), stop: () => stream.controller.abort() };
    },
  },
];

/** OpenAI's client heeds no wait of a minute or more, and comes when it likes. */
const isPatient = ({ name }: Wire) => !name.startsWith("openai");

const quietly = (promise: Promise<unknown>) => promise.then(() => {}, () => {});

for (const wire of WIRES) {
  const whole = (world: World, asked: Asked) =>
    world.inTime(() => quietly(wire.whole(world, asked)));

  Deno.test(`verdict: ${wire.name} comes again when it was told, and is found right`, async () => {
    for (const told of ["retry_after=1", "retry_after=0.3&retry_after_form=ms"]) {
      const world = start();
      await whole(world, { mock: `status=429&times=2&${told}` });
      const { data } = await world.get("/requests?session=t");
      assertEquals(data.map(({ status }: Json) => status), [200, 429, 429]);
      assertEquals(await world.verdict(), []);
    }
  });

  Deno.test(`verdict: ${wire.name} has a backoff of its own where it was told nothing`, async () => {
    const world = start();
    await whole(world, { mock: "status=503&times=6", maxRetries: 6 });
    const { data } = await world.get("/requests?session=t");
    assertEquals([data.length, data[0].status], [7, 200]);
    assertEquals(await world.verdict(), []);
  });

  Deno.test(`verdict: ${wire.name} does not try in vain, and its request is not called missing`, async () => {
    for (const status of [400, 401, 403, 404, 422]) {
      const world = start();
      await whole(world, { mock: `status=${status}` });
      await world.clock.advance(60_000);
      assertEquals(await world.verdict(), [], `${status}`);
    }
  });

  Deno.test(`verdict: ${wire.name} gives up after its retries, which is right, but not without any`, async () => {
    const world = start();
    await whole(world, { mock: "status=503" });
    await world.clock.advance(60_000);
    assertEquals(await world.verdict(), []);
    const without = start();
    await whole(without, { mock: "status=503", maxRetries: 0 });
    await without.clock.advance(4000);
    assertEquals(await without.verdict(), []);
    assertEquals(await without.verdict("t", "&no_retry_ms=1000"), ["no_retry"]);
    await without.clock.advance(2000);
    assertEquals(await without.verdict(), ["no_retry"]);
  });

  Deno.test(`verdict: ${wire.name} is told to wait two minutes, and does so or is found out`, async () => {
    const world = start();
    await whole(world, { mock: "status=429&times=1&retry_after=120" });
    assertEquals(await world.verdict(), isPatient(wire) ? [] : ["retried_too_early"]);
  });

  Deno.test(`verdict: ${wire.name} with thirty retries at once is a storm, with two it is none`, async () => {
    const world = start();
    await whole(world, {
      mock: "status=429&times=30&retry_after=0.1&retry_after_form=ms",
      maxRetries: 30,
    });
    assertEquals(await world.verdict(), ["retry_storm"]);
  });

  Deno.test(`verdict: ${wire.name} that is stopped takes no token more and closes; one that is not, does`, async () => {
    for (const [obeys, kinds] of [[true, []], [false, ["tokens_after_stop"]]] as const) {
      const world = start();
      const { clock } = world;
      await world.inTime(async () => {
        const { read, stop } = await wire.stream(world, { mock: "hold_at=4" });
        const reading = quietly(read());
        const [{ id }] = (await world.get("/streams?session=t&held=true&wait=5")).data;
        await world.act(`/streams/${id}`, { action: "mark", name: "stop" });
        if (obeys) stop();
        else await world.act(`/streams/${id}`, { action: "resume" });
        await reading;
        await sleep(clock, 10_000);
      });
      assertEquals(await world.verdict(), [...kinds]);
    }
  });

  Deno.test(`verdict: ${wire.name} that asks the same twice is found out, that asks something else is not`, async () => {
    const world = start();
    await whole(world, {});
    await whole(world, { text: "And you?" });
    assertEquals(await world.verdict(), []);
    await whole(world, {});
    assertEquals(await world.verdict(), ["asked_again"]);
  });
}

Deno.test("verdict: the official client of OpenAI tries a quota again, which is in vain", async () => {
  for (const { name, whole } of WIRES.filter(({ name }) => name.startsWith("openai"))) {
    const world = start();
    await world.inTime(() => quietly(whole(world, { mock: "error=insufficient_quota" })));
    const { data } = await world.get("/requests?session=t");
    assertEquals([data.length, new Set(await world.verdict())], [
      3,
      new Set(["retried_in_vain"]),
    ], name);
  }
});

Deno.test("verdict: a client that comes at once, or an hour later, is found out", async () => {
  const early = start();
  await early.inTime(() => early.tries([100], "status=429&times=1&retry_after=1"));
  assertEquals(await early.verdict(), ["retried_too_early"]);
  const late = start();
  await late.inTime(() => late.tries([3_000_000], "status=429&times=1&retry_after=1"));
  assertEquals(await late.verdict(), ["retried_too_late"]);
});

Deno.test("verdict: a client that tries in vain is found out", async () => {
  const world = start();
  await world.inTime(() => world.tries([500], "status=401&times=1"));
  assertEquals(await world.verdict(), ["retried_in_vain"]);
});

Deno.test("verdict: a client that knocks every half second is found out", async () => {
  const world = start();
  await world.inTime(() => world.tries([500, 500, 500, 500], "status=503&times=4"));
  assertEquals(await world.verdict(), ["no_backoff"]);
});

Deno.test("verdict: a client that comes again under another key is found out", async () => {
  const world = start();
  await world.inTime(() => world.tries([500], "status=503&times=1", ["a", "b"]));
  assertEquals(await world.verdict(), ["new_idempotency_key"]);
});

Deno.test("verdict: a client that leaves a held stream open after Stop is found out", async () => {
  const world = start();
  const { clock } = world;
  const { body } = await world.ask("hold_at=2", { stream: true });
  const reading = body?.pipeTo(new WritableStream()).catch(() => {});
  await clock.advance(1000);
  await world.act("/sessions/t", { action: "mark", name: "stop" });
  await clock.advance(5000);
  assertEquals(await world.verdict(), []);
  await clock.advance(1000);
  assertEquals(await world.verdict(), ["left_open"]);
  await world.mocker.fetch("http://mock/sessions/t", { method: "DELETE" });
  await reading;
});

Deno.test("verdict: a client that neither reads nor closes is found out, while it is there and after", async () => {
  const world = start();
  const { clock } = world;
  const { body } = await world.ask("", { stream: true });
  const reader = body?.getReader();
  const first = reader?.read();
  await clock.advance(100);
  await first;
  await clock.advance(4000);
  assertEquals(await world.verdict(), []);
  await clock.advance(1700);
  assertEquals(await world.verdict(), ["stopped_reading"]);
  await clock.advance(1000);
  assertEquals(await world.verdict(), ["left_open", "stopped_reading"]);
  await reader?.cancel();
  await clock.advance(100);
  assertEquals(await world.verdict(), ["left_open", "stopped_reading"]);
});

Deno.test("verdict: who waits for a stream that the weather silenced is not found out", async () => {
  const world = start();
  const { clock } = world;
  const { body } = await world.ask("stall_at=3", { stream: true });
  const reading = body?.pipeTo(new WritableStream()).catch(() => {});
  await clock.advance(60_000);
  assertEquals(await world.verdict(), []);
  await world.mocker.fetch("http://mock/sessions/t", { method: "DELETE" });
  await reading;
});

Deno.test("verdict: named requests are judged alone, and what is not remembered is a 404", async () => {
  const world = start();
  await world.inTime(() => world.tries([500, 500], "status=400"));
  const ids = (await world.get("/requests?session=t")).data.map(({ id }: Json) => id);
  const of = async (...ids: string[]) =>
    await world.get(`/verdict?${ids.map((id) => `request=${id}`).join("&")}`);
  assertEquals((await of(ids[0])).ok, true);
  const both = await of(ids[0], ids[1]);
  assertEquals([both.ok, both.requests, both.findings[0].requests], [false, 2, [ids[1], ids[0]]]);
  assertEquals((await of(ids[0], "req_none")).error.code, "request_not_found");
  assertEquals((await world.get("/verdict?session=nobody")).error.code, "request_not_found");
  assertEquals((await world.get("/verdict")).error.code, "invalid_value");
  assertEquals((await world.get("/verdict?session=t&early_ms=x")).error.param, "early_ms");
  const { ok, ignored } = await world.get("/verdict?session=t&ignore=retried_in_vain");
  assertEquals([ok, ignored], [true, ["retried_in_vain"]]);
});

Deno.test("verdict: fifty sessions side by side, on three wires, each found as it is, and the same each time", async () => {
  const run = async () => {
    const world = start();
    const { clock } = world;
    const sessions = Array.from({ length: 50 }, (_, i) => `s${i}`);
    await world.inTime(() =>
      Promise.all(sessions.map(async (session, i) => {
        const wire = WIRES[i % WIRES.length];
        const mock = ["", "status=429&times=2&retry_after=1", "status=429&times=1&retry_after=120"];
        await quietly(
          wire?.whole(world, { session, mock: mock[i % 4] ?? "" }) ?? Promise.resolve(),
        );
        const stream = await wire?.stream(world, { session, text: "On", mock: "hold_at=5" });
        const reading = quietly(stream?.read() ?? Promise.resolve());
        await world.get(`/streams?session=${session}&held=true&wait=60`);
        await world.act(`/sessions/${session}`, { action: "mark", name: "stop" });
        if (i % 5 === 0) await world.act(`/sessions/${session}`, { action: "resume" });
        else stream?.stop();
        await reading;
      }))
    );
    await clock.advance(100);
    return await Promise.all(sessions.map(async (session) => {
      const { ok, requests, streams_at_once, findings } = await world.get(
        `/verdict?session=${session}`,
      );
      const kinds = findings.map(({ kind }: Json) => kind);
      return { session, ok, requests, streams_at_once, kinds };
    }));
  };
  const first = await run();
  const expected = first.map(({ session }, i) => {
    const kinds = [
      ...i % 4 === 2 && i % 3 < 2 ? ["retried_too_early"] : [],
      ...i % 5 === 0 ? ["tokens_after_stop"] : [],
    ];
    const requests = [2, 4, 3, 2][i % 4];
    return { session, ok: kinds.length === 0, requests, streams_at_once: 1, kinds };
  });
  assertEquals(first, expected);
  assertEquals(await run(), first);
});

Deno.test("verdict: how long an answer takes to begin is no fault of its reader", async () => {
  const world = start();
  const { clock, mocker } = world;
  let send = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const text = JSON.stringify({
        model: "m?tps=inf",
        stream: true,
        n: 100, // More than one write.
        messages: [{ role: "user", content: "Hi" }],
      });
      send = () => {
        controller.enqueue(new TextEncoder().encode(text));
        controller.close();
      };
    },
  });
  const answer = mocker.fetch("http://mock/s/t/v1/chat/completions", { method: "POST", body });
  await clock.advance(20_000);
  send();
  const { body: unread } = await answer;
  assertEquals(await world.verdict(), []);
  await clock.advance(4000);
  assertEquals(await world.verdict(), []);
  await clock.advance(2000);
  assertEquals(await world.verdict(), ["left_open", "stopped_reading"]);
  await unread?.cancel();
});

Deno.test("verdict: a reader that is late because its answer was is right", async () => {
  const world = start();
  const { clock, mocker } = world;
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      await sleep(clock, 20_000);
      const messages = [{ role: "user", content: "Hi" }];
      const text = JSON.stringify({ model: "m?tps=inf", stream: true, messages });
      controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
  await world.inTime(async () => {
    const url = "http://mock/s/t/v1/chat/completions";
    await (await mocker.fetch(url, { method: "POST", body })).text();
  });
  assertEquals(await world.verdict(), []);
});
