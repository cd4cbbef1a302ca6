import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { doAtOnce } from "../../../lib/clock/work.ts";
import { seededRandom } from "../../../lib/random.ts";
import { drawTiming, type TimingSettings } from "../../../lib/plan/when/request_timing.ts";
import { schedule } from "../../../lib/plan/when/schedule.ts";
import { defaultSettings } from "../../../lib/config/settings.ts";

function duesOf(timing: Partial<TimingSettings>, tokens: number, { prompt = 0, seed = 1 } = {}) {
  const random = seededRandom(seed * 0x9e3779b1);
  const drawn = drawTiming({ ...defaultSettings, ...timing }, prompt, random);
  const due = doAtOnce(schedule(drawn, tokens, random));
  return Array.from({ length: tokens }, (_, i) => due(i));
}

function gapsOf(dues: readonly number[]): readonly number[] {
  return dues.slice(1).map((due, i) => due - (dues[i] ?? 0));
}

Deno.test("schedule: without ttft the first token takes one interval, so n tokens take n over the rate", () => {
  assertEquals(duesOf({}, 4), [100, 200, 300, 400]);
  assertEquals(duesOf({ tokens_per_second: 1 }, 3600).at(-1), 3_600_000);
});

Deno.test("schedule: ttft is when the first token is due, and moves all others", () => {
  assertEquals(duesOf({ ttft_ms: 0 }, 3), [0, 100, 200]);
  assertEquals(duesOf({ ttft_ms: 350 }, 3), [350, 450, 550]);
});

Deno.test("schedule: prefill adds the prompt's length over its rate, with ttft and without", () => {
  const prefill = { prefill_tokens_per_second: 1000 };
  assertEquals(duesOf(prefill, 2, { prompt: 500 }), [600, 700]);
  assertEquals(duesOf({ ...prefill, ttft_ms: 20 }, 2, { prompt: 500 }), [520, 620]);
  const instant = { prefill_tokens_per_second: Infinity };
  assertEquals(duesOf(instant, 2, { prompt: 500 }), [100, 200]);
});

Deno.test("schedule: an infinite rate has everything due at once, jittered or not", () => {
  assertEquals(duesOf({ tokens_per_second: Infinity }, 3), [0, 0, 0]);
  assertEquals(duesOf({ tokens_per_second: Infinity, jitter: 2, ttft_ms: 7 }, 3), [7, 7, 7]);
});

Deno.test("schedule: jitter moves tokens about and keeps the first, the last and so the rate", () => {
  for (const tokens of [2, 3, 10, 1000]) {
    const dues = duesOf({ jitter: 0.8, ttft_ms: 50 }, tokens);
    assertEquals(dues[0], 50);
    assertAlmostEquals(dues.at(-1) ?? 0, 50 + (tokens - 1) * 100, 1e-6);
    assert(gapsOf(dues).every((gap) => gap > 0));
  }
  assertEquals(duesOf({ jitter: 0.8 }, 1), [100]);
  assertEquals(duesOf({ jitter: 0.8 }, 0), []);
});

Deno.test("schedule: jitter is the gaps' coefficient of variation, and the median lies under the mean as a log-normal's", () => {
  for (const jitter of [0.1, 0.5, 1]) {
    const gaps = gapsOf(duesOf({ jitter }, 20_001)).toSorted((a, b) => a - b);
    const mean = gaps.reduce((a, b) => a + b) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    assertAlmostEquals(mean, 100, 1e-6);
    assertAlmostEquals(Math.sqrt(variance) / mean, jitter, jitter * 0.1);
    assertAlmostEquals(gaps[10_000] ?? 0, 100 / Math.sqrt(1 + jitter ** 2), 3);
  }
});

Deno.test("schedule: the same seed jitters the same way, another seed another", () => {
  const jitter = { jitter: 0.5 };
  assertEquals(duesOf(jitter, 50, { seed: 3 }), duesOf(jitter, 50, { seed: 3 }));
  assertNotEquals(duesOf(jitter, 50, { seed: 3 }), duesOf(jitter, 50, { seed: 4 }));
});

Deno.test("schedule: ramp goes from half the rate to one and a half, fading back, and the mean is kept", () => {
  for (const tokens of [2, 3, 50, 1001]) {
    for (const rate_shape of ["ramp", "fading", "bursts"] as const) {
      for (const jitter of [0, 0.6]) {
        const dues = duesOf({ rate_shape, jitter, ttft_ms: 50 }, tokens);
        assertEquals(dues[0], 50);
        assertAlmostEquals(dues.at(-1) ?? 0, 50 + (tokens - 1) * 100, 1e-6);
        assert(gapsOf(dues).every((gap) => gap > 0));
      }
    }
  }
  // Within a hundredth of its time a rate that goes evenly has changed by a hundredth of what it does in all.
  const ramp = gapsOf(duesOf({ rate_shape: "ramp" }, 1001));
  assertAlmostEquals(ramp[0] ?? 0, 100 / 0.5, 1);
  assertAlmostEquals(ramp.at(-1) ?? 0, 100 / 1.5, 1);
  const fading = gapsOf(duesOf({ rate_shape: "fading" }, 1001));
  assertAlmostEquals(fading[0] ?? 0, 100 / 1.5, 1);
  assertAlmostEquals(fading.at(-1) ?? 0, 100 / 0.5, 1);
});

Deno.test("schedule: bursts are of ten tokens at five times the rate, with a silence before each", () => {
  const dues = duesOf({ rate_shape: "bursts", ttft_ms: 0 }, 21);
  const gaps = gapsOf(dues).map((gap) => Math.round(gap));
  assertEquals(gaps.slice(0, 10), [20, 20, 20, 20, 20, 20, 20, 20, 20, 820]);
  assertEquals(gaps.slice(10), gaps.slice(0, 10));
});

Deno.test("schedule: rate_shape and tokens of no time are due at once", () => {
  assertEquals(duesOf({ tokens_per_second: Infinity, rate_shape: "bursts" }, 3), [0, 0, 0]);
});
