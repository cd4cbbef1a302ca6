/** What all that serve have in common: the threads of one process, and machines behind one store. */

import { bytesOf, textBytes } from "../bytes_of.ts";
import type { Clock } from "../clock/clock.ts";
import { boundedMap, type Bounds } from "./bounded_map.ts";
import { defaultServer } from "../config/schema.ts";
import { createRateLimiter, type Grant, type Limits } from "./limits.ts";
import { createPlaces, type Places } from "./places.ts";
import { createSeenNames } from "./seen_names.ts";
import { createSessions, keyIn, type SessionBounds, type SessionState } from "./sessions.ts";
import type { Keeper } from "./shelf.ts";

/** What is kept of a session. */
interface Remembered extends Keeper {
  /** Takes a request of so many tokens from its owner's rate limits. */
  take(owner: string, limits: Limits, tokens: number): Promise<Grant>;
  /** Counts one more under a name, up to `most`, and gives the count: 1 for the first, `most` + 1 where no more are counted. */
  count(name: string, most?: number): Promise<number>;
  /** The last of `asked` that was kept, by its place among them, or -1; keeps that and each of `kept` for so long from now. */
  see(asked: readonly string[], kept: readonly string[], forMs: number): Promise<number>;
}

/** What a request shares with those of its session, or with all that name none. */
export interface Shared extends Remembered, Pick<Places, "enter" | "leave"> {}

/**
 * The state that must be one, however many threads answer: of each session, and of "", which is for all that name none. Every
 * method is a promise and takes and gives plain data, since a call may be a message to another thread or machine. A method that is
 * added here needs no more to reach other threads.
 */
export interface SharedBySession extends Omit<Places, "enter" | "clearLines"> {
  enter(session: string, ...asked: Parameters<Places["enter"]>): ReturnType<Places["enter"]>;
  /** Sends away who waits in line for a place of a session. */
  clearLines(session: string): Promise<void>;
  take(session: string, owner: string, limits: Limits, tokens: number): Promise<Grant>;
  count(session: string, name: string, most?: number): Promise<number>;
  see(
    session: string,
    asked: readonly string[],
    kept: readonly string[],
    forMs: number,
  ): Promise<number>;
  keep(session: string, id: string, value: unknown): Promise<void>;
  recall(session: string, id: string): Promise<unknown>;
  recallAll(session: string, prefix: string): Promise<readonly unknown[]>;
  forget(session: string, id: string): Promise<boolean>;
  /** What has been counted under names that begin like that; of all sessions together where none is given. */
  counts(session: string | undefined, prefix: string): Promise<ReadonlyMap<string, number>>;
  /** A session has been named. */
  use(session: string): Promise<void>;
  /** Forgets all of a session at once. Whether there was one. */
  endSession(session: string): Promise<boolean>;
  listSessions(): Promise<readonly SessionState[]>;
  /** Forgets the counts of all names that begin like that, of a session, or of all where none is given. */
  resetCounts(prefix: string, session?: string): Promise<void>;
}

/** What one session shares; "" is for all that name none. */
export function sharedIn(session: string, shared: SharedBySession): Shared {
  return {
    enter: (model, ticket, room) => shared.enter(session, model, ticket, room),
    leave: (ticket) => shared.leave(ticket),
    take: (owner, limits, tokens) => shared.take(session, owner, limits, tokens),
    count: (name, most) => shared.count(session, name, most),
    see: (asked, kept, forMs) => shared.see(session, asked, kept, forMs),
    keep: (id, value) => shared.keep(session, id, value),
    recall: (id) => shared.recall(session, id),
    recallAll: (prefix) => shared.recallAll(session, prefix),
    forget: (id) => shared.forget(session, id),
  };
}

/** Keeps it in this thread's memory, of each session values within `mostKept()`: the oldest go first. */
export function sharedInMemory(
  clock: Clock,
  mostKept: () => Bounds,
  bounds: () => SessionBounds = () => defaultServer,
  onEnd?: (session: string) => void,
): SharedBySession {
  const make = () => oneInMemory(clock, mostKept);
  const common = make();
  const bytes = () => mostKept().bytes + MOST_COUNTERS.bytes;
  const sessions = createSessions(clock, () => ({ ...bounds(), bytes: bytes() }), make, onEnd);
  const of = (session: string) => session === "" ? common : sessions.of(session);
  const worldsOf = (session: string | undefined) =>
    session === undefined ? [common, ...sessions.worlds()] : [of(session)];
  // Of the server and not of its sessions, which may go while something of theirs still runs.
  const places = createPlaces();
  return {
    ...places,
    enter: (session, model, ...asked) =>
      places.enter(session === "" ? model : keyIn(session, model), ...asked),
    clearLines: (session) => places.clearLines(keyIn(session, "")),
    take: (session, ...asked) => of(session).take(...asked),
    count: (session, name, most) => of(session).count(name, most),
    see: (session, ...names) => of(session).see(...names),
    keep: (session, id, value) => of(session).keep(id, value),
    recall: (session, id) => of(session).recall(id),
    recallAll: (session, prefix) => of(session).recallAll(prefix),
    forget: (session, id) => of(session).forget(id),
    counts(session, prefix) {
      const sums = new Map<string, number>();
      for (const world of worldsOf(session)) {
        for (const [name, count] of world.counts(prefix)) {
          sums.set(name, (sums.get(name) ?? 0) + count);
        }
      }
      return Promise.resolve(sums);
    },
    use(session) {
      of(session);
      return Promise.resolve();
    },
    endSession: (session) => Promise.resolve(sessions.end(session)),
    listSessions: () => Promise.resolve(sessions.list()),
    resetCounts(prefix, session) {
      for (const world of worldsOf(session)) world.resetCounts(prefix);
      return Promise.resolve();
    },
  };
}

/** Counters beyond this are forgotten, the longest unused first, so that names from outside cannot fill the memory. */
export const MOST_COUNTERS: Bounds = { entries: 100_000, bytes: 16 * 1024 * 1024 };

/** What one session shares, and about how many bytes it takes. */
type World = Remembered & {
  bytes(): number;
  counts(prefix: string): readonly (readonly [string, number])[];
  resetCounts(prefix: string): void;
};

function oneInMemory(clock: Clock, mostKept: () => Bounds): World {
  const limiter = createRateLimiter(clock);
  const seen = createSeenNames(clock);
  const counts = boundedMap<number>(() => MOST_COUNTERS, textBytes);
  const kept = boundedMap(mostKept, (id, value: unknown) => textBytes(id) + bytesOf(value));
  return {
    take: (owner, limits, tokens) => Promise.resolve(limiter.take(owner, limits, tokens)),
    count(name, most = Infinity) {
      const count = (counts.get(name) ?? 0) + 1;
      counts.renew(name, Math.min(count, most));
      return Promise.resolve(count);
    },
    resetCounts(prefix) {
      for (const [name] of counts.entries()) if (name.startsWith(prefix)) counts.delete(name);
    },
    see: (...names) => Promise.resolve(seen.see(...names)),
    keep(id, value) {
      kept.set(id, value);
      return Promise.resolve();
    },
    recall: (id) => Promise.resolve(kept.get(id)),
    recallAll: (prefix) =>
      Promise.resolve(
        [...kept.entries()].flatMap(([id, value]) => id.startsWith(prefix) ? [value] : []),
      ),
    forget: (id) => Promise.resolve(kept.delete(id)),
    counts: (prefix) => [...counts.entries()].filter(([name]) => name.startsWith(prefix)),
    bytes: () => limiter.bytes() + seen.bytes() + counts.bytes() + kept.bytes(),
  };
}
