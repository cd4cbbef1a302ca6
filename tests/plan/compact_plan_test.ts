/** A plan that is packed, sent to another thread and unpacked is the plan that it was. */

import { assertEquals } from "@std/assert";
import { compactPlan, expandPlan } from "../../lib/plan/compact_plan.ts";
import type { Delta, Plan, Timed } from "../../lib/plan/plan.ts";

const at = (at: number, value: Delta): Timed<Delta> => ({ at, value });
const call = { index: 0, id: "a", name: "f" };
const other = { index: 1, id: "b", name: "f" };
const deltas: readonly Timed<Delta>[] = [
  at(0.5, { kind: "reasoning", piece: { text: "hm", tokens: 1 } }),
  at(1, { kind: "text", piece: { text: "Hello ", tokens: 2, byteLengths: [2, 4] } }),
  at(1.25, { kind: "text", piece: { text: "👋", tokens: 1 } }),
  at(2, { kind: "call", call, tokens: 7 }),
  at(3, { kind: "arguments", call, piece: { text: "{}", tokens: 1 } }),
  at(4, { kind: "call", call: other, tokens: 9 }),
  at(5, { kind: "arguments", call: other, piece: { text: "{", tokens: 1 } }),
  at(6, { kind: "arguments", call: other, piece: { text: "}", tokens: 1 } }),
  at(7, { kind: "text", piece: { text: "", tokens: 1 } }),
];
const plan: Plan = {
  id: "x",
  model: "m",
  created: 1,
  seed: 2,
  choices: [{ deltas, end: { at: 7, value: { reason: "stop" } } }, {
    deltas: [],
    end: { at: 0, value: { reason: "length" } },
  }],
  usage: { promptTokens: 1, completionTokens: 2, reasoningTokens: 0 },
  truncated: false,
};

Deno.test("expandPlan() gives the plan that compactPlan() was given, after a thread's boundary", () => {
  const { choices, ...rest } = expandPlan(structuredClone(compactPlan(plan)));
  assertEquals(
    { ...rest, choices: choices.map((one) => ({ ...one, deltas: [...one.deltas] })) },
    plan,
  );
  assertEquals([...choices[0]?.deltas ?? []], deltas, "a second time");
});
