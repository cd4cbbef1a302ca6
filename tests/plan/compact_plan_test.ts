/** A plan that is packed, sent to another thread and unpacked is the plan that it was. */

import { assertEquals } from "@std/assert";
import { compactPlan, cutPlan, expandPlan, joinPlan } from "../../lib/plan/compact_plan.ts";
import type { Delta, Plan, Timed } from "../../lib/plan/plan.ts";
import { planUntil } from "../../lib/plan/steps.ts";
import { toldPlan } from "../../lib/plan/told_plan.ts";
import { countedTurns } from "../clock/counted_turns.ts";
import { planFor } from "./plan_fixture.ts";

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
const NO_TURNS = { spent: () => false, next: () => Promise.resolve() };

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

Deno.test("expandPlan() gives the plan that compactPlan() was given, after a thread's boundary", async () => {
  const { choices, ...rest } = expandPlan(structuredClone(await compactPlan(plan, NO_TURNS)));
  assertEquals(
    { ...rest, choices: choices.map((one) => ({ ...one, deltas: [...one.deltas] })) },
    plan,
  );
  assertEquals([...choices[0]?.deltas ?? []], deltas, "a second time");
});

/** A plan with its deltas in lists, to compare. */
const listed = ({ choices, ...rest }: Plan) => ({
  ...rest,
  choices: choices.map((one) => ({ ...one, deltas: [...one.deltas] })),
});

Deno.test("joinPlan() has each run of one kind in one piece, due with its last", async () => {
  const [said] = listed(joinPlan(await compactPlan(plan, NO_TURNS))).choices;
  assertEquals(said?.deltas, [
    at(0.5, { kind: "reasoning", piece: { text: "hm", tokens: 1 } }),
    at(1.25, { kind: "text", piece: { text: "Hello 👋", tokens: 3 } }),
    at(2, { kind: "call", call, tokens: 7 }),
    at(3, { kind: "arguments", call, piece: { text: "{}", tokens: 1 } }),
    at(4, { kind: "call", call: other, tokens: 9 }),
    at(6, { kind: "arguments", call: other, piece: { text: "{}", tokens: 2 } }),
    at(7, { kind: "text", piece: { text: "", tokens: 1 } }),
  ]);
});

Deno.test("cutPlan() gives of a packed plan what planUntil() gives of it, at any time", async () => {
  const packed = await compactPlan(plan, NO_TURNS);
  for (const time of [-1, 0, 0.5, 0.9, 1, 1.25, 3.5, 5, 6.9, 7, 8]) {
    assertEquals(
      listed(expandPlan(cutPlan(packed, time))),
      listed(planUntil(plan, time)),
      `${time}`,
    );
  }
});

Deno.test("compactPlan() and toldPlan() go through a long plan in many turns, and through a short one in one", async () => {
  const settings = { tokens_per_second: 1_000_000, duration_seconds: 0.1 };
  const long = planFor(settings);
  for (const pack of [compactPlan, toldPlan]) {
    const turns = countedTurns();
    await pack(long, turns);
    // 100,000 tokens.
    assertEquals(turns.count(), Math.floor(100_000 / 4096), pack.name);
    const few = countedTurns();
    await pack(planFor(), few);
    assertEquals(few.count(), 0, pack.name);
  }
  const { plan: told, until } = await toldPlan(long, NO_TURNS);
  const text = (one: Plan) =>
    [...one.choices[0]?.deltas ?? []].map(({ value }) => "piece" in value ? value.piece.text : "")
      .join("");
  assertEquals([...told.choices[0]?.deltas ?? []].length, 1);
  assertEquals(text(told), text(long));
  assertEquals(text(until(50)), text(planUntil(long, 50)));
});
