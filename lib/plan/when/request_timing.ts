/** The times of one request: what its settings say, with that drawn which varies from request to request. */

import type { Settings } from "../../config/settings.ts";
import { logNormal, type Random } from "../../random.ts";

/** The settings that decide when tokens are due. */
export type TimingSettings = Pick<
  Settings,
  | "tokens_per_second"
  | "ttft_ms"
  | "prefill_tokens_per_second"
  | "jitter"
  | "ttft_jitter"
  | "rate_jitter"
  | "rate_shape"
>;

/** What a schedule is made from. */
export interface RequestTiming {
  /** When the first token is due, in milliseconds after the request. */
  readonly firstMs: number;
  readonly tokensPerSecond: number;
  /** Coefficient of variation of the gaps between tokens. */
  readonly jitter: number;
  readonly shape: Settings["rate_shape"];
}

/**
 * The timing of a request of `promptTokens`. `rate_jitter` draws the time of a token, with its mean kept, so that over many requests
 * tokens and time have the rate for their ratio; `ttft_jitter` draws the time to first token, the reading of the prompt included.
 */
export function drawTiming(
  settings: TimingSettings,
  promptTokens: number,
  random: Random,
): RequestTiming {
  const { ttft_jitter, rate_jitter } = settings;
  const tokensPerSecond = settings.tokens_per_second / factor(random, rate_jitter);
  const prefillMs = promptTokens * 1000 / (settings.prefill_tokens_per_second ?? Infinity);
  const firstMs = (settings.ttft_ms ?? 1000 / tokensPerSecond) + prefillMs;
  return {
    firstMs: firstMs * factor(random, ttft_jitter),
    tokensPerSecond,
    jitter: settings.jitter,
    shape: settings.rate_shape,
  };
}

/** Of mean 1; draws nothing where nothing varies. */
function factor(random: Random, cv: number): number {
  return cv === 0 ? 1 : logNormal(random, cv);
}

/** How many tokens come within `ms` at an even rate, at least one. */
export function tokensWithin(ms: number, { firstMs, tokensPerSecond }: RequestTiming): number {
  return Math.max(1, 1 + Math.round((ms - firstMs) * tokensPerSecond / 1000));
}
