/** A plan is made in pieces, none of which is long: what others wait for is the largest. */

import { assert, assertEquals } from "@std/assert";
import type { Settings } from "../../lib/config/settings.ts";
import type { Prompt, Tool } from "../../lib/plan/prompt.ts";
import { dues, planFor, workFor } from "./plan_fixture.ts";

const tool = (i: number): Tool => ({
  kind: "function",
  name: `tool_${i}`,
  parameters: {
    type: "object",
    properties: Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`key_${i}`, { type: "boolean" }]),
    ),
  },
});

/** How many pieces a plan is made in, and the steps of the largest. */
function piecesOf(settings: Partial<Settings>, prompt: Partial<Prompt> = {}) {
  const steps = [...workFor(settings, prompt)];
  return { pieces: steps.length, largest: Math.max(...steps) };
}

Deno.test("planning pauses wherever much has been drawn, said or called", () => {
  const fast = { tokens_per_second: 1_000_000 };
  const drawn = piecesOf({ ...fast, duration_seconds: 0.2, jitter: 0.5 });
  assert(drawn.pieces > 190, `${drawn.pieces} pieces of 200,000 gaps`);
  const choices = piecesOf({ ...fast, duration_seconds: 0.007 }, { choices: 128 });
  assert(choices.pieces >= 256, `${choices.pieces} pieces of 128 choices`);
  assertEquals(choices.largest, 7000);
  const tools = Array.from({ length: 100 }, (_, i) => tool(i));
  const called = piecesOf({}, { tools, parallelToolCalls: true });
  assert(called.pieces >= 100, `${called.pieces} pieces of 100 calls`);
});

Deno.test("a plan of chunks joins them when they leave, with the same sizes each time", () => {
  const plan = planFor({ tokens_per_chunk: "5-9" });
  assertEquals(dues(plan), dues(plan));
  assertEquals([...plan.choices[0]?.deltas ?? []], [...plan.choices[0]?.deltas ?? []]);
});
