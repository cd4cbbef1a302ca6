/** The settings of time that is as uneven as the real thing: between requests, between tokens, and in chunks. */

import { z } from "zod";
import { chunkSizes } from "./chunk_sizes.ts";
import { once } from "./once.ts";

/** A gap of an hour is no gap. */
const LONGEST_GAP_MS = 3_600_000;

const coefficientOfVariation = once(() => z.number().min(0).max(10));

/** Every key with its meaning. */
export const timingShape = once(() => ({
  ttft_jitter: coefficientOfVariation().describe(
    "Coefficient of variation of the time to first token from request to request (log-normal); its mean stays.",
  ),
  rate_jitter: coefficientOfVariation().describe(
    "Coefficient of variation of the speed from request to request (log-normal); the mean time of a token stays.",
  ),
  rate_shape: z.enum(["even", "ramp", "fading", "bursts"]).describe(
    "How the speed goes within a stream: ramp from half of it to one and a half, fading back, bursts of ten tokens; " +
      "the mean stays.",
  ),
  tokens_per_chunk: chunkSizes().describe(
    'Tokens in one event: a number, a range ("1-4"), or weights of sizes ("1:0.55,5:0.45"); the rate stays in tokens, ' +
      "and a chunk leaves when its last token is due.",
  ),
  trace: z.string().min(1).describe(
    "The [traces] entry whose gaps between tokens are repeated, in place of jitter and rate_shape.",
  ),
  trace_scale: z.enum(["rate", "as_is"]).describe(
    "Whether a trace's gaps are scaled to the rate, or are as they were.",
  ),
}));

/** One `[traces.name]`. */
export const traceEntry = once(() =>
  z.strictObject({
    gaps_ms: z.array(z.number().min(0).max(LONGEST_GAP_MS)).min(1).describe(
      "Milliseconds from each token to the next, as they were in a real stream.",
    ),
    description: z.string().describe("What was measured, and by whom.").optional(),
  })
);

/** What holds where no place says otherwise. */
export const defaultTiming = {
  ttft_jitter: 0,
  rate_jitter: 0,
  rate_shape: "even",
  tokens_per_chunk: 1,
  trace_scale: "rate",
} as const;
