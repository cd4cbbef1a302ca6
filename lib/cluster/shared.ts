/** What all replicas have in common, with the engine; and while that is away, what this one has itself. */

import type { Clock } from "../clock/clock.ts";
import type { Bounds } from "../shared/bounded_map.ts";
import { createRateLimiter, grantFrom } from "../shared/limits.ts";
import { keyIn, type SessionBounds } from "../shared/sessions.ts";
import { type SharedBySession, sharedInMemory } from "../shared/shared.ts";
import { hearOthers, type SharedChange, tellOthers } from "./changes.ts";
import type { Engine } from "./engine.ts";
import { createEngineStore } from "./engine_store.ts";
import { createRejoin } from "./rejoin.ts";
import { createTallies } from "./tallies.ts";
import { textOf, valueOf } from "./values.ts";
import { EngineAway, EngineRefusal } from "./wire.ts";

/** What sharing over an engine needs. */
export interface SharedOverEngineParts {
  readonly engine: Engine;
  readonly clock: Clock;
  /** This replica's name, which no other has. */
  readonly id: string;
  readonly mostKept: () => Bounds;
  readonly bounds: () => SessionBounds;
  /** A session has ended: told to one replica, the one that ended it. */
  readonly onEnd: (session: string) => Promise<void>;
}

const NOTHING = { requests: 0, tokens: 0 } as const;

/**
 * Shares over an engine. Places in which answers are made, and lines for them, are each replica's own: `max_running` is that of a
 * model server.
 */
export function sharedOverEngine(parts: SharedOverEngineParts): SharedBySession {
  const { engine, clock, id: replica, mostKept, bounds, onEnd } = parts;
  const store = createEngineStore(engine, () => ({ ...bounds(), kept: mostKept() }), replica);
  const tallies = createTallies();
  const limiter = createRateLimiter(clock);
  const local = sharedInMemory(clock, mostKept, bounds, (session) => {
    if (!rejoin.isTogether()) void onEnd(session);
  });
  const rejoin = createRejoin({ engine, store, tallies, limiter, local, replica });

  /** Asks the engine; or what is here, `elsewhere` where the engine may have done it as well. */
  const ask = async <T>(
    there: () => Promise<T>,
    here: (done: "here" | "elsewhere") => T | Promise<T>,
  ): Promise<T> => {
    if (!rejoin.isTogether()) return await here("here");
    try {
      return await there();
    } catch (error) {
      if (error instanceof EngineRefusal) return await here("here");
      if (!(error instanceof EngineAway)) throw error;
      return await here(error.kind === "unsent" ? "here" : "elsewhere");
    }
  };

  /** Changes what the engine has, now or when it is back. */
  const change = <T>(there: () => Promise<T>, here: T): Promise<T> =>
    ask(there, () => {
      rejoin.later(there);
      return here;
    });

  const forgetSession = (session: string) => {
    tallies.reset(session, "");
    limiter.forget(keyIn(session, ""));
    rejoin.drop(session);
    return local.endSession(session);
  };

  /** These the engine has ended when it was asked for something else. */
  const ended = (sessions: readonly string[]) => {
    for (const session of sessions) {
      void forgetSession(session);
      void onEnd(session);
    }
  };

  const hear = (told: SharedChange) => {
    switch (told.kind) {
      case "ended":
        return void forgetSession(told.session);
      case "kept":
        rejoin.drop(told.session, told.id);
        return void local.forget(told.session, told.id);
      case "reset":
        return tallies.reset(told.session, told.prefix);
      case "lines":
        return void local.clearLines(told.session);
    }
  };
  void hearOthers(engine, replica, hear);

  return {
    enter: local.enter,
    leave: local.leave,
    watchRunning: local.watchRunning,
    async clearLines(session) {
      await local.clearLines(session);
      await ask(() => tellOthers(engine, { kind: "lines", session, from: replica }), () => {});
    },
    take: (session, owner, limits, tokens) =>
      ask(async () => {
        const before = await store.take(session, owner, limits, tokens);
        const grant = grantFrom(before, limits, tokens);
        const taken = grant.kind === "granted" ? { requests: 1, tokens } : NOTHING;
        limiter.note(keyIn(session, owner), limits, {
          requests: before.requests - taken.requests,
          tokens: before.tokens - taken.tokens,
        });
        return grant;
      }, () => limiter.take(keyIn(session, owner), limits, tokens)),
    count: (session, name, most = Infinity) =>
      ask(async () => {
        const count = await store.count(session, name, most);
        tallies.hear(session, name, Math.min(count, most));
        return count;
      }, (done) => tallies.count(session, name, most, done)),
    see: (session, ...names) =>
      ask(() => store.see(session, ...names), () => local.see(session, ...names)),
    async keep(session, id, value) {
      await local.keep(session, id, value);
      await ask(async () => {
        await store.keep(session, id, textOf(value), "any");
        rejoin.kept(session, id, "there");
      }, () => rejoin.kept(session, id, "here"));
    },
    recall: (session, id) =>
      ask(async () => {
        const text = await store.recall(session, id);
        return text === undefined ? undefined : valueOf(text);
      }, () => local.recall(session, id)),
    recallAll: (session, prefix) =>
      ask(
        async () => (await store.recallAll(session, prefix)).map(valueOf),
        () => local.recallAll(session, prefix),
      ),
    async forget(session, id) {
      rejoin.drop(session, id);
      const here = await local.forget(session, id);
      return await change(() => store.forget(session, id), here);
    },
    counts: (session, prefix) =>
      ask<ReadonlyMap<string, number>>(
        () => store.counts(session, prefix),
        () => tallies.counts(session, prefix),
      ),
    async resetCounts(prefix, session) {
      tallies.reset(session, prefix);
      const named = session === undefined ? {} : { session };
      await change(async () => {
        await store.resetCounts(prefix, session);
        await tellOthers(engine, { kind: "reset", prefix, ...named, from: replica });
      }, undefined);
    },
    async use(session) {
      void local.use(session);
      ended(await ask(async () => (await store.use(session)).ended, () => []));
    },
    async endSession(session) {
      const here = await forgetSession(session);
      const there = await change(async () => {
        const existed = await store.endSession(session);
        await onEnd(session);
        return existed;
      }, false);
      return here || there;
    },
    listSessions: () =>
      ask(async () => {
        const swept = await store.listSessions();
        ended(swept.ended);
        return swept.found;
      }, () => local.listSessions()),
  };
}
