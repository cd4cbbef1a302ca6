/** How the ledger tells of a request: short in a list, whole by itself. */

import { type AnsweredWith, answeredWith } from "./answered_with.ts";
import { type Entry, type HandAction, type Outcome, tokensSent, type ToldFault } from "./entry.ts";
import { type Figures, figuresOf, perSecond } from "./figures.ts";
import { type SaidRequest, saidRequest } from "./kept_request.ts";
import type { NearRule } from "./near_rule.ts";
import { type ToldProof, toldProof } from "./proof.ts";

/** One request, as `GET /requests` lists it. Rates are in tokens per second, times in milliseconds. */
export interface RequestSummary {
  /** The answer's `x-request-id`. */
  readonly id: string;
  /** The completion's own id, where there is one. */
  readonly completion_id: string | null;
  readonly method: string;
  readonly path: string;
  /** The protocol: "chat", "responses", "messages", …; `null` until the body has been read. */
  readonly dialect: string | null;
  /** The session that the request names. */
  readonly session: string | null;
  /** The rule that decided the answer. */
  readonly rule: string | null;
  /** Rules that laid settings over it and went on to the next. */
  readonly bent_by: readonly string[];
  readonly model: string | null;
  readonly stream: boolean;
  /** HTTP status; `null` until it is known. */
  readonly status: number | null;
  /** ISO 8601. */
  readonly started_at: string;
  readonly outcome: Outcome;
  /** When its first token left, and its last event; after the request. `null` where there was none. */
  readonly ttft_ms: number | null;
  /** How long it waited in line until its answer was begun, which is part of all its times; 0 without `max_running`. */
  readonly queued_ms: number;
  readonly duration_ms: number | null;
  /** Completion tokens that have left. */
  readonly tokens: number;
  /** Tokens that left over the time since the request; `null` without any. The wait for the first counts. */
  readonly tokens_per_second: number | null;
  /** Tokens after the first event with tokens, over the time since it: the speed of the text. `null` before a second. */
  readonly tokens_per_second_after_first: number | null;
  readonly error: string | null;
  /** What the real service would have refused, what of the request has no effect, and what no service would answer to it. */
  readonly warnings: readonly string[];
  /** The client's `user-agent`. */
  readonly client: string | null;
  /** How late the event loop was when the request came: about so long it may have waited before it was seen, uncounted in all else. */
  readonly loop_delay_ms: number;
}

/** One event that left. Times are in milliseconds after the request. */
export interface SentChunk {
  readonly due_ms: number;
  readonly left_ms: number;
  readonly tokens: number;
}

/** One request, whole. */
export interface RequestDetail extends RequestSummary {
  readonly prompt_tokens: number | null;
  /** For what has been sent so far, had each event left when it was due. */
  readonly planned: Figures;
  readonly actual: Figures;
  /** How far from its due time each event left. */
  readonly schedule_error_ms:
    | { readonly p50: number; readonly p99: number; readonly max: number }
    | null;
  /** Completion tokens of the whole plan. */
  readonly planned_tokens: number | null;
  /** The first 10,000; what follows is one more chunk. */
  readonly chunks: readonly SentChunk[];
  /** How many chunks that last one stands for beside itself; absent where there is none such. */
  readonly chunks_left_out?: number;
  readonly actions: readonly HandAction[];
  /** What went wrong on purpose, where and when, as its settings ask. */
  readonly faults: readonly ToldFault[];
  /** What a verdict on its client goes by. */
  readonly proof: ToldProof;
  /** Which rules came near, the nearest first; `null` where none were asked, or that is not kept. */
  readonly near: readonly NearRule[] | null;
  /** What it said; `null` where that is not kept: `ledger_bytes` in `[server]` says how much is. */
  readonly request: SaidRequest | null;
  /** What it was answered; `null` where that is not kept. `GET /requests/{id}/events` has the events. */
  readonly response: AnsweredWith | null;
}

/** An entry as a list tells it. */
export function summaryOf(entry: Entry): RequestSummary {
  const { departures } = entry;
  const tokens = tokensSent(entry);
  const [first, last] = [departures.firstToken(), departures.lastToken()];
  return {
    id: entry.id,
    completion_id: entry.completionId,
    method: entry.method,
    path: entry.path,
    dialect: entry.dialect,
    session: entry.session,
    rule: entry.rule,
    bent_by: entry.bentBy,
    model: entry.model,
    stream: entry.delivery === "stream",
    status: entry.status,
    started_at: new Date(entry.startedUnixMs).toISOString(),
    outcome: entry.outcome,
    ttft_ms: first?.leftMs ?? null,
    queued_ms: entry.queuedMs,
    duration_ms: departures.last()?.leftMs ?? null,
    tokens,
    tokens_per_second: perSecond(tokens, last?.leftMs ?? 0),
    tokens_per_second_after_first: first && last
      ? perSecond(tokens - first.tokens, last.leftMs - first.leftMs)
      : null,
    error: entry.error,
    warnings: entry.warnings,
    client: entry.client,
    loop_delay_ms: entry.loopDelayMs,
  };
}

/** An entry as it is told alone. */
export function detailOf(entry: Entry): RequestDetail {
  const all = entry.departures.all();
  const leftOut = entry.departures.leftOut();
  const errors = Float64Array.from(all, ({ dueMs, leftMs }) => Math.abs(leftMs - dueMs)).sort();
  const quantile = (q: number) => errors[Math.round(q * (errors.length - 1))] ?? 0;
  return {
    ...summaryOf(entry),
    prompt_tokens: entry.promptTokens,
    planned: figuresOf(all, ({ dueMs }) => dueMs, leftOut > 0),
    actual: figuresOf(all, ({ leftMs }) => leftMs, leftOut > 0),
    schedule_error_ms: errors.length === 0
      ? null
      : { p50: quantile(0.5), p99: quantile(0.99), max: quantile(1) },
    planned_tokens: entry.plannedTokens,
    chunks: all.map(({ dueMs, leftMs, tokens }) => ({ due_ms: dueMs, left_ms: leftMs, tokens })),
    ...(leftOut > 0 ? { chunks_left_out: leftOut } : {}),
    actions: entry.actions,
    faults: entry.faults,
    proof: toldProof(entry.proof),
    near: entry.kept?.near?.() ?? null,
    request: entry.kept ? saidRequest(entry.kept) : null,
    response: answeredWith(entry.kept, entry.answer),
  };
}
