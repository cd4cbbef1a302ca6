/** What the ledger writes down of one request. */

import type { Departures } from "./departures.ts";
import type { KeptAnswer } from "./kept_answer.ts";
import type { KeptRequest } from "./kept_request.ts";
import type { Delivery, Fault, StreamEnd } from "./observer.ts";
import type { Proof } from "./proof.ts";

/** How a request ended, or `open`. `truncated` is a stream that its time limit cut. */
export type Outcome = "open" | "truncated" | "error" | StreamEnd;

/** What was done to a stream by hand. */
export interface HandAction {
  /** Milliseconds after the request. */
  readonly at_ms: number;
  readonly action: string;
  /** Completion tokens that had left by then. */
  readonly at_token: number;
}

/** What went wrong on purpose. */
export interface ToldFault extends Fault {
  /** Milliseconds after the request. */
  readonly at_ms: number;
}

/** What is written down of a request. Times are on the clock, `startedUnixMs` since 1970. */
export interface Entry {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly session: string | null;
  readonly startedAt: number;
  readonly startedUnixMs: number;
  readonly loopDelayMs: number;
  completionId: string | null;
  dialect: string | null;
  rule: string | null;
  bentBy: readonly string[];
  model: string | null;
  delivery: Delivery;
  status: number | null;
  error: string | null;
  warnings: readonly string[];
  outcome: Outcome;
  truncated: boolean;
  queuedMs: number;
  promptTokens: number | null;
  plannedTokens: number | null;
  readonly client: string | null;
  /** About how many it takes, without what it said. */
  bytes: number;
  departures: Departures;
  readonly actions: HandAction[];
  readonly faults: ToldFault[];
  kept: KeptRequest | undefined;
  answer: KeptAnswer | undefined;
  readonly proof: Proof;
  /** Who waits for its end; absent where nobody ever has. */
  onEnd?: Set<() => void>;
}

/** How many tokens have been sent. What leaves whole and at once is not seen leaving. */
export function tokensSent({ delivery, outcome, plannedTokens, departures }: Entry): number {
  if (delivery !== "at_once") return departures.tokens();
  return outcome === "completed" ? plannedTokens ?? 0 : 0;
}
