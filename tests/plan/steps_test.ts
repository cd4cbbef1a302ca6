import { assertEquals } from "@std/assert";
import type { Delta, Plan, Timed } from "../../lib/plan/plan.ts";
import { deltaSteps, endSteps, planUntil } from "../../lib/plan/steps.ts";
import { planOf } from "../stream/pace_fixture.ts";

const wordOf = (delta: Delta) => delta.kind === "text" ? delta.piece.text : delta.kind;

function told(plan: Plan): readonly string[] {
  return [
    ...[...deltaSteps(plan)].map(({ at, delta }) => `${at} ${wordOf(delta)}`),
    ...endSteps(plan).map(({ at, index, end }) => `${at} end of ${index}: ${end.reason}`),
  ];
}

Deno.test("deltaSteps: choices are merged by time, in turn where due at once, and end together", () => {
  const plan = planOf([[1, "a"], [1, "b"], [4, "c"]], [[1, "A"], [1, "B"], [3, "C"]]);
  assertEquals(told(plan), [
    "1 a",
    "1 A",
    "1 b",
    "1 B",
    "3 C",
    "4 c",
    "4 end of 0: stop",
    "4 end of 1: stop",
  ]);
});

Deno.test("deltaSteps: each knows what its own choice says next, and the last of each that there is nothing", () => {
  for (
    const choices of [[[[1, "a"], [2, "b"]]], [[[1, "a"], [4, "b"]], [[2, "A"], [3, "B"]]]] as const
  ) {
    const steps = [...deltaSteps(planOf(...choices))];
    const nexts = steps.map(({ delta, next }) => `${wordOf(delta)}>${next ? wordOf(next) : ""}`);
    assertEquals(
      nexts.toSorted(),
      choices.length === 1 ? ["a>b", "b>"] : ["A>B", "B>", "a>b", "b>"],
    );
  }
});

Deno.test("deltaSteps: a plan can be gone through again with the same result", () => {
  const plan = planOf([[1, "a"], [2, "b"]], [[1, "A"]]);
  assertEquals(told(plan), told(plan));
});

Deno.test("deltaSteps: takes from each choice one more than it has given, and no more", () => {
  const taken: string[] = [];
  function* track(name: string, times: readonly number[]): Generator<Timed<Delta>> {
    for (const at of times) {
      taken.push(`${name}${at}`);
      yield { at, value: { kind: "text", piece: { text: name, tokens: 1 } } };
    }
  }
  const end = { at: 9, value: { reason: "stop" } } as const;
  const plan = {
    ...planOf([]),
    choices: [{ deltas: track("a", [1, 5, 9]), end }, { deltas: track("b", [2, 9]), end }],
  };
  deltaSteps(plan)[Symbol.iterator]().next();
  assertEquals(taken, ["a1", "b2", "a5"]);
});

Deno.test("deltaSteps: of no choices, and of silent ones, there is nothing", () => {
  assertEquals(
    [...deltaSteps(planOf()), ...deltaSteps(planOf([])), ...deltaSteps(planOf([], []))],
    [],
  );
});

Deno.test("planUntil: what was due has been said, and is what usage counts", () => {
  const plan = planOf([[1, "a"], [2, "b"], [3, "c"]], [[1, "A"]]);
  const cut = planUntil({ ...plan, usage: { ...plan.usage, promptTokens: 9 } }, 2);
  assertEquals(told(cut), ["1 a", "1 A", "2 b", "2 end of 0: stop", "2 end of 1: stop"]);
  assertEquals(cut.usage, { promptTokens: 9, completionTokens: 3, reasoningTokens: 0 });
});

Deno.test("planUntil: thinking that was said stays counted as thinking, and who had ended keeps his ending", () => {
  const said = (kind: "reasoning" | "text", at: number): Timed<Delta> => ({
    at,
    value: { kind, piece: { text: kind, tokens: 2 } },
  });
  const deltas = [said("reasoning", 1), said("reasoning", 2), said("text", 3), said("text", 4)];
  const choices = [{ deltas, end: { at: 4, value: { reason: "length" } } }] as const;
  const plan = { ...planOf([]), choices };
  assertEquals(planUntil(plan, 3).usage, {
    promptTokens: 0,
    completionTokens: 6,
    reasoningTokens: 4,
  });
  assertEquals(planUntil(plan, 4).choices, choices);
});

Deno.test("planUntil: before the first word nothing was said, and time does not go below 0", () => {
  assertEquals(told(planUntil(planOf([[5, "a"]]), -1)), ["0 end of 0: stop"]);
});
