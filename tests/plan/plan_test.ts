import { assertEquals } from "@std/assert";
import { type Delta, saidBy } from "../../lib/plan/plan.ts";

Deno.test("saidBy: joins what a choice says", () => {
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
  assertEquals(saidBy(choice), {
    text: "ab",
    reasoning: "hm",
    refusal: "",
    calls: [
      { call: call(0), arguments: '{"x":1}' },
      { call: call(1), arguments: "" },
    ],
  });
});
