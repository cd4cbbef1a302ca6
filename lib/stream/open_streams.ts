/** The streams under way, so that each can be looked at, held and let go. */

import type { EntryWriter } from "../ledger/ledger.ts";
import { pace, type StreamControls, type StreamEnd, type StreamJob } from "./pace.ts";

/** One stream under way, as `GET /streams` lists it. */
export interface StreamState {
  /** The request's id. */
  readonly id: string;
  readonly completion_id: string;
  readonly model: string;
  readonly paused: boolean;
  /** How fast its time goes; 1 is as planned. */
  readonly speed: number;
  /** Completion tokens that have left. */
  readonly tokens: number;
  /** Completion tokens of the whole plan. */
  readonly planned_tokens: number;
}

/** What can be done to a stream. */
export type StreamAction =
  | { readonly action: "pause" | "resume" | "step" | "end" | "drop" }
  | { readonly action: "speed"; readonly speed: number };

/** The register of open streams. */
export interface OpenStreams {
  /** Starts a stream and keeps it here until it ends. */
  start(
    job: Omit<StreamJob, "observer">,
    completionId: string,
    entry: EntryWriter,
  ): ReadableStream<Uint8Array<ArrayBuffer>>;
  list(): readonly StreamState[];
  /** Does it, by request id or completion id; `undefined` if no such stream is open. */
  act(id: string, action: StreamAction): StreamState | undefined;
  /** How many are open. */
  readonly size: number;
  /** Breaks every connection: the end of a drain. */
  dropAll(): void;
}

interface OpenStream {
  readonly controls: StreamControls;
  readonly entry: EntryWriter;
  readonly state: () => StreamState;
}

/** An empty register. */
export function createOpenStreams(): OpenStreams {
  const open = new Map<string, OpenStream>();

  const find = (id: string): OpenStream | undefined =>
    open.get(id) ?? [...open.values()].find((stream) => stream.state().completion_id === id);

  return {
    start(job, completionId, entry) {
      const { body, controls } = pace({
        ...job,
        observer: {
          sent: entry.sent,
          ended(how: StreamEnd) {
            open.delete(entry.id);
            entry.ended(how);
          },
        },
      });
      const state = (): StreamState => ({
        id: entry.id,
        completion_id: completionId,
        model: job.plan.model,
        paused: controls.paused,
        speed: controls.speed,
        tokens: entry.tokens,
        planned_tokens: job.plan.usage.completionTokens,
      });
      open.set(entry.id, { controls, entry, state });
      return body;
    },
    list: () => [...open.values()].map((stream) => stream.state()),
    act(id, action) {
      const stream = find(id);
      if (!stream) return undefined;
      stream.entry.acted(action.action === "speed" ? `speed ${action.speed}` : action.action);
      act(stream.controls, action);
      return stream.state();
    },
    get size() {
      return open.size;
    },
    dropAll() {
      for (const { controls } of open.values()) controls.drop();
    },
  };
}

function act(controls: StreamControls, action: StreamAction): void {
  switch (action.action) {
    case "pause":
      return controls.pause();
    case "resume":
      return controls.resume();
    case "step":
      return controls.step();
    case "end":
      return controls.end();
    case "drop":
      return controls.drop();
    case "speed":
      return controls.setSpeed(action.speed);
  }
}
