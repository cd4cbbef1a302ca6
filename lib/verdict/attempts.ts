/** Which requests are attempts at the same thing, and what became of each. */

import type { Evidence } from "../ledger/evidence.ts";

/** The attempts at one thing, in their order: the same method, path and body. */
export type Attempts = readonly Evidence[];

/** One attempt and the next. */
export interface Retry {
  readonly failed: Evidence;
  readonly next: Evidence;
  /** Milliseconds from the failed one's answer to the next one's start. */
  readonly gapMs: number;
}

/** Puts requests together that ask for the same. What has no body is left alone: to read twice is no retry. */
export function attemptsIn(requests: readonly Evidence[]): readonly Attempts[] {
  const all: Evidence[][] = [];
  const byBody = new Map<string, Evidence[]>();
  const begin = () => {
    const group: Evidence[] = [];
    all.push(group);
    return group;
  };
  for (const request of requests) {
    if (request.method !== "POST") continue;
    // A body that was refused before it was read is known by its length alone.
    const unread = `${request.session ?? ""} ${request.path} ${request.bodyBytes}`;
    const name = request.bodyHash === null ? unread : `${unread} ${request.bodyHash}`;
    const group = byBody.get(name) ?? byBody.get(unread) ?? begin();
    group.push(request);
    byBody.set(name, group);
    if (request.bodyHash !== null) byBody.delete(unread);
    else byBody.set(unread, group);
  }
  return all;
}

/** The retries among attempts: each follows one that had failed. */
export function retriesIn(attempts: Attempts): readonly Retry[] {
  return attempts.flatMap((next, i) => {
    // One that began before another had failed is no answer to that failure.
    const failed = lastBefore(attempts, i, (one) => isOverBefore(one, next));
    if (!failed || !hasFailed(failed)) return [];
    return [{ failed, next, gapMs: Math.max(0, next.startedUnixMs - endOf(failed)) }];
  });
}

/** The last before the `i`th of which `test` holds. */
export function lastBefore(
  attempts: Attempts,
  i: number,
  test: (one: Evidence) => boolean,
): Evidence | undefined {
  for (let j = i - 1; j >= 0; j--) {
    const one = attempts[j];
    if (one && test(one)) return one;
  }
  return undefined;
}

function hasFailed(request: Evidence): boolean {
  // Whoever leaves in the midst of an answer was stopped; whoever leaves before its head has waited long enough.
  return request.outcome === "client_left" ? request.status === null : !isAnswered(request);
}

/** Whether a request was over when another began, which is known to the millisecond alone. */
export function isOverBefore(one: Evidence, next: Evidence): boolean {
  return Math.floor(endOf(one)) <= next.startedUnixMs;
}

/** When a request was over, in milliseconds since 1970. */
export function endOf({ startedUnixMs, endedMs }: Evidence): number {
  return startedUnixMs + (endedMs ?? Infinity);
}

/** Whether a request was answered whole. */
export function isAnswered({ outcome }: Evidence): boolean {
  return outcome === "completed" || outcome === "ended" || outcome === "truncated";
}

/** Whether a failure asks for another try: the statuses that official clients retry, and a connection that broke before any. */
export function asksForRetry({ outcome, status, advice }: Evidence): boolean {
  if (status === null) return outcome === "fault" || outcome === "dropped";
  if (status < 400) return false;
  if (advice?.should !== undefined) return advice.should;
  return status === 408 || status === 409 || status >= 500 || status === 429 && !isOfQuota(advice);
}

/** Whether no other try can mend a failure. */
export function isInVain({ status, advice }: Evidence): boolean {
  if (status === null || advice?.should === true) return false;
  return [400, 401, 403, 404, 422].includes(status) || status === 429 && isOfQuota(advice);
}

/** A quota is not filled again by waiting. */
function isOfQuota(advice: Evidence["advice"]): boolean {
  return advice?.code === "insufficient_quota";
}
