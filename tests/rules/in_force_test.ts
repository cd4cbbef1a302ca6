/** Thousands of rules are made ready in turns, once for all who ask. */

import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { configFrom } from "../../lib/config/config.ts";
import { createFindRules } from "../../lib/rules/in_force.ts";
import { turnsByHand } from "../clock/turns_by_hand.ts";

const rules = Array.from({ length: 3000 }, (_, i) => ({
  when: { user: `question ${i}` },
  reply: [{ text: `answer ${i}` }],
}));

Deno.test("rules: whoever asks while thousands are made ready waits for those, and others have their turns", async () => {
  const { turns, isAwaited, letAllCome } = turnsByHand();
  const find = createFindRules(turns);
  const found: number[] = [];
  const asked = [1, 2].map(async (who) => {
    // An edit of another table has another configuration with the same rules.
    const inForce = await find(configFrom({ rules }, who).rules, new Map(), undefined);
    found.push(who);
    return inForce.sets;
  });
  assert(isAwaited());
  assertEquals(found, []);
  await letAllCome();
  const [first = [], second = []] = await Promise.all(asked);
  assertEquals([first[0]?.rules.length, found], [3000, [1, 2]]);
  assertStrictEquals(first[0], second[0]);
});
