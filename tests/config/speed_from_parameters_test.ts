import { assertAlmostEquals, assertEquals } from "@std/assert";
import { speedFromParameters } from "../../lib/config/speed_from_parameters.ts";

Deno.test("speedFromParameters() is the document's formula, 25 × (1 / ln(parameters + 1))^1.5", () => {
  assertAlmostEquals(speedFromParameters(Math.E ** 4 - 1), 25 / 8, 1e-9);
  // Worked out apart from the code, with bc. The document's own table has other speeds for the same sizes (8.5, 7.7,
  // 7.0, 4.8, 3.7), which no single exponent gives; the shipped config has those written out.
  const worked = new Map([[8, 7.6759], [10, 6.7328], [13, 5.8313], [34, 3.7292], [70, 2.8406]]);
  for (const [size, speed] of worked) assertAlmostEquals(speedFromParameters(size), speed, 1e-4);
});

Deno.test("speedFromParameters() is never above 20 or below 1, however small or large the model", () => {
  assertEquals([speedFromParameters(0.001), speedFromParameters(1)], [20, 20]);
  assertEquals(speedFromParameters(1e12), 1);
});

Deno.test("speedFromParameters() is slower for larger models", () => {
  const speeds = [3, 8, 20, 70, 400].map(speedFromParameters);
  assertEquals(speeds, speeds.toSorted((a, b) => b - a));
});
