/** An engine in memory that several replicas share: it goes away, comes back with or without what it had, and tells what was said. */

import type { EngineState } from "../../lib/cluster/breaker.ts";
import type { Engine, Script } from "../../lib/cluster/engine.ts";
import { EngineAway } from "../../lib/cluster/wire.ts";

/** What they share. */
export interface FakeHub {
  /** One replica's way to it. */
  engine(): Engine;
  /** Every message that was published, with its channel, in order. */
  readonly said: readonly (readonly [channel: string, message: string])[];
  /** What it has: `agreed:config` and the like, as fields by key. */
  readonly hashes: Map<string, Map<string, string>>;
  goAway(): void;
  /** It does not answer in time. */
  slowDown(): void;
  comeBack(): void;
  /** Loses all that it had, as one that was started anew. */
  forget(): void;
  /** A channel on which nothing is heard from now on, though somebody listens. */
  silence(channel: string): void;
  publish(channel: string, message: string): void;
}

type Listener = (message: string) => void;

/** One that is up, and has nothing. */
export function fakeHub(): FakeHub {
  const hashes = new Map<string, Map<string, string>>();
  const sets = new Map<string, Set<string>>();
  const channels = new Map<string, Set<Listener>>();
  const silent = new Set<string>();
  const said: (readonly [string, string])[] = [];
  const watchers = new Set<(state: EngineState) => void>();
  let state: EngineState = { kind: "up", sinceMs: 0 };

  const setOf = (key: string) => {
    const set = sets.get(key) ?? new Set();
    sets.set(key, set);
    return set;
  };
  const become = (next: EngineState) => {
    state = next;
    for (const watcher of watchers) watcher(state);
  };
  const publish = (channel: string, message: string): number => {
    said.push([channel, message]);
    const listeners = [...channels.get(channel) ?? []];
    if (!silent.has(channel)) {
      for (const listener of listeners) queueMicrotask(() => listener(message));
    }
    return listeners.length;
  };

  /** What the scripts do; those themselves are tried with a real engine in `farm_test.ts`. */
  const scripts: Readonly<
    Record<string, (keys: readonly string[], args: readonly string[]) => unknown>
  > = {
    beat([replicas = "", watchers = "", ...agreed], [id = "", , watching]) {
      setOf(replicas).add(id);
      if (watching === "1") setOf(watchers).add(id);
      else setOf(watchers).delete(id);
      const stamps = agreed.map((key) => hashes.get(key)?.get("stamp") ?? "");
      return [setOf(watchers).size, [...setOf(replicas)], stamps];
    },
    newest([key = ""], [revision = "", stamp = "", text = ""]) {
      const there = hashes.get(key);
      if (there && Number(there.get("revision")) >= Number(revision)) return there.get("text");
      hashes.set(key, new Map([["revision", revision], ["stamp", stamp], ["text", text]]));
      return text;
    },
  };

  const ask = <T>(what: () => T): Promise<T> =>
    state.kind === "up" ? Promise.resolve().then(what) : Promise.reject(new EngineAway("unsent"));

  return {
    said,
    hashes,
    goAway: () => become({ kind: "down", sinceMs: 0, why: "gone" }),
    slowDown: () => become({ kind: "slow", sinceMs: 0 }),
    comeBack: () => become({ kind: "up", sinceMs: 0 }),
    forget() {
      hashes.clear();
      sets.clear();
    },
    silence: (channel) => void silent.add(channel),
    publish: (channel, message) => void publish(channel, message),
    engine: () => ({
      state: () => state,
      key: (name) => name,
      call: (command, ...args) =>
        ask(() => {
          const [key = "", value = ""] = args.map(String);
          return command === "PUBLISH" ? publish(key, value) : setOf(key).delete(value);
        }),
      run: ({ name }: Script, keys, args) => ask(() => scripts[name]?.(keys, args.map(String))),
      publish: (channel, message) => ask(() => void publish(channel, message)),
      subscribe(channel, listener) {
        const listeners = channels.get(channel) ?? new Set();
        channels.set(channel, listeners.add(listener));
        return Promise.resolve(() => void listeners.delete(listener));
      },
      watch(listener) {
        watchers.add(listener);
        return () => void watchers.delete(listener);
      },
      untilUp: () =>
        new Promise((resolve) => {
          if (state.kind === "up") return resolve();
          const watcher = ({ kind }: EngineState) => kind === "up" && resolve();
          watchers.add(watcher);
        }),
      close() {},
    }),
  };
}
