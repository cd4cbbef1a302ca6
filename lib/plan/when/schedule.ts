/** When: the due time of every token, absolute, so that nothing drifts. */

import type { Work } from "../../clock/work.ts";
import type { Random } from "../../random.ts";
import { gapWeights } from "./gap_weights.ts";
import { shapedShare } from "./rate_shape.ts";
import type { RequestTiming } from "./request_timing.ts";

/** When token `i` (from 0) is due, in milliseconds after the request arrived. Never falls with `i`. */
export type DueTimes = (token: number) => number;

/**
 * The schedule of a choice of up to `tokens` tokens. Without `ttft_ms` the first token takes one interval, so that
 * `tokens` tokens take `tokens / tokens_per_second` exactly. Jitter and shapes move tokens about inside that time: the gaps are
 * weighed and then scaled to their sum, so that every stream, short or long, keeps the rate.
 */
export function* schedule(
  timing: RequestTiming,
  tokens: number,
  random: Random,
): Work<DueTimes> {
  const { firstMs, tokensPerSecond, jitter, shape, trace } = timing;
  const intervalMs = 1000 / tokensPerSecond;
  const isEven = jitter === 0 && shape === "even" && !trace;
  if (isEven || intervalMs === 0) return (i) => firstMs + i * intervalMs;
  const places = yield* placesOf(timing, tokens, random);
  const last = places.at(-1) ?? 0;
  const placeOf = (i: number) => places[i] ?? last + i - Math.max(0, tokens - 1);
  return (i) => firstMs + placeOf(i) * intervalMs;
}

/** How many gaps are drawn before the work may pause. */
const DRAWN_AT_ONCE = 1024;

/** Where each token stands, in mean intervals after the first: 0 for the first, `tokens - 1` for the last. */
function* placesOf(timing: RequestTiming, tokens: number, random: Random): Work<Float64Array> {
  const weightOf = gapWeights(timing, random);
  const sums = new Float64Array(tokens);
  for (let i = 1; i < tokens; i++) {
    sums[i] = (sums[i - 1] ?? 0) + weightOf(i);
    if (i % DRAWN_AT_ONCE === 0) yield DRAWN_AT_ONCE;
  }
  const all = tokens - 1;
  const sum = sums[all] ?? 0;
  if (timing.trace?.keeps === "gaps") return sums;
  // Gaps of which none takes time say nothing of how a time is to be shared.
  if (sum === 0) return sums.map((_, i) => i);
  if (timing.trace || (timing.shape !== "ramp" && timing.shape !== "fading")) {
    const scale = all / sum;
    return sums.map((place) => place * scale);
  }
  const share = shapedShare[timing.shape];
  return sums.map((place) => share(place / sum) * all);
}
