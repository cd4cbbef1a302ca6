/**
 * Rates that change evenly with time, as the share of the time by which a share of the tokens has come. With τ from 0 to 1:
 * `ramp` has the rate ½ + τ, so τ/2 + τ²/2 tokens by τ; `fading` has 1½ - τ. Both come to 1 at the end, so the mean is kept.
 */

/** From the share of tokens to the share of time. */
export const shapedShare: Readonly<Record<"ramp" | "fading", (tokens: number) => number>> = {
  ramp: (tokens) => Math.sqrt(0.25 + 2 * tokens) - 0.5,
  fading: (tokens) => 1.5 - Math.sqrt(2.25 - 2 * tokens),
};
