/** Shipped profiles with published figures have times to first token whose quantiles are the published ones, to 15 %. */

import { assertAlmostEquals } from "@std/assert";
import { configFrom, settingsFor } from "../../../lib/config/config.ts";
import { parseConfig } from "../../../lib/config/file/parse.ts";
import { shippedConfig } from "../../../lib/config/shipped.ts";
import { drawTiming } from "../../../lib/plan/when/request_timing.ts";
import { randomFor } from "../../../lib/random.ts";

const config = configFrom(parseConfig(shippedConfig, "config.toml").file, 0);
const DRAWS = 20_000;

/** Seconds at p50, p90 and p99: https://github.com/ray-project/llmperf-leaderboard, raw_data/summary. */
const PUBLISHED = {
  published_70b_fastest: [0.222, 0.299, 0.350],
  published_70b_typical: [0.388, 0.490, 0.687],
  published_70b_cold_starts: [1.19, 12.3, 63.6],
};

for (const [profile, [p50, p90, p99]] of Object.entries(PUBLISHED)) {
  Deno.test(`the profile ${profile} starts as late as was published`, () => {
    const settings = settingsFor(config, "any", { profile });
    const starts = Array.from(
      { length: DRAWS },
      (_, seed) => drawTiming(settings, 550, randomFor("timing", seed)).firstMs / 1000,
    ).toSorted((a, b) => a - b);
    for (const [q, published = 0] of [[0.5, p50], [0.9, p90], [0.99, p99]] as const) {
      assertAlmostEquals(starts[Math.round(q * DRAWS)] ?? 0, published, published * 0.15);
    }
  });
}
