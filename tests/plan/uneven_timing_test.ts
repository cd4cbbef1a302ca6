/** Uneven time beside all else that decides a plan. */

import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { ApiError } from "../../lib/api_error.ts";
import type { Settings } from "../../lib/config/settings.ts";
import { saidBy } from "../../lib/plan/plan.ts";
import { dues, endOf, planFor, sizes } from "./plan_fixture.ts";

const UNEVEN: readonly Partial<Settings>[] = [
  { rate_jitter: 0.5 },
  { ttft_jitter: 0.8, ttft_ms: 300 },
  { rate_shape: "ramp" },
  { rate_shape: "fading", jitter: 0.5 },
  { rate_shape: "bursts" },
  { tokens_per_chunk: "1-4" },
  { trace: "stutter", rate_jitter: 0.3, ttft_jitter: 0.3 },
  { trace: "stutter", trace_scale: "as_is", rate_jitter: 0.3 },
  { tokens_per_chunk: "1:0.55,5:0.45", rate_jitter: 0.2, rate_shape: "bursts" },
];

const SEEDS = [1, 2, 3, 4, 5];

Deno.test("uneven time: the same seed gives the same ticks, another others, and time never goes back", () => {
  for (const settings of UNEVEN) {
    const random = { rate_jitter: 0.3, ...settings, jitter: 0.3 };
    assertEquals(dues(planFor(random, {}, 3)), dues(planFor(random, {}, 3)));
    assertNotEquals(dues(planFor(random, {}, 3)), dues(planFor(random, {}, 4)));
    for (const seed of SEEDS) {
      const ats = dues(planFor(settings, { choices: 3 }, seed));
      assertEquals(ats, ats.toSorted((a, b) => a - b));
    }
  }
});

Deno.test("uneven time: says what the even one says, id and text by chance included", () => {
  for (const seed of SEEDS) {
    const even = planFor({ response_length: "random" }, {}, seed);
    for (const settings of UNEVEN) {
      const plan = planFor({ ...settings, response_length: "random" }, {}, seed);
      assertEquals(plan.id, even.id);
      assertEquals(plan.choices.map((one) => saidBy(one).text), [
        saidBy(even.choices[0] ?? { deltas: [], end: { at: 0, value: { reason: "stop" } } }).text,
      ]);
      assertEquals(plan.usage, even.usage);
    }
  }
});

Deno.test("uneven time: shapes and chunks leave the end where it was", () => {
  for (const rate_shape of ["ramp", "fading", "bursts"] as const) {
    for (const tokens_per_chunk of [1, 3, "1-4"]) {
      for (const seed of SEEDS) {
        assertAlmostEquals(
          endOf(planFor({ rate_shape, tokens_per_chunk }, {}, seed)),
          10_000,
          1e-6,
        );
      }
    }
  }
});

Deno.test("uneven time: chunks have sizes of the range, the last what is left, and all tokens come", () => {
  for (const seed of SEEDS) {
    const chunks = sizes(planFor({ tokens_per_chunk: "2-4" }, {}, seed));
    assertEquals(chunks.reduce((a, b) => a + b), 100);
    assert(chunks.slice(0, -1).every((size) => size >= 2 && size <= 4));
  }
});

Deno.test("uneven time: choices of one answer share their request's rate, and thinking is paced with it", () => {
  const plan = planFor({ rate_jitter: 0.5, reasoning_tokens: 20 }, { choices: 2 });
  assertEquals(plan.choices[0]?.end.at, plan.choices[1]?.end.at);
  const [first = 0] = dues(plan);
  assertAlmostEquals(endOf(plan), first * 120, 1e-6);
  assertNotEquals(first, 100);
});

Deno.test("uneven time: duration_seconds is kept by the rate that this request drew", () => {
  for (const settings of UNEVEN) {
    for (const seed of SEEDS) {
      const plan = planFor({ ...settings, duration_seconds: 20 }, {}, seed);
      // A trace has gaps of up to 3.4 times their mean.
      const intervalMs = 20_000 / plan.usage.completionTokens * 3.4;
      assertAlmostEquals(endOf(plan), 20_000, intervalMs);
    }
  }
});

Deno.test("uneven time: the time limit holds", () => {
  for (const settings of UNEVEN) {
    for (const max_stream_time_seconds of [0.3, 2, 7]) {
      for (const seed of SEEDS) {
        const limit = { enforce_time_limit: true, max_stream_time_seconds };
        const plan = planFor({ ...settings, ...limit }, { choices: 2 }, seed);
        assert(endOf(plan) <= max_stream_time_seconds * 1000, `${endOf(plan)}`);
      }
    }
  }
});

const gaps = (ats: readonly number[]) =>
  ats.slice(1).map((at, i) => Math.round(at - (ats[i] ?? 0)));

Deno.test("a trace as it was: its gaps from the first token on, again and again, whatever the rate", () => {
  const plan = planFor({ trace: "stutter", trace_scale: "as_is", ttft_ms: 500, jitter: 1 });
  assertEquals(dues(plan)[0], 500);
  assertEquals(gaps(dues(plan)).slice(0, 9), [10, 10, 10, 170, 10, 10, 10, 170, 10]);
  // Without ttft_ms the first token takes a mean gap.
  assertEquals(dues(planFor({ trace: "stutter", trace_scale: "as_is" }))[0], 50);
});

Deno.test("a trace at a rate: each stream keeps its rate, and the gaps their proportions", () => {
  const plan = planFor({ trace: "stutter", rate_shape: "ramp" });
  assertAlmostEquals(endOf(plan), 10_000, 1e-6);
  const [one = 0, , , long = 0] = dues(plan).slice(1).map((at, i) => at - (dues(plan)[i] ?? 0));
  assertAlmostEquals(long / one, 17, 1e-6);
});

Deno.test("a trace at a rate: where a stream is all of gaps without time, it is even", () => {
  assertEquals(gaps(dues(planFor({ trace: "late" }, { maxTokens: 4 }))), [100, 100, 100]);
  assertEquals(gaps(dues(planFor({ trace: "silent" }, { maxTokens: 4 }))), [100, 100, 100]);
  const asIs = planFor({ trace: "silent", trace_scale: "as_is", ttft_ms: 9 }, { maxTokens: 4 });
  assertEquals(dues(asIs), [9, 9, 9, 9]);
});

Deno.test("a trace: an infinite rate sends everything at once, as it was or not", () => {
  for (const trace_scale of ["rate", "as_is"] as const) {
    const plan = planFor({ trace: "stutter", trace_scale, tokens_per_second: Infinity });
    assertEquals(endOf(plan), 0);
  }
});

Deno.test("a trace that is not there is refused, with those that are", () => {
  const error = assertThrows(() => planFor({ trace: "stuter" }), ApiError);
  assertEquals([error.data.status, error.data.param], [400, "trace"]);
  assertEquals(error.message, "Unknown trace 'stuter'. There are: stutter, silent, late.");
});
