/** What happens here while the engine is away, and how it is handed in, once, when it is back. */

import { textBytes } from "../bytes_of.ts";
import { boundedMap } from "../shared/bounded_map.ts";
import type { RateLimiter } from "../shared/limits.ts";
import { keyIn, partsOfKey } from "../shared/sessions.ts";
import type { SharedBySession } from "../shared/shared.ts";
import type { Engine } from "./engine.ts";
import type { Batch, EngineStore } from "./engine_store.ts";
import type { Tallies } from "./tallies.ts";
import { textOf } from "./values.ts";
import { EngineAway, EngineRefusal } from "./wire.ts";

/** What is needed to hand in. */
export interface RejoinParts {
  readonly engine: Engine;
  readonly store: EngineStore;
  readonly tallies: Tallies;
  /** What is known here of the engine's buckets; their owners are named after their sessions. */
  readonly limiter: Pick<RateLimiter, "list">;
  /** What this replica has kept, too. */
  readonly local: Pick<SharedBySession, "recall">;
  /** This replica's name. */
  readonly replica: string;
}

/** Whether this replica is with the others, and what they do not know yet. */
export interface Rejoin {
  /** Whether the engine is asked: it is up, and has been told of what happened here. */
  isTogether(): boolean;
  /** Does that before anything else when the engine is back. */
  later(change: () => Promise<unknown>): void;
  /** This replica has kept something; `where`: whether the engine has it, too. */
  kept(session: string, id: string, where: "there" | "here"): void;
  /** What this replica kept is not to be handed in; of a whole session without an id. */
  drop(session: string, id?: string): void;
}

/** Beyond so many, the first are forgotten. */
const MOST_CHANGES = 10_000;
const MOST_KEPT = { entries: 100_000, bytes: 16 * 1024 * 1024 };

/** Counters or buckets in one call. */
const AT_ONCE = 250;

/** Where a kept thing is: with the engine, with this replica alone, or with the engine no more. */
type Where = "there" | "here" | "lost";

/** A replica that has not joined yet. */
export function createRejoin(parts: RejoinParts): Rejoin {
  const { engine, store, tallies, limiter, local, replica } = parts;
  const changes: (() => Promise<unknown>)[] = [];
  const kept = boundedMap<Where>(() => MOST_KEPT, textBytes);
  const batches: Batch[] = [];
  let names = 0;
  let isTogether = false;
  let isJoining = false;
  let epoch: string | undefined;

  const newName = () => `${replica}-${++names}`;

  const join = async () => {
    if (isJoining) return;
    isJoining = true;
    try {
      while (engine.state().kind === "up" && !isTogether) await handIn().catch(unlessAway);
    } finally {
      isJoining = false;
    }
  };

  const handIn = async () => {
    const now = await store.epoch(newName());
    const hasLost = epoch !== undefined && now !== epoch;
    epoch = now;
    if (hasLost) {
      batches.length = 0;
      collect("all");
      for (const [key, where] of kept.entries()) if (where === "there") kept.set(key, "lost");
    }
    for (let next = changes[0]; next; next = changes[0]) {
      await next().catch(unlessRefused);
      changes.shift();
    }
    await handInBuckets();
    do {
      await handInCounts();
      await handInKept();
      collect("own");
      // What happened here meanwhile goes in, too. Then nothing is between that and being together.
    } while (batches.length > 0 || owed().length > 0);
    isTogether = true;
  };

  const collect = (which: "own" | "all") => {
    for (const [session, all] of Map.groupBy(tallies.take(which), ({ session }) => session)) {
      for (let i = 0; i < all.length; i += AT_ONCE) {
        batches.push({ token: newName(), session, tallies: all.slice(i, i + AT_ONCE), which });
      }
    }
  };

  const handInBuckets = async () => {
    const lowered = limiter.list().flatMap((bucket) => {
      const [session, owner] = partsOfKey(bucket.owner);
      return bucket.level < bucket.limit ? [{ ...bucket, session, owner }] : [];
    });
    for (const [session, all] of Map.groupBy(lowered, ({ session }) => session)) {
      for (let i = 0; i < all.length; i += AT_ONCE) {
        await store.lower(session, all.slice(i, i + AT_ONCE)).catch(unlessRefused);
      }
    }
  };

  const handInCounts = async () => {
    for (let next = batches[0]; next; next = batches[0]) {
      await store.addCounts(next).catch(unlessRefused);
      batches.shift();
    }
  };

  const owed = () => [...kept.entries()].filter(([, where]) => where !== "there");

  const handInKept = async () => {
    for (const [key, where] of owed()) {
      const [session, id] = partsOfKey(key);
      const value = await local.recall(session, id);
      // Marked before, so that what is too much for the engine is tried once.
      if (kept.get(key) === where) kept.set(key, "there");
      if (value === undefined) kept.delete(key);
      else {
        await store.keep(session, id, textOf(value), where === "lost" ? "new" : "any")
          .catch(unlessRefused);
      }
    }
  };

  engine.watch(({ kind }) => {
    if (kind === "up") void join();
    else isTogether = false;
  });
  if (engine.state().kind === "up") void join();

  return {
    isTogether: () => isTogether,
    later(change) {
      changes.push(change);
      if (changes.length > MOST_CHANGES) changes.shift();
    },
    kept: (session, id, where) => kept.renew(keyIn(session, id), where),
    drop(session, id) {
      if (id !== undefined) return void kept.delete(keyIn(session, id));
      for (const [key] of kept.entries()) if (partsOfKey(key)[0] === session) kept.delete(key);
    },
  };
}

/** What the engine does not take now, it will not take the next time either. */
function unlessRefused(error: unknown): void {
  if (!(error instanceof EngineRefusal)) throw error;
}

/** Once the engine is away again, the rest is handed in the next time. */
function unlessAway(error: unknown): void {
  if (!(error instanceof EngineAway)) throw error;
}
