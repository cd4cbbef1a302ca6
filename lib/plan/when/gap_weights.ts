/** How long each gap between tokens is, relative to the others. */

import { logNormal, type Random } from "../../random.ts";
import type { RequestTiming } from "./request_timing.ts";

/** Tokens of one burst, and how many times faster than the mean they follow each other; chosen by us. */
const BURST_TOKENS = 10;
const BURST_SPEED = 5;

/** So long is the gap before a burst, in mean gaps, that a burst and the gap before it keep the rate. */
const GAP_BEFORE_BURST = BURST_TOKENS - (BURST_TOKENS - 1) / BURST_SPEED;

/** The weight of the gap before token `i`, from 1; to be asked in order, since jitter draws. */
export function gapWeights(
  { jitter, shape, trace }: Pick<RequestTiming, "jitter" | "shape" | "trace">,
  random: Random,
): (token: number) => number {
  if (trace) return (i) => trace.weights[(i - 1) % trace.weights.length] ?? 1;
  const jittered = () => jitter === 0 ? 1 : logNormal(random, jitter);
  return shape === "bursts" ? (i) => burstWeight(i) * jittered() : jittered;
}

function burstWeight(token: number): number {
  return token % BURST_TOKENS === 0 ? GAP_BEFORE_BURST : 1 / BURST_SPEED;
}
