/** A store that all replicas reach, Redis or Valkey, behind a breaker. */

import type { Clock } from "../clock/clock.ts";
import { createBreaker, type EngineState } from "./breaker.ts";
import { afterPatience } from "./patience.ts";
import { EngineAway, EngineRefusal, type Wire } from "./wire.ts";

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

/**
 * What is asked to see whether the engine is back: all that a script needs, writing included. Of two keys, since a Redis Cluster
 * grants some of one, by chance.
 */
const LOOK = "return redis.call('SET', KEYS[1], '1', 'PX', '60000')";

/** How often it is seen to that messages arrive. */
const BEAT_MS = 10_000;

/** Refusals that are about the engine and not about the command. */
const TAKES_NOTHING =
  /^(?:LOADING|READONLY|NOAUTH|WRONGPASS|NOPERM|OOM|MASTERDOWN|CLUSTERDOWN|MISCONF|BUSY|NOREPLICAS)\b/;

/** An engine that is down until it has answered. */
export function createEngine({ wire, clock, prefix, patienceMs }: EngineParts): Engine {
  const listeners = new Map<string, Set<(message: string) => void>>();
  const shas = new Map<Script, string>();
  const key = (name: string) => `${prefix}:${name}`;
  const breaker = createBreaker({
    clock,
    patienceMs,
    look: () => wire.call("EVAL", [LOOK, 2, key("look"), key("look2")]),
    reconnect: wire.reconnect,
  });

  const ask = (command: string, args: readonly (string | number)[]): Promise<unknown> => {
    if (breaker.state().kind !== "up") return Promise.reject(new EngineAway("unsent"));
    return new Promise((resolve, reject) => {
      const stopWaiting = afterPatience(clock, patienceMs, () => {
        breaker.tripSlow();
        reject(new EngineAway("unanswered"));
      });
      wire.call(command, args).then(resolve, (error) => reject(told(error))).finally(stopWaiting);
    });
  };

  /** What a call rejects with. */
  const told = (error: unknown): unknown => {
    if (!(error instanceof EngineRefusal)) {
      breaker.tripDown(error instanceof Error ? error.message : String(error));
      return new EngineAway("unanswered");
    }
    if (!TAKES_NOTHING.test(error.message)) return error;
    breaker.tripDown(error.message);
    return new EngineAway("unsent");
  };

  const shaOf = async (script: Script): Promise<string> => {
    const known = shas.get(script);
    if (known !== undefined) return known;
    const sha = String(await ask("SCRIPT", ["LOAD", script.lua]));
    shas.set(script, sha);
    return sha;
  };

  const runOnce: Engine["run"] = async (script, keys, args) => {
    const evaluate = async () =>
      await ask("EVALSHA", [await shaOf(script), keys.length, ...keys, ...args]);
    try {
      return await evaluate();
    } catch (error) {
      // An engine that was started anew knows none.
      if (!(error instanceof EngineRefusal && error.message.startsWith("NOSCRIPT"))) throw error;
      shas.delete(script);
      return await evaluate();
    }
  };

  const run: Engine["run"] = async (...script) => {
    try {
      return await runOnce(...script);
    } catch (error) {
      if (!(error instanceof EngineRefusal)) throw error;
      // Something else stands under our keys, or the engine is too old: it will be so the next time.
      breaker.tripDown(error.message);
      throw new EngineAway("unsent");
    }
  };

  const beat = () => {
    wire.beat();
    nextBeat = clock.wakeAt(clock.now() + BEAT_MS, beat);
  };
  let nextBeat = clock.wakeAt(clock.now() + BEAT_MS, beat);

  wire.listen({
    ready: breaker.lookNow,
    lost: breaker.tripDown,
    message(channel, text) {
      for (const listener of listeners.get(channel) ?? []) listener(text);
    },
  });

  return {
    state: breaker.state,
    watch: breaker.watch,
    untilUp: breaker.untilUp,
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
      const subscribed = all.size === 1 ? wire.subscribe(name) : undefined;
      // What is away may be connected all the same, and never answer.
      if (breaker.state().kind === "up") await subscribed;
      return () => {
        all.delete(listener);
        if (all.size > 0 || listeners.get(name) !== all) return;
        listeners.delete(name);
        wire.unsubscribe(name);
      };
    },
    close() {
      clock.cancel(nextBeat);
      breaker.close();
      wire.close();
    },
  };
}
