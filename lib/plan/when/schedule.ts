/** When: the due time of every token, absolute, so that nothing drifts. */

import type { Settings } from "../../config/settings.ts";
import { logNormal, type Random } from "../../random.ts";

/** The settings that decide a schedule. */
export type Timing = Pick<
  Settings,
  "tokens_per_second" | "jitter" | "ttft_ms" | "prefill_tokens_per_second"
>;

/** When token `i` (from 0) is due, in milliseconds after the request arrived. Never falls with `i`. */
export type DueTimes = (token: number) => number;

/**
 * The schedule of a choice of up to `tokens` tokens. Without `ttft_ms` the first token takes one interval, so that
 * `tokens` tokens take `tokens / tokens_per_second` exactly. Jitter moves tokens about inside that time: the gaps are
 * drawn and then scaled to their sum, so that every stream, short or long, keeps the rate.
 */
export function schedule(
  timing: Timing,
  promptTokens: number,
  tokens: number,
  random: Random,
): DueTimes {
  const intervalMs = 1000 / timing.tokens_per_second;
  const firstMs = firstTokenMs(timing, promptTokens);
  if (timing.jitter === 0 || intervalMs === 0) return (i) => firstMs + i * intervalMs;
  const shares = jitteredShares(tokens, timing.jitter, random);
  return (i) => firstMs + (shares[i] ?? i) * intervalMs;
}

/** How many tokens come within `ms` at an even rate, at least one. */
export function tokensWithin(ms: number, timing: Timing, promptTokens: number): number {
  const afterFirstMs = ms - firstTokenMs(timing, promptTokens);
  return Math.max(1, 1 + Math.round(afterFirstMs * timing.tokens_per_second / 1000));
}

/** When the first token is due: the prompt is read before it. */
function firstTokenMs(timing: Timing, promptTokens: number): number {
  const prefillMs = promptTokens * 1000 / (timing.prefill_tokens_per_second ?? Infinity);
  return (timing.ttft_ms ?? 1000 / timing.tokens_per_second) + prefillMs;
}

/** Where each token stands, in mean intervals after the first: 0 for the first, `tokens - 1` for the last. */
function jitteredShares(tokens: number, cv: number, random: Random): Float64Array {
  const shares = new Float64Array(tokens);
  for (let i = 1; i < tokens; i++) shares[i] = (shares[i - 1] ?? 0) + logNormal(random, cv);
  const scale = (tokens - 1) / (shares[tokens - 1] || 1);
  return shares.map((share) => share * scale);
}
