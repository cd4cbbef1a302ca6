/** The times of one request: what its settings say, with that drawn which varies from request to request. */

import { badRequest } from "../../api_error.ts";
import type { Config } from "../../config/config.ts";
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
  | "trace"
  | "trace_scale"
>;

/** What a schedule is made from. */
export interface RequestTiming {
  /** When the first token is due, in milliseconds after the request. */
  readonly firstMs: number;
  readonly tokensPerSecond: number;
  /** Coefficient of variation of the gaps between tokens. */
  readonly jitter: number;
  readonly shape: Settings["rate_shape"];
  /** The gaps of a real stream, in place of jitter and shape. */
  readonly trace?: TimedTrace;
}

/** A trace, and what it keeps. */
interface TimedTrace {
  /** Each gap over their mean. */
  readonly weights: readonly number[];
  /** The rate: then the gaps of each stream are scaled to their sum. Or itself: then the rate is the trace's own. */
  readonly keeps: "rate" | "gaps";
}

/**
 * The timing of a request of `promptTokens`. `rate_jitter` draws the time of a token, with its mean kept, so that over many requests
 * tokens and time have the rate for their ratio; `ttft_jitter` draws the time to first token, the reading of the prompt included.
 */
export function drawTiming(
  settings: TimingSettings,
  promptTokens: number,
  random: Random,
  traces: Config["traces"] = NO_TRACES,
): RequestTiming {
  const { ttft_jitter, rate_jitter } = settings;
  const gapsMs = settings.trace === undefined ? undefined : gapsOf(settings.trace, traces);
  const meanMs = gapsMs && gapsMs.reduce((sum, gap) => sum + gap, 0) / gapsMs.length;
  // Whoever wants everything at once wants it of a trace, too.
  const isAsItWas = settings.trace_scale === "as_is" && settings.tokens_per_second !== Infinity;
  const rate = meanMs !== undefined && isAsItWas ? 1000 / meanMs : settings.tokens_per_second;
  const tokensPerSecond = rate / factor(random, rate_jitter);
  const prefillMs = promptTokens * 1000 / (settings.prefill_tokens_per_second ?? Infinity);
  const firstMs = (settings.ttft_ms ?? 1000 / tokensPerSecond) + prefillMs;
  return {
    firstMs: firstMs * factor(random, ttft_jitter),
    tokensPerSecond,
    jitter: settings.jitter,
    shape: settings.rate_shape,
    ...(gapsMs && meanMs
      ? {
        trace: {
          weights: gapsMs.map((gap) => gap / meanMs),
          keeps: isAsItWas ? "gaps" : "rate",
        },
      }
      : {}),
  };
}

const NO_TRACES: Config["traces"] = new Map();

function gapsOf(name: string, traces: Config["traces"]): readonly number[] {
  const gapsMs = traces.get(name);
  if (gapsMs) return gapsMs;
  const known = traces.size === 0
    ? "There is none; add a [traces] entry to config.toml"
    : `There are: ${[...traces.keys()].join(", ")}`;
  throw badRequest(`Unknown trace '${name}'. ${known}.`, "trace", "invalid_value");
}

/** Of mean 1; draws nothing where nothing varies. */
function factor(random: Random, cv: number): number {
  return cv === 0 ? 1 : logNormal(random, cv);
}

/** How many tokens come within about `ms`, at least one. */
export function tokensWithin(
  ms: number,
  { firstMs, tokensPerSecond, trace }: RequestTiming,
): number {
  const gaps = (ms - firstMs) * tokensPerSecond / 1000;
  if (trace?.keeps !== "gaps" || !Number.isFinite(gaps)) return Math.max(1, 1 + Math.round(gaps));
  const { weights } = trace;
  const rounds = Math.max(0, Math.floor(gaps / weights.length));
  let left = gaps - rounds * weights.length;
  const more = weights.findIndex((weight) => (left -= weight) < 0);
  return 1 + rounds * weights.length + Math.max(0, more);
}
