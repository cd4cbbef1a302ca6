/** The streams under way, so that each can be looked at, held and let go. */

import { createDepartures } from "../ledger/departures.ts";
import type { Reader, RequestObserver } from "../ledger/observer.ts";
import { pace } from "./pace.ts";
import { act, inWords, objectionTo, type StreamAction } from "./stream_actions.ts";
import type { StreamControls } from "./stream_controls.ts";
import type { PacedStream, StreamJob } from "./stream_job.ts";

/** One stream under way, as `GET /streams` lists it. */
export interface StreamState {
  /** The request's id. */
  readonly id: string;
  readonly completion_id: string;
  readonly model: string;
  /** The session that its request names. */
  readonly session: string | null;
  readonly paused: boolean;
  /** Whether it is paused because it holds itself, see `hold_at`. */
  readonly held: boolean;
  /** Whether a hand has made it fall silent: its time goes on, and nothing is said. */
  readonly stalled: boolean;
  /** How fast its time goes; 1 is as planned. */
  readonly speed: number;
  /** Completion tokens that have left. */
  readonly tokens: number;
  /** Completion tokens of the whole plan. */
  readonly planned_tokens: number;
}

/** What came of an action. */
export type Acted =
  | { readonly kind: "done"; readonly stream: StreamState }
  /** It is a stream to which this cannot be done. */
  | { readonly kind: "refused"; readonly why: string };

/** What a stream is listed under. */
export interface StreamTitle {
  /** The request's id. */
  readonly id: string;
  readonly completionId: string;
  readonly model: string;
  /** The session that its request names, where it names one. */
  readonly session?: string | undefined;
  /** Completion tokens of the whole plan. */
  readonly plannedTokens: number;
  /** What slows it, where something does. */
  readonly load?: Load;
  /** The id of the request whose answer it tells again: what a hand does to that one is done to it, too. */
  readonly follows?: string;
}

/** How streams of a model slow each other. */
export interface Load {
  /** The name of the group of streams that slow each other. */
  readonly pool: string;
  /** How many there were when it began, on all threads together. */
  readonly running: number;
  /** By which share each further one slows it. */
  readonly share: number;
}

/** The register of open streams. */
export interface OpenStreams {
  /** Starts a stream and keeps it here until it ends. */
  start(
    title: StreamTitle,
    job: Omit<StreamJob, "observer">,
    observer: RequestObserver,
  ): Pick<PacedStream, "body" | "head">;
  /** All, or those of a session. */
  list(session?: string): readonly StreamState[];
  /** Does an action to a stream, by request id or completion id; `undefined` if no such stream is open. */
  act(id: string, action: StreamAction): Acted | undefined;
  /** Says how many streams of a pool are under way on all threads; those of it here go slower or faster from now on. */
  setRunning(pool: string, running: number): void;
  /** Counts a stream that cannot start yet, until `ready` says that it may or may not. */
  whileWaiting<T>(ready: Promise<T>): Promise<T>;
  /** How many wait like that. */
  readonly waiting: number;
  /** How far each one's reader is behind, by request id. */
  readers(): ReadonlyMap<string, Reader>;
  /** How many are open. */
  readonly size: number;
  /** Breaks all connections, as at the end of a drain, or those of a session. How many they were. */
  drop(session?: string): number;
}

interface OpenStream {
  readonly follows: string | undefined;
  readonly load: Load | undefined;
  readonly controls: StreamControls;
  readonly observer: RequestObserver;
  readonly state: () => StreamState;
}

/** An empty register. */
export function createOpenStreams(): OpenStreams {
  const open = new Map<string, OpenStream>();
  /** Of pools in which there are any. */
  const running = new Map<string, number>();
  let waiting = 0;

  const find = (id: string): OpenStream | undefined =>
    open.get(id) ?? [...open.values()].find((stream) => stream.state().completion_id === id);

  return {
    start(title, job, observer) {
      const { id, completionId, model, session = null, plannedTokens, load, follows } = title;
      const departures = createDepartures();
      let hasEnded = false;
      observer.began?.(departures);
      const paced = pace({
        ...job,
        observer: {
          keptAnswer: () => observer.keptAnswer?.(),
          sent: departures.add,
          faulted: (fault) => observer.faulted?.(fault),
          acted: (action) => observer.acted(action),
          ended(...how) {
            hasEnded = true;
            open.delete(id);
            observer.ended(...how);
          },
        },
      });
      const { controls } = paced;
      const state = (): StreamState => ({
        id,
        completion_id: completionId,
        model,
        session,
        paused: controls.paused,
        held: controls.isHeld,
        stalled: controls.isSilent,
        speed: controls.speed,
        tokens: departures.tokens(),
        planned_tokens: plannedTokens,
      });
      const stream = { follows, load, controls, observer, state };
      // It may have ended by now.
      if (!hasEnded) open.set(id, stream);
      if (load) slow(stream, running.get(load.pool) ?? load.running);
      return paced;
    },
    list: (session) =>
      [...open.values()].map((stream) => stream.state()).filter((state) =>
        session === undefined || state.session === session
      ),
    readers: () => new Map([...open].map(([id, { controls }]) => [id, controls.reader()])),
    act(id, action) {
      const stream = find(id);
      if (!stream) return undefined;
      const own = stream.state().id;
      const why = objectionTo(action, stream.controls);
      if (why !== undefined) return { kind: "refused", why };
      for (const one of [stream, ...[...open.values()].filter(({ follows }) => follows === own)]) {
        one.observer.acted(inWords(action));
        act(one.controls, action);
      }
      return { kind: "done", stream: stream.state() };
    },
    setRunning(pool, count) {
      if (count === 0) running.delete(pool);
      else running.set(pool, count);
      for (const stream of open.values()) if (stream.load?.pool === pool) slow(stream, count);
    },
    async whileWaiting(ready) {
      waiting++;
      try {
        return await ready;
      } finally {
        waiting--;
      }
    },
    get waiting() {
      return waiting;
    },
    get size() {
      return open.size;
    },
    drop(session) {
      const dropped = [...open.values()].filter(({ state }) =>
        session === undefined || state().session === session
      );
      for (const { controls } of dropped) controls.drop();
      return dropped.length;
    },
  };
}

function slow({ load, controls }: Pick<OpenStream, "load" | "controls">, running: number): void {
  if (load) controls.setSlowdown(1 + load.share * Math.max(0, running - 1));
}
