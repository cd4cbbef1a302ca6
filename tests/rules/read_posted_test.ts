/** Rules that are sent are checked some at a time, as if it were all at once. */

import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { doAtOnce } from "../../lib/clock/work.ts";
import { ConfigError } from "../../lib/config/config_error.ts";
import { readPosted } from "../../lib/rules/read_posted.ts";

const rule = (i: number) => ({ when: { user: `q${i}` }, reply: { text: `a${i}` } });
const rules = (count: number) => Array.from({ length: count }, (_, i) => rule(i));

Deno.test("readPosted() checks thousands of rules in many pieces, in their order", () => {
  const body = { rules: rules(2050), unmatched: "refuse", session: "s" };
  const work = readPosted(body, {});
  const steps: number[] = [];
  let step = work.next();
  for (; !step.done; step = work.next()) steps.push(step.value);
  assert(steps.length >= 21, `${steps.length} pieces`);
  assert(Math.max(...steps) <= 3000, `${steps}`);
  const { session, unmatched, rules: read } = step.value;
  assertEquals([session, unmatched, read.length], ["s", "refuse", 2050]);
  assertEquals(read.map(({ when }) => when?.user), body.rules.map(({ when }) => when.user));
});

Deno.test("readPosted() names the rule that is wrong by its number, wherever it stands, and counts the others", () => {
  const body = { rules: rules(500), unmatched: "never" };
  Object.assign(body.rules[7]?.when ?? {}, { usr: "x" });
  Object.assign(body.rules[450]?.when ?? {}, { turn: 0 });
  const error = assertThrows(() => doAtOnce(readPosted(body, {})), ConfigError);
  const places = ["unmatched", "no. 8 when.usr", "no. 451 when.turn"];
  assertEquals(error.lines.length, places.length);
  for (const [i, place] of places.entries()) assertStringIncludes(error.lines[i] ?? "", place);
});

Deno.test("readPosted() takes a body without rules, and none that has them as something else", () => {
  assertEquals(doAtOnce(readPosted({ unmatched: "serve" }, {})).rules, []);
  assertEquals(doAtOnce(readPosted({ rules: [] }, {})).rules, []);
  assertThrows(() => doAtOnce(readPosted({ rules: "all" }, {})), ConfigError);
  assertThrows(() => doAtOnce(readPosted([], {})), ConfigError);
  assertThrows(() => doAtOnce(readPosted({ rules: [], more: 1 }, {})), ConfigError);
});
