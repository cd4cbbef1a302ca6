/** How a client took failures: whether it came again, when, how often, and as whom. */

import type { Evidence } from "../ledger/evidence.ts";
import { asksForRetry, type Attempts, isInVain, retriesIn, type Retry } from "./attempts.ts";
import type { Finding } from "./finding.ts";
import type { Thresholds } from "./thresholds.ts";

/** What is wrong with the attempts at one thing, at the moment `unixMs`. */
export function judgeRetries(
  attempts: Attempts,
  unixMs: number,
  thresholds: Thresholds,
): readonly Finding[] {
  const retries = retriesIn(attempts);
  return [
    ...retries.flatMap((retry) => [
      ...tooEarly(retry, thresholds),
      ...tooLate(retry, thresholds),
      ...inVain(retry),
      ...newKey(retry),
    ]),
    ...noRetry(attempts, unixMs, thresholds),
    ...storm(retries, thresholds),
    ...withoutBackoff(retries, thresholds),
  ];
}

function tooEarly(
  { failed, next, gapMs }: Retry,
  { early_percent, early_ms }: Thresholds,
): readonly Finding[] {
  const told = failed.advice?.afterMs?.soonest;
  if (told === undefined || !asksForRetry(failed)) return [];
  if (gapMs >= told - Math.max(early_ms, told * early_percent / 100)) return [];
  return [{
    kind: "retried_too_early",
    requests: [failed.id, next.id],
    text: `A retry came ${inMs(gapMs)} after a ${failed.status} that said to wait ${inMs(told)}.`,
    evidence: { status: failed.status, retry_after_ms: told, gap_ms: gapMs },
  }];
}

function tooLate(
  { failed, next, gapMs }: Retry,
  { late_times, late_ms }: Thresholds,
): readonly Finding[] {
  const told = failed.advice?.afterMs?.latest;
  if (told === undefined || !asksForRetry(failed)) return [];
  if (gapMs <= told * late_times || gapMs <= late_ms) return [];
  return [{
    kind: "retried_too_late",
    requests: [failed.id, next.id],
    text: `A retry came ${inMs(gapMs)} after a ${failed.status} that said to wait ${
      inMs(told)
    } only.`,
    evidence: { status: failed.status, retry_after_ms: told, gap_ms: gapMs },
  }];
}

function inVain({ failed, next }: Retry): readonly Finding[] {
  if (!isInVain(failed)) return [];
  const code = failed.advice?.code ?? null;
  return [{
    kind: "retried_in_vain",
    requests: [failed.id, next.id],
    text: `The same request came again after a ${failed.status}${
      code ? ` (${code})` : ""
    }, which no retry mends.`,
    evidence: { status: failed.status, code },
  }];
}

function newKey({ failed, next }: Retry): readonly Finding[] {
  const [first, second] = [failed.idempotencyKey, next.idempotencyKey];
  // Of what broke in the midst of an answer, whoever asks again asks anew.
  if (failed.status !== null && failed.status < 400) return [];
  if (first === null || first === second) return [];
  return [{
    kind: "new_idempotency_key",
    requests: [failed.id, next.id],
    text: second === null
      ? "A retry came without the idempotency key of the first try."
      : "A retry came with another idempotency key than the first try, so it may be done twice.",
    evidence: { first, second },
  }];
}

/** Whoever has tried again may give up; one try alone may not. */
function noRetry(
  attempts: Attempts,
  unixMs: number,
  { no_retry_ms }: Thresholds,
): readonly Finding[] {
  const [only] = attempts;
  if (!only || attempts.length > 1 || only.endedMs === null || !asksForRetry(only)) return [];
  const sinceMs = unixMs - only.startedUnixMs - only.endedMs;
  const told = only.advice?.afterMs?.latest ?? 0;
  if (sinceMs < told + no_retry_ms) return [];
  return [{
    kind: "no_retry",
    requests: [only.id],
    text: `Nobody came again within ${inMs(sinceMs)} of ${failure(only)}, which asks for it.`,
    evidence: { status: only.status, retry_after_ms: told, since_ms: sinceMs },
  }];
}

function failure({ status }: Evidence): string {
  return status === null ? "a connection that broke" : `a ${status}`;
}

function storm(
  retries: readonly Retry[],
  { storm_retries, storm_ms }: Thresholds,
): readonly Finding[] {
  const at = retries.map(({ next }) => next.startedUnixMs);
  const first = at.findIndex((start, i) => {
    const last = at[i + storm_retries];
    return last !== undefined && last - start <= storm_ms;
  });
  if (first < 0) return [];
  const from = at[first] ?? 0;
  const within = retries.slice(first).filter(({ next }) => next.startedUnixMs - from <= storm_ms);
  return [{
    kind: "retry_storm",
    requests: within.map(({ next }) => next.id),
    text: `${within.length} retries of one request came within ${inMs(storm_ms)}.`,
    evidence: { retries: within.length, within_ms: storm_ms },
  }];
}

/** Gaps that a server asked for are not the client's. */
function withoutBackoff(
  retries: readonly Retry[],
  { backoff_retries, backoff_percent }: Thresholds,
): readonly Finding[] {
  const first = retries.findIndex((_, i) =>
    evenFrom(retries, i, backoff_percent) >= backoff_retries
  );
  if (first < 0) return [];
  const run = retries.slice(first, first + evenFrom(retries, first, backoff_percent));
  const gaps = run.map(({ gapMs }) => gapMs);
  return [{
    kind: "no_backoff",
    requests: run.map(({ next }) => next.id),
    text: `${run.length} retries in a row came after even gaps of ${inMs(Math.min(...gaps))} to ${
      inMs(Math.max(...gaps))
    }.`,
    evidence: { gaps_ms: gaps },
  }];
}

/** How many retries in a row, from the `i`th on, nobody timed and came after gaps that differ by no more than so many percent. */
function evenFrom(retries: readonly Retry[], i: number, percent: number): number {
  let [least, most] = [Infinity, 0];
  let end = i;
  for (let retry = retries[end]; retry && !retry.failed.advice?.afterMs; retry = retries[end]) {
    least = Math.min(least, retry.gapMs);
    most = Math.max(most, retry.gapMs);
    if (most > least * (1 + percent / 100)) break;
    end++;
  }
  return end - i;
}

function inMs(ms: number): string {
  return `${Math.round(ms)} ms`;
}
