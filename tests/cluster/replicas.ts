/** Replicas side by side over a real engine, as a test has them in hand. */

import { systemClock } from "../../lib/clock/system_clock.ts";
import type { Engine } from "../../lib/cluster/engine.ts";
import { sharedOverEngine } from "../../lib/cluster/shared.ts";
import { EngineAway } from "../../lib/cluster/wire.ts";
import type { SharedBySession } from "../../lib/shared/shared.ts";
import { engineAt, hasRedis, type Redis, until, withRedis } from "./redis.ts";

/** One of them. */
export interface Replica {
  readonly shared: SharedBySession;
  readonly engine: Engine;
  /** The sessions that it ended. */
  readonly ended: string[];
}

/** How what they keep is bounded, and how long an answer is waited for. */
export interface Bounds {
  readonly patienceMs?: number;
  readonly entries?: number;
  readonly bytes?: number;
  readonly session_seconds?: number;
  readonly sessions?: number;
}

/** Replicas side by side, each with a connection of its own. */
async function replicas(redis: Redis, count: number, bounds: Bounds = {}): Promise<Replica[]> {
  const { entries = 100, bytes = 1e6, session_seconds = 3600, sessions = 100 } = bounds;
  const all = await Promise.all(Array.from({ length: count }, async (_, i) => {
    const engine = await engineAt(redis.url, bounds.patienceMs);
    const ended: string[] = [];
    const shared = sharedOverEngine({
      engine,
      clock: systemClock(),
      id: `replica${i}`,
      mostKept: () => ({ entries, bytes }),
      bounds: () => ({ session_seconds, sessions }),
      onEnd: (session) => Promise.resolve(void ended.push(session)),
    });
    return { shared, engine, ended };
  }));
  await until("all are together", () => areTogether(all));
  // An engine is up before what others tell is heard: that comes by another connection.
  await allHeard(all);
  return all;
}

/** Whether each asks the engine: whoever has not handed in all that it did alone sees only what it counted itself. */
export async function areTogether(all: readonly Replica[]): Promise<boolean> {
  const [first] = all;
  if (!first) return true;
  const { engine } = first;
  const [key, name] = [engine.key("s::counts"), `together${crypto.randomUUID()}`];
  try {
    await engine.call("HSET", key, name, 1);
    const seen = await Promise.all(all.map(({ shared }) => shared.counts("", name)));
    await engine.call("HDEL", key, name);
    return seen.every((counts) => counts.has(name));
  } catch (error) {
    if (error instanceof EngineAway) return false;
    throw error;
  }
}

/** Waits until each has heard what the others told. */
export async function allHeard(all: readonly Replica[]): Promise<void> {
  const deaf = new Set(all);
  const stops = await Promise.all(
    all.map((replica) => replica.engine.subscribe("marker", () => void deaf.delete(replica))),
  );
  await until("all hear each other", async () => {
    // A marker that comes before a replica is connected is not heard, and neither was what came before it.
    await all[0]?.engine.publish("marker", "");
    return deaf.size === 0;
  });
  for (const stop of stops) stop();
}

/** A test that has an engine and starts replicas; ignored where there is no redis-server. */
export function clusterTest(
  name: string,
  test: (
    redis: Redis,
    start: (count: number, bounds?: Bounds) => Promise<Replica[]>,
  ) => Promise<void>,
): void {
  Deno.test({
    name: hasRedis ? name : `${name} (there is no redis-server)`,
    ignore: !hasRedis,
    fn: () =>
      withRedis(async (redis) => {
        const started: Replica[] = [];
        try {
          await test(redis, async (count, bounds) => {
            const more = await replicas(redis, count, bounds);
            started.push(...more);
            return more;
          });
        } finally {
          for (const { engine } of started) engine.close();
          // The connections are closed when the other end has said so, too.
          await redis.kill();
        }
      }),
    sanitizeOps: false,
    sanitizeResources: false,
  });
}
