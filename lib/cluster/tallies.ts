/** What is known here of the engine's counters: so that counting goes on from there while it is away, and is handed in once. */

import { textBytes } from "../bytes_of.ts";
import { boundedMap } from "../shared/bounded_map.ts";
import { keyIn, partsOfKey } from "../shared/sessions.ts";
import { MOST_COUNTERS } from "../shared/shared.ts";

/** One counter, for whoever adds it up. */
export interface Tally {
  readonly session: string;
  readonly name: string;
  /** What the engine said last. */
  readonly heard: number;
  /** What was counted since. */
  readonly more: number;
}

/** The tallies of all sessions. */
export interface Tallies {
  /** The engine has counted. */
  hear(session: string, name: string, count: number): void;
  /** Counts here, up to `most`, and gives the count. `elsewhere`: the engine has most likely counted it, too, and only did not say so. */
  count(session: string, name: string, most: number, by: "here" | "elsewhere"): number;
  /** Under names that begin like that; of all sessions together where none is given. */
  counts(session: string | undefined, prefix: string): ReadonlyMap<string, number>;
  /** Forgets them; of all sessions where none is given. */
  reset(session: string | undefined, prefix: string): void;
  /**
   * For an engine that has what it had, what was counted here alone; for one that has lost it, all that is known. From now on that
   * counts as heard.
   */
  take(which: "own" | "all"): readonly Tally[];
}

interface Known {
  readonly heard: number;
  /** What the engine was asked to count and did not answer. */
  readonly unsure: number;
  /** What was counted here alone. */
  readonly own: number;
}

const NOTHING: Known = { heard: 0, unsure: 0, own: 0 };

/** Nothing is known yet. */
export function createTallies(): Tallies {
  const known = boundedMap<Known>(() => MOST_COUNTERS, textBytes);

  const within = (session: string | undefined, prefix: string): readonly Named[] =>
    [...known.entries()].flatMap(([key, value]) => {
      const [of, name] = partsOfKey(key);
      const isMeant = (session === undefined || session === of) && name.startsWith(prefix);
      return isMeant ? [{ key, session: of, name, value }] : [];
    });

  return {
    hear: (session, name, count) => known.renew(keyIn(session, name), heardOf(count)),
    count(session, name, most, by) {
      const key = keyIn(session, name);
      const before = known.get(key) ?? NOTHING;
      const count = totalOf(before) + 1;
      const more = count > most
        ? {}
        : by === "here"
        ? { own: before.own + 1 }
        : { unsure: before.unsure + 1 };
      known.renew(key, { ...before, ...more });
      return count;
    },
    counts(session, prefix) {
      const sums = new Map<string, number>();
      for (const { name, value } of within(session, prefix)) {
        sums.set(name, (sums.get(name) ?? 0) + totalOf(value));
      }
      return sums;
    },
    reset(session, prefix) {
      for (const { key } of within(session, prefix)) known.delete(key);
    },
    take(which) {
      const taken = within(undefined, "").map((named) => {
        const { heard, unsure, own } = named.value;
        return { ...named, heard, more: which === "all" ? unsure + own : own };
      }).filter(({ more }) => which === "all" || more > 0);
      for (const { key, value } of taken) known.set(key, heardOf(totalOf(value)));
      return taken.map(({ session, name, heard, more }) => ({ session, name, heard, more }));
    },
  };
}

/** A counter, by the key that it has here. */
interface Named {
  readonly key: string;
  readonly session: string;
  readonly name: string;
  readonly value: Known;
}

function totalOf({ heard, unsure, own }: Known): number {
  return heard + unsure + own;
}

function heardOf(count: number): Known {
  return { heard: count, unsure: 0, own: 0 };
}
