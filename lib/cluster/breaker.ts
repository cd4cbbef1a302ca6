/** Whether an engine is asked at all: what does not answer soon is not waited for until it does again. */

import type { Clock } from "../clock/clock.ts";
import { afterPatience } from "./patience.ts";
import { EngineRefusal } from "./wire.ts";

/** Whether the engine is asked, and since when; times are milliseconds since 1970. */
export type EngineState =
  | { readonly kind: "up"; readonly sinceMs: number }
  /** It is connected and does not answer in time. */
  | { readonly kind: "slow"; readonly sinceMs: number }
  /** There is no connection, or the engine takes no commands. */
  | { readonly kind: "down"; readonly sinceMs: number; readonly why: string };

/** What a breaker is made of. */
export interface BreakerParts {
  readonly clock: Clock;
  /** An answer that comes later is none. */
  readonly patienceMs: number;
  /** Asks the engine for all that is needed of it. */
  look(): Promise<unknown>;
  /** Gives up a connection on which nothing comes. */
  reconnect(): void;
}

/** Open, or closed until the engine is back. */
export interface Breaker {
  state(): EngineState;
  /** The engine did not answer in time. */
  tripSlow(): void;
  /** It cannot be asked. */
  tripDown(why: string): void;
  /** It may be back, so that is looked at now. */
  lookNow(): void;
  watch(listener: (state: EngineState) => void): () => void;
  untilUp(ms: number): Promise<void>;
  /** Down for good. */
  close(): void;
}

/** Before another look whether the engine is back; doubled each time that it has come and not stayed for long. */
const PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 8000;

/** So long it must have stayed to be looked at without a pause. */
const STEADY_MS = 60_000;

/** A connection on which nothing came for so long is given up: a machine that has gone says no goodbye. */
const DEAD_MS = 5000;

/** What an engine says that another one has taken over from: its name may lead to that one by now. */
const REPLACED = /^READONLY /;

/** A breaker of an engine that is down until it has answered. */
export function createBreaker({ clock, patienceMs, look, reconnect }: BreakerParts): Breaker {
  const watchers = new Set<(state: EngineState) => void>();
  let state: EngineState = { kind: "down", sinceMs: clock.unixMs(), why: "not connected yet" };
  /** When it came back the last time; at first nothing had gone. */
  let backAt = -Infinity;
  let hasBeenUp = false;
  let pauseMs = 0;
  let isClosed = false;
  let isRegaining = false;
  /** When a connection to a replaced engine was given up last. */
  let movedAt = -Infinity;
  let lookNow = () => {};

  const become = (next: EngineState) => {
    const isOther = next.kind !== state.kind;
    state = isOther ? next : { ...next, sinceMs: state.sinceMs };
    if (isOther) { for (const watcher of watchers) watcher(state); }
  };

  const trip = (next: EngineState) => {
    if (isClosed) return;
    const wasUp = state.kind === "up";
    become(next);
    if (!wasUp) return;
    const wasSteady = clock.now() - backAt > STEADY_MS;
    pauseMs = wasSteady ? 0 : Math.min(Math.max(PAUSE_MS, pauseMs * 2), LONGEST_PAUSE_MS);
    void regain();
  };

  const tripSlow = () => trip({ kind: "slow", sinceMs: clock.unixMs() });

  const tripDown = (why: string) => trip({ kind: "down", sinceMs: clock.unixMs(), why });

  /** Looks whether the engine is back until it is. */
  const regain = async () => {
    if (isRegaining) return;
    isRegaining = true;
    if (pauseMs > 0) await sleep();
    while (!isClosed && !await isBack()) await sleep();
    isRegaining = false;
    if (isClosed) return;
    if (hasBeenUp) backAt = clock.now();
    hasBeenUp = true;
    become({ kind: "up", sinceMs: clock.unixMs() });
  };

  const sleep = () =>
    new Promise<void>((resolve) => {
      const alarm = clock.wakeAt(clock.now() + Math.max(PAUSE_MS, pauseMs), resolve);
      lookNow = () => {
        clock.cancel(alarm);
        resolve();
      };
    });

  /** Whether the engine answers in time. A late answer is waited for: what was asked before it has then been done, too. */
  const isBack = async (): Promise<boolean> => {
    let isLate = false;
    const stopWaiting = afterPatience(clock, patienceMs, () => {
      isLate = true;
      tripSlow();
    });
    const { promise: isDead, reject } = Promise.withResolvers<never>();
    const dead = clock.wakeAt(clock.now() + DEAD_MS, () => {
      reconnect();
      reject(new Error("the engine does not answer"));
    });
    try {
      await Promise.race([look(), isDead]);
      return !isLate;
    } catch (error) {
      if (error instanceof EngineRefusal) {
        tripDown(error.message);
        followIfReplaced(error.message);
      }
      return false;
    } finally {
      stopWaiting();
      clock.cancel(dead);
    }
  };

  /** A connection stays with the engine that it found, so another is made, now and then. */
  const followIfReplaced = (why: string) => {
    if (!REPLACED.test(why) || clock.now() - movedAt < DEAD_MS) return;
    movedAt = clock.now();
    reconnect();
  };

  void regain();

  return {
    state: () => state,
    tripSlow,
    tripDown,
    lookNow: () => lookNow(),
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
      become({ kind: "down", sinceMs: clock.unixMs(), why: "closed" });
      lookNow();
    },
  };
}
