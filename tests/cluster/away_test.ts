/** The engine is killed, or does not answer, in the midst: each replica goes on with what it has, and nothing is doubled afterwards. */

import { assert, assertEquals } from "@std/assert";
import { createEngineStore } from "../../lib/cluster/engine_store.ts";
import { until } from "./redis.ts";
import { allHeard, areTogether, clusterTest, type Replica } from "./replicas.ts";

/** Counts under a name, and gives the number. */
const counted = ({ shared }: Replica) => shared.count("", "rule/x");

const isAway = (replicas: readonly Replica[]) =>
  until(
    "all know that it is away",
    () => replicas.every(({ engine }) => engine.state().kind !== "up"),
  );

const isBack = (replicas: readonly Replica[]) =>
  until("all are together again", () => areTogether(replicas));

clusterTest(
  "counters go on from what was heard while the engine is gone, and add up once it is back, though it has lost them",
  async (redis, start) => {
    const [one, other] = await start(2);
    assert(one && other);
    assertEquals([await counted(one), await counted(other), await counted(other)], [1, 2, 3]);
    await redis.kill();
    await isAway([one, other]);
    assertEquals([await counted(one), await counted(one)], [2, 3]);
    assertEquals([await counted(other)], [4]);
    redis.start();
    await isBack([one, other]);
    // Three before and three meanwhile, each once.
    assertEquals([await counted(one), await counted(other)], [7, 8]);
  },
);

clusterTest(
  "a rule that was used up before the engine was gone stays so, while it is and afterwards",
  async (redis, start) => {
    const [one, other] = await start(2);
    assert(one && other);
    const use = ({ shared }: Replica) => shared.count("", "rule/x", 2);
    assertEquals([await use(one), await use(other), await use(one)], [1, 2, 3]);
    await redis.kill();
    await isAway([one, other]);
    assertEquals([await use(one), await use(one), await use(other)], [3, 3, 3]);
    redis.start();
    await isBack([one, other]);
    assertEquals([await use(one), await use(other)], [3, 3]);
  },
);

clusterTest(
  "what a replica keeps is read there while the engine is gone, and on all once it is back",
  async (redis, start) => {
    const [one, other] = await start(2);
    assert(one && other);
    await one.shared.keep("s", "before", { by: "one" });
    await one.shared.keep("s", "changed", { by: "one" });
    await one.shared.keep("s", "forgotten", {});
    await other.shared.keep("s", "changed", { by: "other" });
    await other.shared.forget("s", "forgotten");
    await allHeard([one, other]);
    await redis.kill();
    await isAway([one, other]);
    assertEquals(await one.shared.recall("s", "before"), { by: "one" });
    assertEquals(await other.shared.recall("s", "before"), undefined);
    await other.shared.keep("s", "meanwhile", { n: 1 });
    redis.start();
    await isBack([one, other]);
    for (const { shared } of [one, other]) {
      assertEquals(await shared.recall("s", "before"), { by: "one" });
      assertEquals(await shared.recall("s", "meanwhile"), { n: 1 });
      assertEquals(await shared.recall("s", "changed"), { by: "other" });
      assertEquals(await shared.recall("s", "forgotten"), undefined);
    }
  },
);

clusterTest(
  "what was changed while the engine did not answer is changed there once it does",
  async (redis, start) => {
    const [one, other] = await start(2, { patienceMs: 500 });
    assert(one && other);
    for (const name of ["rule/x", "rule/y"]) {
      for (const { shared } of [one, other]) {
        await shared.count("", name);
      }
    }
    await one.shared.use("s");
    await one.shared.keep("s", "a", {});
    await one.shared.keep("", "b", {});
    redis.stop();
    // The engine is asked this, and does it when it goes on; so it is not added.
    assertEquals(await one.shared.count("", "rule/y"), 2);
    await one.shared.resetCounts("rule/x");
    assertEquals(await one.shared.count("", "rule/x"), 1);
    assertEquals(await one.shared.forget("", "b"), true);
    assertEquals(await one.shared.endSession("s"), true);
    redis.goOn();
    await isBack([one, other]);
    assertEquals(await other.shared.count("", "rule/x"), 2);
    assertEquals(await other.shared.count("", "rule/y"), 4);
    assertEquals(await other.shared.recall("", "b"), undefined);
    assertEquals(await other.shared.recall("s", "a"), undefined);
    assertEquals(await other.shared.listSessions(), []);
    assertEquals([...new Set(one.ended)], ["s"]);
  },
);

clusterTest(
  "limits go on from what was heard while the engine is gone, and are no fuller once it is back",
  async (redis, start) => {
    const [one, other] = await start(2);
    assert(one && other);
    const take = async ({ shared }: Replica) =>
      (await shared.take("s", "key", { requests: 4 }, 1)).allowance.requests.remaining;
    assertEquals([await take(one), await take(other)], [3, 2]);
    await redis.kill();
    await isAway([one, other]);
    assertEquals([await take(one), await take(other)], [2, 1]);
    redis.start();
    await isBack([one, other]);
    assertEquals(await take(one), 0);
    assertEquals((await other.shared.take("s", "key", { requests: 4 }, 1)).kind, "refused");
  },
);

clusterTest(
  "50 clients count while the engine is killed and started again, and no number is given out afterwards that was before",
  async (redis, start) => {
    const both = await start(2, { patienceMs: 1000 });
    let isOver = false;
    let served = 0;
    const clients = Array.from({ length: 50 }, async (_, i) => {
      const replica = both[i % 2];
      while (!isOver && replica) {
        await counted(replica);
        served++;
        await new Promise((next) => setTimeout(next, 1));
      }
    });
    await until("many were served", () => served > 500);
    await redis.kill();
    await isAway(both);
    const before = served;
    await until("more were served without", () => served > before + 500);
    redis.start();
    await until("both are back", () => both.every(({ engine }) => engine.state().kind === "up"));
    const then = served;
    await until("more were served with it", () => served > then + 500);
    isOver = true;
    await Promise.all(clients);
    await isBack(both);
    const [one] = both;
    assert(one);
    const next = await counted(one);
    assert(next > served, `${served} were served, and the next is no. ${next}`);
  },
);

clusterTest(
  "what is handed in again, since nobody said that it was taken, is taken once",
  async (_, start) => {
    const [one] = await start(1);
    assert(one);
    const kept = { entries: 10, bytes: 1000 };
    const bounds = () => ({ session_seconds: 60, sessions: 10, kept });
    const store = createEngineStore(one.engine, bounds, "other");
    const batch = (token: string, heard: number) =>
      ({
        token,
        session: "s",
        tallies: [{ session: "s", name: "n", heard, more: 2 }],
        which: "all",
      }) as const;
    await store.addCounts(batch("a", 5));
    await store.addCounts(batch("a", 5));
    assertEquals(await store.counts("s", ""), new Map([["n", 7]]));
    // Of what replicas have heard the most counts, whichever is first.
    await store.addCounts(batch("b", 3));
    await store.addCounts(batch("c", 6));
    assertEquals(await store.counts("s", ""), new Map([["n", 12]]));
  },
);
