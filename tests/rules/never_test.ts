/** Which rules can never answer, and that none is named that can. */

import { assertEquals } from "@std/assert";
import type { RuleEntry } from "../../lib/config/rules/rule_schema.ts";
import { neverAnswering } from "../../lib/rules/never.ts";
import { doAtOnce } from "../../lib/clock/work.ts";
import { sourcedRules } from "../../lib/rules/rule_set.ts";

type When = NonNullable<RuleEntry["when"]>;

const neverAfter = (
  first: When | undefined,
  second: When | undefined,
  lets: Pick<RuleEntry, "times" | "then"> = {},
) => {
  const reply = [{ text: "x" }];
  const rules: RuleEntry[] = [
    { ...(first ? { when: first } : {}), reply, ...lets },
    { ...(second ? { when: second } : {}), reply },
  ];
  return neverAnswering(doAtOnce(sourcedRules(rules, "c.toml"))).length > 0;
};

const HIDDEN: Record<string, readonly [When | undefined, When | undefined]> = {
  "one that holds always": [undefined, { user: "a" }],
  "the same": [{ user: "a", turn: 1 }, { turn: 1, user: "a" }],
  "one that asks for less": [{ user: "a" }, { user: "a", turn: 1 }],
  "a part of its words, whatever their case": [{ user: "Weather" }, { user: "the WEATHER in" }],
  "words of its regular expression": [{ user: "weather" }, { user: "/the weather in (\\w+)/" }],
  "a wider name": [{ model: "gpt-*" }, { model: "gpt-4*" }],
  "fewer tools": [{ tools: "f" }, { tools: ["f", "g"] }],
  "a part of its header": [{ headers: { x: "a" } }, { headers: { x: "ab", y: "c" } }],
};

for (const [name, [first, second]] of Object.entries(HIDDEN)) {
  Deno.test(`a rule behind ${name} can never answer`, () => {
    assertEquals(neverAfter(first, second), true);
    assertEquals(neverAfter(first, second, { times: 1 }), false, "a rule that is used up lets it");
    assertEquals(neverAfter(first, second, { then: "go_on" }), false, "so does one that goes on");
  });
}

const SEEN: Record<string, readonly [When, When | undefined]> = {
  "one that asks for more": [{ user: "a", turn: 1 }, { user: "a" }],
  "another text": [{ user: "ab" }, { user: "a" }],
  "a regular expression": [{ user: "/a/" }, { user: "xa" }],
  "what its expression may leave out": [{ user: "ab" }, { user: "/ab?/" }],
  "a narrower name": [{ model: "gpt-4*" }, { model: "gpt-*" }],
  "another tool": [{ tools: ["f", "g"] }, { tools: "f" }],
  "another not": [{ not: { turn: 1 } }, { not: { turn: 2 } }],
  "one of a session": [{ session: "a" }, undefined],
};

for (const [name, [first, second]] of Object.entries(SEEN)) {
  Deno.test(`a rule behind ${name} may answer`, () => {
    assertEquals(neverAfter(first, second), false);
  });
}

Deno.test("a rule whose not forbids what it asks for can never answer", () => {
  const when = { model: "gpt-4", user: "a", not: { model: "gpt-*" } };
  const [found] = neverAnswering(
    doAtOnce(sourcedRules([{ when, reply: [{ text: "x" }] }], "c.toml")),
  );
  assertEquals(found?.why, "what it asks for is what its `not` forbids");
});
