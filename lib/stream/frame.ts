/** What a response body is made of: bytes with their times, and what happens between them. */

import type { Fault } from "../ledger/observer.ts";
import type { Delta } from "../plan/plan.ts";

/** What a frame tells, whatever the wire: what stands before anything is said, a kind of delta, or the end. */
export type FramePart = "begin" | Delta["kind"] | "end";

/** One event's bytes, or several that always leave together. */
export interface DataFrame {
  readonly kind: "data";
  /** Milliseconds after the request arrived, on the plan's own time. */
  readonly at: number;
  /** Exactly what is written. */
  readonly data: string | Uint8Array;
  /** Completion tokens that it carries. */
  readonly tokens: number;
  /** Absent where it tells nothing of the plan, as a whole answer or a heartbeat. */
  readonly part?: FramePart;
  /** Present where it must not be written together with the frames beside it. */
  readonly alone?: true;
  /**
   * Present on a heartbeat: when the silence ends that it is in, on the plan's time. A silence may have any number of them, and
   * nobody who looks on is told.
   */
  readonly silentUntil?: number;
}

/** What happens to a response beside its bytes, when all frames before it have left. */
export type MarkFrame =
  /** Its head leaves, which is at once where no frame says so. It stands before all data. */
  | { readonly kind: "head"; readonly at: number }
  /** Something goes wrong on purpose from here on, which is written down. */
  | { readonly kind: "note"; readonly at: number; readonly fault: Fault }
  /** The body ends on purpose, as HTTP wants it, whatever the protocol wants; nothing leaves after it. */
  | { readonly kind: "close"; readonly at: number }
  /** The connection breaks; nothing leaves after it. */
  | { readonly kind: "break"; readonly at: number };

/** Bytes, or what happens between them. `at` never falls. */
export type Frame = DataFrame | MarkFrame;
