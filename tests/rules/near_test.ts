/** `near` of a request: which rules came near it, and what of each did not hold. */

import { assert, assertEquals } from "@std/assert";
import { get, type Json, mockerWith, post } from "./rules_fixture.ts";

const CONFIG = `
[[rules]]
name = "far"
when = { user = "trains", turn = 3, dialect = "messages" }
reply = { text = "no" }

[[rules]]
name = "weather"
when = { user = "/weather in (\\\\w+)/i", model = "gpt-4*", turn = 2 }
reply = { text = "rain" }

[[rules]]
name = "once"
when = { user = "weather" }
reply = { text = "once" }
times = 1

[[rules]]
name = "secret"
when = { headers = { authorization = "Bearer right" } }
reply = { text = "yes" }
`;

async function nearOf(mocker: Parameters<typeof get>[0], user: string, headers = {}) {
  const body = { model: "gpt-4o", messages: [{ role: "user", content: user }] };
  const { id, status } = await post(mocker, "/v1/chat/completions", body, headers);
  const { near, rule } = await get(mocker, `/requests/${id}`);
  return { near, rule, status };
}

Deno.test("near: the rule that lacks least comes first, each with what it asks for and what was there", async () => {
  const { near, rule } = await nearOf(mockerWith(CONFIG), "The sunshine in Oslo?");
  assertEquals(rule, null);
  assertEquals(near.map((one: Json) => [one.rule, one.held, one.failed.length]), [
    ["once", 0, 1],
    ["secret", 0, 1],
    ["weather", 1, 2],
    ["far", 0, 3],
  ]);
  assertEquals(near[2], {
    rule: "weather",
    held: 1,
    failed: [
      { key: "turn", wanted: 2, found: "1" },
      { key: "user", wanted: "/weather in (\\w+)/i", found: '"The sunshine in Oslo?"' },
    ],
    used_up: null,
  });
});

Deno.test("near: of a request that was answered, its rule lacks nothing; one that is used up says how often it answered", async () => {
  const mocker = mockerWith(CONFIG);
  const first = await nearOf(mocker, "weather?");
  assertEquals([first.rule, first.near[0].rule, first.near[0].failed], ["once", "once", []]);
  const second = await nearOf(mocker, "weather?");
  assertEquals([second.rule, second.near[0].rule, second.near[0].used_up], [null, "once", 1]);
});

Deno.test("near: it tells nothing of headers, which may be secret", async () => {
  const { near } = await nearOf(mockerWith(CONFIG), "x", { authorization: "Bearer very-secret" });
  const { failed } = near.find((one: Json) => one.rule === "secret");
  assertEquals(failed, [{ key: "headers.authorization", wanted: "Bearer right", found: null }]);
  assertEquals(JSON.stringify(near).includes("very-secret"), false);
});

Deno.test("near: a request that was refused for want of a rule has it, too", async () => {
  const { near, status } = await nearOf(mockerWith(`unmatched = "refuse"\n${CONFIG}`), "sunshine");
  assertEquals([status, near.length], [404, 4]);
});

Deno.test("near: nothing where there are no rules, or nothing is kept of what requests say", async () => {
  assertEquals((await nearOf(mockerWith(""), "x")).near, null);
  const unkept = mockerWith(`${CONFIG}\n[server]\nledger_bytes = 0`);
  assertEquals((await nearOf(unkept, "x")).near, null);
});

Deno.test("near: what it takes to be told later counts for ledger_bytes, in a short conversation, too", async () => {
  const LEDGER_BYTES = 100_000;
  /** What is counted of one of many requests that are alike. */
  const counted = async (rules: string): Promise<number> => {
    const mocker = mockerWith(`[server]\nledger_bytes = ${LEDGER_BYTES}\n${rules}`);
    for (let i = 0; i < 200; i++) await nearOf(mocker, "The sunshine in Oslo?");
    const { data } = await get(mocker, "/requests?limit=200");
    const all = await Promise.all(data.map(({ id }: Json) => get(mocker, `/requests/${id}`)));
    // Answers take their half.
    return LEDGER_BYTES / 2 / all.filter(({ request }: Json) => request !== null).length;
  };
  const more = await counted(CONFIG) - await counted("");
  // As measured of the heap, it is 2.4 KB of a request of one turn.
  assert(more > 1900 && more < 2900, `${more} bytes`);
});
