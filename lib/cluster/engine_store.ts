/** What the engine holds of each session. Every method rejects as the engine's calls do. */

import type { Bounds } from "../shared/bounded_map.ts";
import type { Levels, Limits, OwnedBucket } from "../shared/limits.ts";
import type { SessionBounds, SessionState } from "../shared/sessions.ts";
import { MOST_COUNTERS } from "../shared/shared.ts";
import type { Engine, Script } from "./engine.ts";
import { scanHash, texts } from "./replies.ts";
import * as scripts from "./scripts.ts";
import * as sessionScripts from "./session_scripts.ts";
import type { Tally } from "./tallies.ts";

/** How the store is bounded, as at the moment. */
export interface StoreBounds extends SessionBounds {
  /** Of what a session keeps. */
  readonly kept: Bounds;
}

/** The sessions that ended because nobody named them, and what was asked for. */
export interface Swept<T> {
  readonly ended: readonly string[];
  readonly found: T;
}

/** Additions that are made once, by the name that they have. */
export interface Batch {
  readonly token: string;
  readonly session: string;
  readonly tallies: readonly Tally[];
  /** Whether the engine has to know no more than `more`, or what it said, too, since it has lost that. */
  readonly which: "own" | "all";
}

/** Where messages about what changed are sent. */
export const CHANGES = "shared";

/** What the engine holds, for a replica of that name. */
export type EngineStore = ReturnType<typeof createEngineStore>;

/** Values that one call asks for at most, since they may be large. */
const AT_ONCE = 16;

/** The store of an engine. */
export function createEngineStore(engine: Engine, bounds: () => StoreBounds, replica: string) {
  const [sessions, sizes, root] = [engine.key("sessions"), engine.key("sizes"), engine.key("s")];
  const channel = engine.key(CHANGES);
  const keyOf = (session: string, part: typeof sessionScripts.PARTS[number]) =>
    `${root}:${session}:${part}`;

  const run = (
    script: Script,
    session: string,
    keys: readonly string[],
    args: readonly (string | number)[] = [],
  ) => engine.run(script, [sessions, sizes, ...keys], [session, root, channel, replica, ...args]);

  const counters = (session: string) => [keyOf(session, "counts"), keyOf(session, "counts_order")];
  const kept = (session: string) => [keyOf(session, "kept"), keyOf(session, "kept_order")];
  const ofCounters = [MOST_COUNTERS.entries, MOST_COUNTERS.bytes];

  const ofSessions = () => {
    const { session_seconds, sessions, kept } = bounds();
    return [session_seconds * 1000, sessions, kept.bytes + MOST_COUNTERS.bytes];
  };

  const allSessions = async () => ["", ...texts(await engine.call("ZRANGE", sessions, 0, -1))];

  return {
    async take(session: string, owner: string, limits: Limits, tokens: number): Promise<Levels> {
      const args = [owner, tokens, limits.requests ?? "", limits.tokens ?? ""];
      const [requests, ofTokens] = texts(
        await run(scripts.TAKE, session, [keyOf(session, "limits")], args),
      );
      return { requests: Number(requests), tokens: Number(ofTokens) };
    },

    /** These buckets are no fuller than that. */
    async lower(session: string, buckets: readonly OwnedBucket[]): Promise<void> {
      const args = buckets.flatMap(({ of, owner, limit, level }) => [of, owner, limit, level]);
      await run(scripts.LOWER, session, [keyOf(session, "limits")], args);
    },

    async count(session: string, name: string, most: number): Promise<number> {
      const args = [...ofCounters, name, most === Infinity ? "" : most];
      return Number(await run(scripts.COUNT, session, counters(session), args));
    },

    /** Adds what was counted elsewhere, once for each `token`; "all": to an engine that has lost what it had. */
    async addCounts({ session, token, tallies, which }: Batch): Promise<void> {
      const args = tallies.flatMap((
        { name, heard, more },
      ) => [name, which === "all" ? heard : 0, more]);
      const heard = keyOf(session, "counts_heard");
      const keys = [...counters(session), heard, engine.key(`added:${token}`)];
      await run(scripts.ADD_COUNTS, session, keys, [...ofCounters, ...args]);
    },

    async counts(session: string | undefined, prefix: string): Promise<Map<string, number>> {
      const sums = new Map<string, number>();
      const names = session === undefined ? await allSessions() : [session];
      const add = (fields: readonly string[]) => {
        for (let i = 0; i < fields.length; i += 2) {
          const name = fields[i] ?? "";
          sums.set(name, (sums.get(name) ?? 0) + Number(fields[i + 1]));
        }
      };
      await Promise.all(names.map((name) => scanHash(engine, keyOf(name, "counts"), prefix, add)));
      return sums;
    },

    async resetCounts(prefix: string, session: string | undefined): Promise<void> {
      const names = session === undefined ? await allSessions() : [session];
      await Promise.all(
        names.map((name) =>
          scanHash(engine, keyOf(name, "counts"), prefix, async (fields) => {
            const found = fields.filter((_, i) => i % 2 === 0);
            if (found.length > 0) await run(scripts.UNCOUNT, name, counters(name), found);
          })
        ),
      );
    },

    async see(
      session: string,
      asked: readonly string[],
      keeping: readonly string[],
      forMs: number,
    ): Promise<number> {
      // Most often they are the same, and sent once.
      const [own, first] = keeping === asked ? [[], 8] : [keeping, 8 + asked.length];
      const args = [Math.ceil(forMs), first, asked.length, ...asked, ...own];
      return Number(await run(scripts.SEE, session, [keyOf(session, "seen")], args));
    },

    /** "new": one that is there stays. */
    async keep(session: string, id: string, text: string, which: "new" | "any"): Promise<void> {
      const { entries, bytes } = bounds().kept;
      await run(scripts.KEEP, session, kept(session), [entries, bytes, id, text, which]);
    },

    async recall(session: string, id: string): Promise<string | undefined> {
      const found = await engine.call("HGET", keyOf(session, "kept"), id);
      return typeof found === "string" ? found : undefined;
    },

    async recallAll(session: string, prefix: string): Promise<readonly string[]> {
      const [values = "", order = ""] = kept(session);
      const all = texts(await engine.call("ZRANGE", order, 0, -1));
      const ids = all.filter((id) => id.startsWith(prefix));
      const found: string[] = [];
      for (let i = 0; i < ids.length; i += AT_ONCE) {
        const some = await engine.call("HMGET", values, ...ids.slice(i, i + AT_ONCE));
        found.push(...texts(some));
      }
      return found;
    },

    async forget(session: string, id: string): Promise<boolean> {
      return await run(scripts.FORGET, session, kept(session), [id]) === 1;
    },

    async use(session: string): Promise<Swept<undefined>> {
      return {
        ended: texts(await run(sessionScripts.USE, session, [], ofSessions())),
        found: undefined,
      };
    },

    async endSession(session: string): Promise<boolean> {
      return await run(sessionScripts.END, session, []) === 1;
    },

    async listSessions(): Promise<Swept<readonly SessionState[]>> {
      const reply = await run(sessionScripts.LIST, "", [], ofSessions());
      const [ended, living] = Array.isArray(reply) ? reply : [];
      const found = texts(living).flatMap((name, i, all) =>
        i % 2 === 0 ? [{ name, unused_ms: Number(all[i + 1]) }] : []
      );
      return { ended: texts(ended), found };
    },

    /** What the engine calls the time since it last lost what it held; by this name where nobody has named it. */
    async epoch(mine: string): Promise<string> {
      await engine.call("SET", engine.key("epoch"), mine, "NX");
      return String(await engine.call("GET", engine.key("epoch")));
    },
  };
}
