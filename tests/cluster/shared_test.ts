/** What replicas have in common over a real engine. */

import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../lib/clock/system_clock.ts";
import type { Grant } from "../../lib/shared/limits.ts";
import { sharedInMemory } from "../../lib/shared/shared.ts";
import { until } from "./redis.ts";
import { clusterTest } from "./replicas.ts";

/** Limits so low that nothing to speak of comes back while a test runs. */
const TAKES: readonly (readonly [owner: string, limits: object, tokens: number])[] = [
  ["a", { requests: 2 }, 5],
  ["a", { requests: 2 }, 5],
  ["a", { requests: 2 }, 5],
  ["b", { requests: 2 }, 5],
  ["c", { tokens: 3 }, 4],
  ["c", { tokens: 3 }, 2],
  ["c", { tokens: 3 }, 2],
  ["c", { tokens: 3 }, 1],
  ["d", { requests: 2, tokens: 3 }, 2],
  // Refused for its tokens, it takes no request.
  ["d", { requests: 2, tokens: 3 }, 2],
  ["d", { requests: 2, tokens: 3 }, 1],
  ["d", { requests: 2, tokens: 3 }, 1],
  ["e", {}, 1000],
  ["f", { requests: 5 }, 1],
  ["f", { requests: 1 }, 1],
  ["f", { requests: 1 }, 1],
];

/** What does not depend on how long the test takes. */
function lasting(grant: Grant): object {
  const { allowance: { requests, tokens } } = grant;
  const left = [requests.limit, requests.remaining, tokens.limit, tokens.remaining];
  if (grant.kind === "granted") return { kind: grant.kind, left };
  const { kind, of, limit, used, requested, retryMs } = grant;
  return { kind, of, limit, used, requested, left, isEver: retryMs < Infinity };
}

clusterTest("limits over an engine grant and refuse as those in memory do", async (_, start) => {
  const [one] = await start(1);
  assert(one);
  const memory = sharedInMemory(systemClock(), () => ({ entries: 1, bytes: 1 }));
  for (const [i, take] of TAKES.entries()) {
    const grants = await Promise.all(
      [one.shared, memory].map((shared) => shared.take("", ...take)),
    );
    const [there, here] = grants.map(lasting);
    assertEquals(there, here, `take no. ${i}`);
  }
});

clusterTest(
  "buckets fill evenly by the engine's clock, and are forgotten after a minute",
  async (_, start) => {
    const [one] = await start(1);
    assert(one);
    const { shared, engine } = one;
    const key = engine.key("s::limits");
    // The SHA-1 of "a", since an owner's name has an API key in it.
    const field = "tokens 86f7e437faa5a7fce15d1ddcb9eaeaea377667b8";
    const age = async (ms: number) => {
      const bucket = String(await engine.call("HGET", key, field));
      const [left, at] = bucket.split(" ").map(Number);
      await engine.call("HSET", key, field, `${left} ${(at ?? 0) - ms * 1000}`);
    };
    await shared.take("", "a", { tokens: 6 }, 6);
    await age(30_000);
    const half = await shared.take("", "a", { tokens: 6 }, 0);
    assertEquals(half.allowance.tokens.remaining, 3);
    assert(Number(await engine.call("PTTL", key)) > 0);
    await age(3_600_000);
    assertEquals((await shared.take("", "a", { tokens: 6 }, 0)).allowance.tokens.remaining, 6);
    await age(60_000);
    for (let i = 0; i < 20; i++) await shared.take("", "b", { tokens: 6 }, 0);
    await until("the full bucket is swept out", async () => {
      await shared.take("", "b", { tokens: 6 }, 0);
      return await engine.call("HEXISTS", key, field) === 0;
    });
  },
);

clusterTest(
  "two replicas and 50 clients share a bucket to within one request",
  async (_, start) => {
    const both = await start(2);
    const grants = await Promise.all(
      Array.from(
        { length: 50 },
        (_, i) => both[i % 2]?.shared.take("s", "key", { requests: 20 }, 1),
      ),
    );
    const granted = grants.filter((grant) => grant?.kind === "granted").length;
    assert(granted >= 20 && granted <= 21, `${granted} were granted`);
  },
);

clusterTest("a count is given once, however many ask, and stops at the most", async (_, start) => {
  const both = await start(2);
  const counts = await Promise.all(
    Array.from({ length: 50 }, (_, i) => both[i % 2]?.shared.count("", "rule/x", 30)),
  );
  const sorted = counts.map(Number).toSorted((a, b) => a - b);
  const expected = [...Array.from({ length: 30 }, (_, i) => i + 1), ...Array(20).fill(31)];
  assertEquals(sorted, expected);
  const [one, other] = both;
  assertEquals(await one?.shared.counts("", "rule/"), new Map([["rule/x", 30]]));
  await other?.shared.count("s", "rule/x");
  assertEquals(await one?.shared.counts(undefined, "rule/"), new Map([["rule/x", 31]]));
  assertEquals(await other?.shared.count("", "rule/x", 5), 31);
  assertEquals(await other?.shared.count("", "rule/x", 5), 6);
});

clusterTest(
  "counters that one replica resets begin anew on all, and others stay",
  async (_, start) => {
    const [one, other] = await start(2);
    assert(one && other);
    for (const session of ["", "s"]) {
      for (const name of ["rule/*", "rule/[a]", "weather/x"]) await one.shared.count(session, name);
    }
    await other.shared.resetCounts("rule/*", "");
    assertEquals(await one.shared.count("", "rule/*"), 1);
    assertEquals(await one.shared.count("", "rule/[a]"), 2);
    assertEquals(await one.shared.count("s", "rule/*"), 2);
    await other.shared.resetCounts("rule/");
    assertEquals(await one.shared.count("s", "rule/[a]"), 1);
    assertEquals(await one.shared.count("s", "weather/x"), 2);
  },
);

clusterTest(
  "what one replica keeps the other has, to the last number, and forgets for both",
  async (_, start) => {
    const [one, other] = await start(2);
    assert(one && other);
    const value = {
      ats: Float64Array.of(0.1, 2),
      lengths: new Map([[3, [1, 2]]]),
      speed: Infinity,
      text: "Grüße\n",
      odd: JSON.parse('{"__proto__": {"a": 1}}'),
    };
    await one.shared.keep("s", "response/1", value);
    await one.shared.keep("s", "response/2", { two: 2 });
    await one.shared.keep("s", "chat/1", {});
    assertEquals(await other.shared.recall("s", "response/1"), value);
    assertEquals(await other.shared.recall("", "response/1"), undefined);
    await other.shared.keep("s", "response/1", { changed: true });
    assertEquals(await one.shared.recallAll("s", "response/"), [{ changed: true }, { two: 2 }]);
    assertEquals(await other.shared.forget("s", "response/1"), true);
    assertEquals(await one.shared.forget("s", "response/1"), false);
    assertEquals(await one.shared.recall("s", "response/1"), undefined);
  },
);

clusterTest("the oldest go first of what is kept, by number and by bytes", async (_, start) => {
  const [one, other] = await start(2, { entries: 3, bytes: 4000 });
  assert(one && other);
  for (const id of ["a", "b", "c", "d"]) await one.shared.keep("", id, { id });
  await other.shared.keep("", "b", { id: "b again" });
  assertEquals(await other.shared.recallAll("", ""), [{ id: "b again" }, { id: "c" }, { id: "d" }]);
  await other.shared.keep("", "e", { text: "x".repeat(3700) });
  assertEquals((await one.shared.recallAll("", "")).length, 1);
  await one.shared.keep("", "f", { text: "x".repeat(5000) });
  assertEquals(await other.shared.recall("", "f"), undefined);
  assertEquals((await one.shared.recallAll("", "")).length, 1);
});

clusterTest(
  "a prompt's beginning that one replica has read, the other has seen",
  async (_, start) => {
    const [one, other] = await start(2);
    assert(one && other);
    assertEquals(await one.shared.see("", ["p", "q"], ["p", "q"], 60_000), -1);
    assertEquals(await other.shared.see("", ["p", "q", "r"], [], 60_000), 1);
    assertEquals(await other.shared.see("", ["r"], [], 60_000), -1);
    assertEquals(await other.shared.see("", ["r"], ["r", "t"], 1), -1);
    await until(
      "r, kept for a moment, is forgotten",
      async () => await one.shared.see("", ["r"], [], 1) === -1,
    );
    assertEquals(await one.shared.see("", ["q", "r"], [], 1), 0);
  },
);

clusterTest("a session ends for all replicas at once, with all that it had", async (_, start) => {
  const [one, other] = await start(2);
  assert(one && other);
  for (const session of ["s", "t"]) {
    await one.shared.use(session);
    await one.shared.keep(session, "a", { session });
    await one.shared.count(session, "n");
    await one.shared.take(session, "o", { requests: 1 }, 1);
    await one.shared.see(session, ["p"], ["p"], 60_000);
  }
  const names = async () => (await other.shared.listSessions()).map(({ name }) => name);
  assertEquals(await names(), ["s", "t"]);
  assertEquals(await other.shared.endSession("s"), true);
  assertEquals(await other.shared.endSession("s"), false);
  assertEquals(await names(), ["t"]);
  assertEquals(await one.shared.recall("s", "a"), undefined);
  assertEquals(await one.shared.recall("t", "a"), { session: "t" });
  assertEquals(await one.shared.count("s", "n"), 1);
  assertEquals((await one.shared.take("s", "o", { requests: 1 }, 1)).kind, "granted");
  assertEquals(await one.shared.see("s", ["p"], [], 60_000), -1);
  // What else is to be done at its end is done once.
  assertEquals([one.ended, other.ended], [[], ["s", "s"]]);
  await other.shared.endSession("t");
  await other.shared.endSession("s");
  assertEquals(await one.engine.call("HGET", one.engine.key("sizes"), "sessions"), "0");
});

clusterTest(
  "sessions that are too many, keep too much or are idle end, the longest unused first",
  async (_, start) => {
    const [one, other] = await start(2, { sessions: 2 });
    assert(one && other);
    for (const session of ["a", "b", "a", "c"]) await one.shared.use(session);
    const names = async () => (await one.shared.listSessions()).map(({ name }) => name);
    assertEquals(await names(), ["a", "c"]);
    assertEquals(one.ended, ["b"]);
    const hour = 3_600_001;
    const [score] = [await one.engine.call("ZSCORE", one.engine.key("sessions"), "a")];
    await one.engine.call("ZADD", one.engine.key("sessions"), Number(score) - hour, "a");
    await one.shared.keep("c", "x", {});
    assertEquals(await names(), ["c"]);
    const old = Number(await one.engine.call("ZSCORE", one.engine.key("sessions"), "c")) - hour;
    await one.engine.call("ZADD", one.engine.key("sessions"), old, "c");
    await other.shared.use("c");
    assertEquals(await other.shared.recall("c", "x"), undefined);
  },
);
