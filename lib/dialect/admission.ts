/** Whether an answer may be begun: where its model has a place for it, at once or after those who came before. */

import { ApiError } from "../api_error.ts";
import type { Settings } from "../config/settings.ts";
import { errorByName } from "../http/error_words.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Provider } from "../http/provider.ts";
import type { RequestObserver } from "../ledger/observer.ts";
import { DroppedError } from "../stream/dropped_error.ts";
import type { Load } from "../stream/open_streams.ts";
import type { Deps } from "./deps.ts";

/** A place among the answers that a model makes. */
export interface Admission {
  /** How long it was waited for. */
  readonly queuedMs: number;
  /** What slows the answer, where something does. */
  readonly load?: Load;
  /** Gives the place back; a second time does nothing. */
  leave(): void;
}

/** For whoever needs no place. */
const FREE: Admission = { queuedMs: 0, leave() {} };

/**
 * Waits for a place, one server's threads together. Throws the service's own error where the line is full; a client that leaves the
 * line gives up its place in it.
 */
export async function admit(
  provider: Provider,
  { clock, shared, streams }: Deps,
  { id, observer, request }: Pick<Exchange, "id" | "observer" | "request">,
  model: string,
  { max_running, max_queue, load_slowdown }: Settings,
): Promise<Admission> {
  // Whoever is not limited is spared the message to another thread.
  if (max_running === undefined && load_slowdown === 0) return FREE;
  // Whoever looks at the signal has it made, which the end of each request then pays for.
  const { signal } = request;
  const leave = () => void shared.leave(id);
  signal.addEventListener("abort", leave, { once: true });
  const from = clock.now();
  const room = { maxRunning: max_running ?? Infinity, maxQueue: max_queue ?? Infinity };
  const seat = signal.aborted ? LEFT : await streams.whileWaiting(shared.enter(model, id, room));
  signal.removeEventListener("abort", leave);
  if (seat.kind === "refused") throw new ApiError(errorByName(provider, "overloaded", model));
  // What a message to another thread takes is no waiting in line.
  const queuedMs = seat.kind === "running" && !seat.waited ? 0 : clock.now() - from;
  observer.queued?.(queuedMs);
  if (seat.kind === "left" || signal.aborted) {
    leave();
    observer.ended(signal.aborted ? "client_left" : "dropped");
    throw new DroppedError(
      "It left the line before its turn: its client has gone, or its session.",
    );
  }
  const load = { pool: seat.pool, running: seat.running, share: load_slowdown };
  return { queuedMs, leave, ...(load_slowdown > 0 ? { load } : {}) };
}

const LEFT = { kind: "left" } as const;

/** An observer that gives the place back when the stream has ended. */
export function leavingAtEnd(observer: RequestObserver, admission: Admission): RequestObserver {
  if (admission === FREE) return observer;
  return {
    ...observer,
    ended(...how) {
      admission.leave();
      observer.ended(...how);
    },
  };
}
