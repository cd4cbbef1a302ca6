/** What is measured of a stretch of a stream. */

import type { Departure } from "./departures.ts";

/** A stretch of time, planned or measured. */
export interface Figures {
  readonly ttft_ms: number | null;
  readonly duration_ms: number | null;
  readonly tokens: number;
  /** Since the request, and after the first event with tokens. */
  readonly tokens_per_second: number | null;
  readonly tokens_per_second_after_first: number | null;
  readonly largest_gap_ms: number | null;
}

/** Figures of a series of events at their times, by those that carry tokens. `isCut`: the last stands for many. */
export function figuresOf(
  departures: readonly Departure[],
  timeOf: (departure: Departure) => number,
  isCut = false,
): Figures {
  const carrying = departures.filter(({ tokens }) => tokens > 0);
  const speaking = carrying.map(timeOf);
  const tokens = departures.reduce((sum, departure) => sum + departure.tokens, 0);
  const gaps = speaking.slice(1, isCut ? -1 : undefined).map((at, i) => at - (speaking[i] ?? at));
  const last = departures.at(-1);
  return {
    ttft_ms: speaking[0] ?? null,
    duration_ms: last ? timeOf(last) : null,
    tokens,
    tokens_per_second: perSecond(tokens, speaking.at(-1) ?? 0),
    tokens_per_second_after_first: perSecond(
      tokens - (carrying[0]?.tokens ?? 0),
      (speaking.at(-1) ?? 0) - (speaking[0] ?? 0),
    ),
    largest_gap_ms: gaps.length === 0 ? null : gaps.reduce((a, b) => Math.max(a, b)),
  };
}

/** Tokens per second; `null` of no tokens, and of no time. */
export function perSecond(tokens: number, ms: number): number | null {
  return tokens === 0 || ms <= 0 ? null : tokens / (ms / 1000);
}
