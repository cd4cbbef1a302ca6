/** What varies from request to request. A mean of n draws of variation cv strays by cv/√n; tolerances here are five times that. */

import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { defaultSettings } from "../../../lib/config/settings.ts";
import {
  drawTiming,
  type TimingSettings,
  tokensWithin,
} from "../../../lib/plan/when/request_timing.ts";
import { randomFor, seededRandom } from "../../../lib/random.ts";

const DRAWS = 4000;
const FIVE_SIGMA = 5 / Math.sqrt(DRAWS);

function draws(settings: Partial<TimingSettings>, prompt = 0) {
  return Array.from(
    { length: DRAWS },
    (_, seed) => drawTiming({ ...defaultSettings, ...settings }, prompt, randomFor("timing", seed)),
  );
}

function meanAndVariation(values: readonly number[]) {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, cv: Math.sqrt(variance) / mean };
}

Deno.test("rate_jitter: the mean time of a token is kept, and varies by its coefficient from request to request", () => {
  for (const rate_jitter of [0.04, 0.28, 0.6]) {
    const times = draws({ rate_jitter }).map(({ tokensPerSecond }) => 1000 / tokensPerSecond);
    const { mean, cv } = meanAndVariation(times);
    assertAlmostEquals(mean, 100, 100 * rate_jitter * FIVE_SIGMA);
    assertAlmostEquals(cv, rate_jitter, rate_jitter * 0.1);
    const median = times.toSorted((a, b) => a - b)[DRAWS / 2] ?? 0;
    assertAlmostEquals(median, 100 / Math.sqrt(1 + rate_jitter ** 2), 100 * rate_jitter * 0.1);
  }
});

Deno.test("ttft_jitter: the mean time to first token is kept, prompt and all, and the rate is not touched", () => {
  const drawn = draws({ ttft_jitter: 0.4, ttft_ms: 300, prefill_tokens_per_second: 1000 }, 200);
  const { mean, cv } = meanAndVariation(drawn.map(({ firstMs }) => firstMs));
  assertAlmostEquals(mean, 500, 500 * 0.4 * FIVE_SIGMA);
  assertAlmostEquals(cv, 0.4, 0.04);
  assertEquals(new Set(drawn.map(({ tokensPerSecond }) => tokensPerSecond)), new Set([10]));
});

Deno.test("without ttft_ms the first token takes one interval of this request", () => {
  for (const { firstMs, tokensPerSecond } of draws({ rate_jitter: 0.3 }).slice(0, 50)) {
    assertEquals(firstMs, 1000 / tokensPerSecond);
  }
});

Deno.test("the same seed draws the same, another another, and what does not vary draws nothing", () => {
  const settings = { rate_jitter: 0.3, ttft_jitter: 0.3 };
  assertEquals(draws(settings).slice(0, 20), draws(settings).slice(0, 20));
  assertNotEquals(draws(settings)[1], draws(settings)[2]);
  const never = () => {
    throw new Error("nothing is to be drawn");
  };
  assertEquals(drawTiming(defaultSettings, 0, never).firstMs, 100);
});

Deno.test("tokensWithin: as many tokens as this request's rate brings after its first", () => {
  const timing = drawTiming({ ...defaultSettings, ttft_ms: 500 }, 0, seededRandom(1));
  assertEquals(tokensWithin(1500, timing), 11);
  assertEquals(tokensWithin(10, timing), 1);
  const [slow] = draws({ rate_jitter: 0.5, ttft_ms: 0 })
    .filter(({ tokensPerSecond }) => tokensPerSecond < 8);
  assert(slow && tokensWithin(10_000, slow) < 81);
});
