/** What an error's answer tells its client of another try. */

import type { ApiErrorData } from "../api_error.ts";
import type { ReadHeaders, RetryAdvice } from "../ledger/observer.ts";

/** Reads the headers that clients read. Where they name two times, a client may go by either. */
export function retryAdvice(
  error: ApiErrorData,
  headers: Pick<ReadHeaders, "get">,
  unixMs: number,
): RetryAdvice {
  const times = [
    millisecondsOf(headers.get("retry-after-ms"), 1),
    millisecondsOf(headers.get("retry-after"), 1000) ??
      untilDate(headers.get("retry-after"), unixMs),
  ].filter((time) => time !== undefined);
  const should = headers.get("x-should-retry");
  return {
    ...(times.length === 0
      ? {}
      : { afterMs: { soonest: Math.min(...times), latest: Math.max(...times) } }),
    ...(should === "true" || should === "false" ? { should: should === "true" } : {}),
    ...(error.code ? { code: error.code } : {}),
  };
}

function millisecondsOf(header: string | null | undefined, unitMs: number): number | undefined {
  return header && /^\d+(\.\d+)?$/.test(header) ? Number(header) * unitMs : undefined;
}

function untilDate(header: string | null | undefined, unixMs: number): number | undefined {
  const date = header ? Date.parse(header) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - unixMs);
}
