/** A store that all replicas reach, Redis or Valkey, behind a breaker: what does not answer soon is not waited for until it does again. */

import type { Alarm, Clock } from "../clock/clock.ts";
import { EngineAway, EngineRefusal, type Wire } from "./wire.ts";

/** Whether the engine is asked, and since when; times are milliseconds since 1970. */
export type EngineState =
  | { readonly kind: "up"; readonly sinceMs: number }
  /** It is connected and does not answer in time. */
  | { readonly kind: "slow"; readonly sinceMs: number }
  /** There is no connection, or the engine takes no commands. */
  | { readonly kind: "down"; readonly sinceMs: number; readonly why: string };

/** A Lua script that the engine runs in one go. */
export interface Script {
  readonly name: string;
  readonly lua: string;
}

/** What replicas share. Every call rejects with `EngineAway` at once while the engine is away, and after the patience where it does not answer. */
export interface Engine {
  state(): EngineState;
  /** The name of a key, under the prefix that keeps this cluster's from others'. */
  key(name: string): string;
  /** Runs a command, whose keys `key` has made. */
  call(command: string, ...args: readonly (string | number)[]): Promise<unknown>;
  /** Runs a script, which is sent once and named afterwards. */
  run(
    script: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown>;
  /** Sends a message to all who have subscribed, this replica included. Channels have the prefix by themselves. */
  publish(channel: string, message: string): Promise<void>;
  /** Calls back on every message of a channel, also after the connection was lost and made again; what is sent in between is not heard. Gives the way to stop it. */
  subscribe(channel: string, listener: (message: string) => void): Promise<() => void>;
  /** Calls back whenever the state is of another kind; gives the way to stop it. */
  watch(listener: (state: EngineState) => void): () => void;
  /** Settles when the engine is up, or so many milliseconds have gone by. */
  untilUp(ms: number): Promise<void>;
  close(): void;
}

/** What an engine is made of. */
export interface EngineParts {
  readonly wire: Wire;
  readonly clock: Clock;
  readonly prefix: string;
  /** How long an answer is waited for. */
  readonly patienceMs: number;
}

/** What the breaker asks to see whether the engine is back: all that a script needs, writing included. */
const PROBE = "return redis.call('SET', KEYS[1], '1', 'PX', '60000')";

/** Between one look whether the engine is back and the next; doubled each time that it has not stayed for long. */
const PROBE_MS = 250;
const LONGEST_PROBE_MS = 8000;

/** So long it must have stayed for the looks to be frequent again. */
const STEADY_MS = 60_000;

/** A connection on which nothing came for so long is given up: a machine that has gone says no goodbye. */
const DEAD_MS = 5000;

/** An alarm later than this rang late itself, so the answer may be here, unread. */
const LATE_MS = 5;

/** Refusals that are about the engine and not about the command. */
const TAKES_NOTHING =
  /^(?:LOADING|READONLY|NOAUTH|WRONGPASS|NOPERM|OOM|MASTERDOWN|CLUSTERDOWN|MISCONF|BUSY|NOREPLICAS)\b/;

/** An engine that is down until it has answered. */
export function createEngine({ wire, clock, prefix, patienceMs }: EngineParts): Engine {
  const watchers = new Set<(state: EngineState) => void>();
  const listeners = new Map<string, Set<(message: string) => void>>();
  const shas = new Map<Script, string>();
  let state: EngineState = { kind: "down", sinceMs: clock.unixMs(), why: "not connected yet" };
  let upAt = -Infinity;
  let pauseMs = PROBE_MS;
  let isClosed = false;
  let isRegaining = false;
  /** Ends the pause before the next look. */
  let lookNow = () => {};

  const key = (name: string) => `${prefix}:${name}`;

  const become = (next: EngineState) => {
    const isOther = next.kind !== state.kind;
    state = isOther ? next : { ...next, sinceMs: state.sinceMs };
    if (isOther) { for (const watcher of watchers) watcher(state); }
  };

  const trip = (kind: "slow" | "down", why: string) => {
    const wasUp = state.kind === "up";
    const sinceMs = clock.unixMs();
    become(kind === "down" ? { kind, sinceMs, why } : { kind, sinceMs });
    if (!wasUp) return;
    pauseMs = clock.now() - upAt > STEADY_MS ? PROBE_MS : Math.min(pauseMs * 2, LONGEST_PROBE_MS);
    void regain();
  };

  /** Looks whether the engine is back until it is. */
  const regain = async () => {
    if (isRegaining) return;
    isRegaining = true;
    while (!isClosed && state.kind !== "up") {
      if (await isBack()) {
        upAt = clock.now();
        become({ kind: "up", sinceMs: clock.unixMs() });
      } else await sleep();
    }
    isRegaining = false;
  };

  const sleep = () =>
    new Promise<void>((resolve) => {
      const alarm = clock.wakeAt(clock.now() + pauseMs, resolve);
      lookNow = () => {
        clock.cancel(alarm);
        resolve();
      };
    });

  /** Whether the engine answers in time. A late answer is waited for: what was asked before it has then been done, too. */
  const isBack = async (): Promise<boolean> => {
    const began = clock.now();
    const dead = clock.wakeAt(began + DEAD_MS, wire.reconnect);
    try {
      await wire.call("EVAL", [PROBE, 1, key("probe")]);
      return clock.now() - began <= patienceMs;
    } catch (error) {
      if (error instanceof EngineRefusal) trip("down", error.message);
      return false;
    } finally {
      clock.cancel(dead);
    }
  };

  const ask = (command: string, args: readonly (string | number)[]): Promise<unknown> => {
    if (state.kind !== "up") return Promise.reject(new EngineAway("unsent"));
    return new Promise((resolve, reject) => {
      let alarm: Alarm;
      const giveUp = (deadline: number, turns: number) => () => {
        const now = clock.now();
        if (turns > 0 && now - deadline > LATE_MS) return wait(now + patienceMs, turns - 1);
        trip("slow", "");
        reject(new EngineAway("unanswered"));
      };
      const wait = (deadline: number, turns: number) => {
        alarm = clock.wakeAt(deadline, giveUp(deadline, turns));
      };
      wait(clock.now() + patienceMs, 1);
      wire.call(command, args).then(resolve, (error) => reject(away(error))).finally(() =>
        clock.cancel(alarm)
      );
    });
  };

  /** What a call rejects with. */
  const away = (error: unknown): unknown => {
    if (!(error instanceof EngineRefusal)) return new EngineAway("unanswered");
    if (!TAKES_NOTHING.test(error.message)) return error;
    trip("down", error.message);
    return new EngineAway("unsent");
  };

  const shaOf = async (script: Script): Promise<string> => {
    const known = shas.get(script);
    if (known !== undefined) return known;
    const sha = String(await ask("SCRIPT", ["LOAD", script.lua]));
    shas.set(script, sha);
    return sha;
  };

  const run: Engine["run"] = async (script, keys, args) => {
    const sha = await shaOf(script);
    try {
      return await ask("EVALSHA", [sha, keys.length, ...keys, ...args]);
    } catch (error) {
      // An engine that was started anew knows none.
      if (!(error instanceof EngineRefusal && error.message.startsWith("NOSCRIPT"))) throw error;
      shas.delete(script);
      return await ask("EVALSHA", [await shaOf(script), keys.length, ...keys, ...args]);
    }
  };

  wire.listen({
    ready: () => lookNow(),
    lost: (why) => trip("down", why),
    message(channel, text) {
      for (const listener of listeners.get(channel) ?? []) listener(text);
    },
  });
  void regain();

  return {
    state: () => state,
    key,
    call: (command, ...args) => ask(command, args),
    run,
    async publish(channel, message) {
      await ask("PUBLISH", [key(channel), message]);
    },
    async subscribe(channel, listener) {
      const name = key(channel);
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(listener));
      if (all.size === 1) await wire.subscribe(name);
      return () => {
        all.delete(listener);
        if (all.size > 0 || listeners.get(name) !== all) return;
        listeners.delete(name);
        wire.unsubscribe(name);
      };
    },
    watch(listener) {
      watchers.add(listener);
      return () => void watchers.delete(listener);
    },
    untilUp: (ms) =>
      new Promise((resolve) => {
        if (state.kind === "up") return resolve();
        const settle = () => {
          clock.cancel(alarm);
          watchers.delete(settleIfUp);
          resolve();
        };
        const settleIfUp = ({ kind }: EngineState) => kind === "up" && settle();
        const alarm = clock.wakeAt(clock.now() + ms, settle);
        watchers.add(settleIfUp);
      }),
    close() {
      isClosed = true;
      lookNow();
      wire.close();
    },
  };
}
