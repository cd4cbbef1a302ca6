import { assertEquals } from "@std/assert";
import {
  callsOf,
  type Delta,
  endedAt,
  mergedByTime,
  type Plan,
  stepsOf,
  textOf,
  type Timed,
} from "../../lib/plan/plan.ts";
import { planOf } from "../stream/pace_fixture.ts";

function told(plan: Plan): readonly string[] {
  return [...stepsOf(plan)].map((step) =>
    step.kind === "end"
      ? `${step.at} end of ${step.index}: ${step.end.reason}`
      : `${step.at} ${step.delta.kind === "text" ? step.delta.piece.text : step.delta.kind}`
  );
}

Deno.test("stepsOf: choices are merged by time, in turn where due at once, and end together", () => {
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

Deno.test("stepsOf: a plan can be gone through again with the same result", () => {
  const plan = planOf([[1, "a"], [2, "b"]], [[1, "A"]]);
  assertEquals(told(plan), told(plan));
});

Deno.test("mergedByTime: takes from no track before it must", () => {
  const taken: string[] = [];
  function* track(name: string, times: readonly number[]): Generator<Timed<string>> {
    for (const at of times) {
      taken.push(`${name}${at}`);
      yield { at, value: name };
    }
  }
  const merged = mergedByTime([track("a", [1, 5, 9]), track("b", [2, 9])])[Symbol.iterator]();
  merged.next();
  assertEquals(taken, ["a1", "b2"]);
  assertEquals([...{ [Symbol.iterator]: () => merged }].map(({ at, value }) => `${value}${at}`), [
    "b2",
    "a5",
    "b9",
    "a9",
  ]);
});

Deno.test("mergedByTime: of no tracks, and of empty ones, there is nothing", () => {
  assertEquals([[...mergedByTime([])], [...mergedByTime([[], []])]], [[], []]);
});

Deno.test("endedAt: what was due has been said, and is what usage counts", () => {
  const plan = planOf([[1, "a"], [2, "b"], [3, "c"]], [[1, "A"]]);
  const ended = endedAt({ ...plan, usage: { ...plan.usage, promptTokens: 9 } }, 2);
  assertEquals(told(ended), ["1 a", "1 A", "2 b", "2 end of 0: stop", "2 end of 1: stop"]);
  assertEquals(ended.usage, { promptTokens: 9, completionTokens: 3, reasoningTokens: 0 });
  assertEquals(ended.choices.map(({ end }) => end.value.byHand), [true, undefined]);
});

Deno.test("endedAt: thinking that was said stays counted as thinking", () => {
  const plan = planOf([]);
  const said = (kind: "reasoning" | "text", at: number): Timed<Delta> => ({
    at,
    value: { kind, piece: { text: kind, tokens: 2 } },
  });
  const deltas = [said("reasoning", 1), said("reasoning", 2), said("text", 3), said("text", 4)];
  const choices = [{ deltas, end: { at: 4, value: { reason: "length" } } }] as const;
  assertEquals(endedAt({ ...plan, choices }, 3).usage, {
    promptTokens: 0,
    completionTokens: 6,
    reasoningTokens: 4,
  });
  assertEquals(endedAt({ ...plan, choices }, 4).choices, choices);
});

Deno.test("endedAt: before the first word nothing was said, and time does not go below 0", () => {
  const ended = endedAt(planOf([[5, "a"]]), -1);
  assertEquals(told(ended), ["0 end of 0: stop"]);
});

Deno.test("textOf and callsOf: join what a choice says", () => {
  const call = (index: number) => ({ index, id: "", name: `f${index}` });
  const piece = (text: string) => ({ text, tokens: 1 });
  const deltas: readonly Delta[] = [
    { kind: "reasoning", piece: piece("hm") },
    { kind: "text", piece: piece("a") },
    { kind: "text", piece: piece("b") },
    { kind: "call", call: call(0), tokens: 8 },
    { kind: "arguments", call: call(0), piece: piece('{"x":') },
    { kind: "arguments", call: call(0), piece: piece("1}") },
    { kind: "call", call: call(1), tokens: 8 },
  ];
  const choice = {
    deltas: deltas.map((value) => ({ at: 0, value })),
    end: { at: 0, value: { reason: "stop" } },
  } as const;
  assertEquals([textOf(choice, "text"), textOf(choice, "reasoning"), textOf(choice, "refusal")], [
    "ab",
    "hm",
    "",
  ]);
  assertEquals(callsOf(choice), [
    { call: call(0), arguments: '{"x":1}' },
    { call: call(1), arguments: "" },
  ]);
});
