/** What a verdict on a client goes by: plain data of one request, which threads can send. */

import { type Entry, type HandAction, type Outcome, tokensSent } from "./entry.ts";
import type { Delivery, Reader, RetryAdvice } from "./observer.ts";

/** One request. Times are in milliseconds after it, but for `startedUnixMs`. */
export interface Evidence {
  readonly id: string;
  readonly session: string | null;
  readonly method: string;
  readonly path: string;
  readonly bodyHash: number | null;
  readonly bodyBytes: number | null;
  readonly idempotencyKey: string | null;
  readonly startedUnixMs: number;
  readonly answeredMs: number | null;
  readonly endedMs: number | null;
  readonly status: number | null;
  readonly outcome: Outcome;
  readonly delivery: Delivery;
  readonly advice: RetryAdvice | null;
  readonly tokens: number;
  readonly plannedTokens: number | null;
  /** The longest that a token which has left had waited to be read; how long the answer took to begin is not the reader's. */
  readonly longestWaitMs: number;
  /** How its reader is, or was when it ended. */
  readonly reader: Reader | null;
  readonly actions: readonly HandAction[];
}

/** Which requests are judged. */
export interface EvidenceFilter {
  readonly session?: string | undefined;
  /** By their own or their completions' ids. */
  readonly ids?: readonly string[] | undefined;
}

/** What an entry says; `reader` is how that of a stream under way is. */
export function evidenceOf(entry: Entry, reader: Reader | undefined): Evidence {
  const { proof, departures } = entry;
  return {
    id: entry.id,
    session: entry.session,
    method: entry.method,
    path: entry.path,
    bodyHash: proof.bodyHash,
    bodyBytes: proof.bodyBytes,
    idempotencyKey: proof.idempotencyKey,
    startedUnixMs: entry.startedUnixMs,
    answeredMs: proof.answeredMs,
    endedMs: proof.endedMs,
    status: entry.status,
    outcome: entry.outcome,
    delivery: entry.delivery,
    advice: proof.advice,
    tokens: tokensSent(entry),
    plannedTokens: entry.plannedTokens,
    longestWaitMs: departures.longestWaitMs(proof.answeredMs ?? 0),
    reader: proof.reader ?? reader ?? null,
    actions: entry.actions,
  };
}
