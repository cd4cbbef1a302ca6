/** Uneven time beside all else that decides a plan. */

import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import type { Settings } from "../../lib/config/settings.ts";
import { textOf } from "../../lib/plan/plan.ts";
import { dues, endOf, planFor, sizes } from "./plan_fixture.ts";

const UNEVEN: readonly Partial<Settings>[] = [
  { rate_jitter: 0.5 },
  { ttft_jitter: 0.8, ttft_ms: 300 },
  { rate_shape: "ramp" },
  { rate_shape: "fading", jitter: 0.5 },
  { rate_shape: "bursts" },
  { tokens_per_chunk: "1-4" },
  { tokens_per_chunk: "1:0.55,5:0.45", rate_jitter: 0.2, rate_shape: "bursts" },
];

const SEEDS = [1, 2, 3, 4, 5];

Deno.test("uneven time: the same seed gives the same ticks, another others, and time never goes back", () => {
  for (const settings of UNEVEN) {
    const random = { ...settings, jitter: 0.3 };
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
      assertEquals(plan.choices.map((one) => textOf(one, "text")), [
        textOf(
          even.choices[0] ?? { deltas: [], end: { at: 0, value: { reason: "stop" } } },
          "text",
        ),
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
      const intervalMs = 20_000 / plan.usage.completionTokens;
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
