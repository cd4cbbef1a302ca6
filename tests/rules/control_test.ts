/** `/rules`: what is in force, and changing it for one session or for all. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../routes/mod.ts";
import { get, type Json, mockerWith, post, WIRES } from "./rules_fixture.ts";

const CONFIG = `
[general]
default_tokens_per_second = inf
[[rules]]
name = "hello"
when.user = "hello"
reply = [{ text = "Hi.", tokens_per_second = inf }]
[responses.medium]
content = "Nothing decides this."
`;

const chat = WIRES.chat;

async function said(mocker: Json, user: string, session?: string): Promise<string> {
  const path = session === undefined ? "/v1/chat/completions" : `/s/${session}/v1/chat/completions`;
  const { status, body } = await post(mocker, path, {
    model: "gpt-4o",
    messages: [{ role: "user", content: user }],
  });
  return status === 200 ? chat?.said(body)[0] ?? "" : `${status} ${body.error.message}`;
}

const rule = (text: string, more: object = {}) => ({ reply: [{ text }], ...more });
const names = (list: Json) => list.data.map(({ name }: Json) => name);
const counts = (list: Json) => list.data.map(({ matched }: Json) => matched);

async function remove(mocker: Json, path: string): Promise<Json> {
  return await (await mocker.fetch(`http://mock${path}`, { method: "DELETE" })).json();
}

Deno.test("GET /rules lists the rules in force as they are written, with how often each has answered", async () => {
  const mocker = mockerWith(CONFIG);
  await said(mocker, "hello");
  await said(mocker, "hello", "t1");
  const { unmatched, data } = await get(mocker, "/rules");
  assertEquals(unmatched, "serve");
  assertEquals(data, [{
    name: "hello",
    when: { user: "hello" },
    reply: [{ text: "Hi.", tokens_per_second: "inf" }],
    source: "config.toml",
    matched: 2,
  }]);
  assertEquals(counts(await get(mocker, "/rules?session=t1")), [1]);
});

Deno.test("POST /rules puts rules in front: a session's before those of all, the newest before the older", async () => {
  const mocker = mockerWith(CONFIG);
  await post(mocker, "/rules", { rules: [rule("All.", { name: "all" })] });
  await post(mocker, "/rules", { session: "t1", rules: [rule("Old.", { name: "old" })] });
  const { status, body } = await post(mocker, "/rules", {
    session: "t1",
    rules: [rule("New.", { name: "new", times: 1 })],
  });
  assertEquals([status, names(body)], [200, ["new", "old", "all", "hello"]]);
  assertEquals(await said(mocker, "hello", "t1"), "text New.");
  assertEquals(await said(mocker, "hello", "t1"), "text Old.");
  assertEquals(await said(mocker, "hello", "t2"), "text All.");
  assertEquals(await said(mocker, "hello"), "text All.");
});

Deno.test("DELETE /rules takes away what was sent, for a session or for all, and counts anew", async () => {
  const mocker = mockerWith(CONFIG);
  const once = { session: "t1", rules: [rule("Once.", { times: 1 })] };
  await post(mocker, "/rules", once);
  assertEquals(await said(mocker, "hello", "t1"), "text Once.");
  assertEquals(names(await remove(mocker, "/rules?session=t1")), ["hello"]);
  assertEquals(await said(mocker, "hello", "t1"), "text Hi.");
  await post(mocker, "/rules", once);
  assertEquals(await said(mocker, "hello", "t1"), "text Once.");
  await post(mocker, "/rules", { rules: [rule("All.")] });
  assertEquals(names(await remove(mocker, "/rules")), ["hello"]);
});

Deno.test("a session's rules end with it", async () => {
  const mocker = mockerWith(CONFIG);
  await post(mocker, "/rules", { session: "t1", rules: [rule("Mine.")] });
  await remove(mocker, "/sessions/t1");
  assertEquals(await said(mocker, "hello", "t1"), "text Hi.");
});

Deno.test("a session's rules go when nobody has named it for session_seconds", async () => {
  const clock = new FakeClock();
  const mocker = createStreamMocker({ config: `[server]\nsession_seconds = 60\n${CONFIG}`, clock });
  await post(mocker, "/rules", { session: "t1", rules: [rule("Mine.")] });
  await clock.advance(59_000);
  assertEquals(await said(mocker, "hello", "t1"), "text Mine.");
  await clock.advance(61_000);
  assertEquals(await said(mocker, "hello", "t1"), "text Hi.");
  await post(mocker, "/rules", { session: "t1", rules: [rule("Again.")] });
  assertEquals(await said(mocker, "hello", "t1"), "text Again.");
});

Deno.test("each session counts its own replies, times and requests", async () => {
  const mocker = mockerWith(`
[[rules]]
when.request = 2
reply = [{ text = "The second." }]
[[rules]]
when.session = "t*"
replies = [[{ text = "One {{ counter }}" }], [{ text = "Two {{ counter }}" }]]
`);
  for (const session of ["t1", "t2"]) {
    const all = [1, 2, 3].map(() => said(mocker, "x", session));
    assertEquals(await Promise.all(all), ["text One 1", "text The second.", "text Two 2"]);
  }
});

Deno.test('unmatched = "refuse" is a 404 that says which rules came nearest, and why not', async () => {
  const mocker = mockerWith(`unmatched = "refuse"\n${CONFIG}`);
  assertEquals(
    await said(mocker, "bye"),
    '404 Cannot answer: no rule holds for this request, and unmatched is "refuse". ' +
      `Nearest came 'hello': \`user\` asks for "hello", and it is "bye".`,
  );
  await post(mocker, "/rules", { session: "t1", unmatched: "serve" });
  assertEquals(await said(mocker, "bye", "t1"), "text Nothing decides this.");
});

Deno.test("what has been used up says so among the nearest", async () => {
  const mocker = mockerWith(CONFIG);
  const used = rule("Once.", { name: "once", times: 1, when: { user: "x" } });
  await post(mocker, "/rules", { session: "t1", unmatched: "refuse", rules: [used] });
  assertEquals(await said(mocker, "x", "t1"), "text Once.");
  assertStringIncludes(
    await said(mocker, "x", "t1"),
    "'once': it has answered 1 times, and may no more.",
  );
  assertEquals(counts(await get(mocker, "/rules?session=t1")), [1, 0]);
});

Deno.test("a rule that holds and goes on says among the nearest that it does", async () => {
  const mocker = mockerWith(`
unmatched = "refuse"
[[rules]]
name = "slow"
reply = { jitter = 0.5 }
then = "go_on"
`);
  assertStringIncludes(
    await said(mocker, "x"),
    "Nearest came 'slow': it holds, but leaves the answer to the next.",
  );
});

const WRONG: Record<string, readonly [body: Json, message: string]> = {
  "an unknown key": [{ rule: [] }, "Cannot apply: rule: unknown key. Did you mean `rules`?"],
  "a wrong condition": [
    { rules: [rule("a", { when: { usr: "x" } })] },
    "Cannot apply: [[rules]] no. 1 when.usr: unknown key. Did you mean `user`?",
  ],
  "a bad regular expression": [
    { rules: [rule("a"), rule("b", { when: { user: "/(/" } })] },
    "[[rules]] no. 2 when.user: the regular expression cannot be read",
  ],
  "a file": [
    { rules: [{ reply: [{ file: "config.toml" }] }] },
    "files are read for the config file's own rules alone",
  ],
  "a response that is not there": [{ rules: [{ reply: [{ response: "x" }] }] }, "no [responses]"],
  "a session that has no name": [{ session: "a b", rules: [] }, "Cannot use the session"],
};

for (const [name, [body, message]] of Object.entries(WRONG)) {
  Deno.test(`POST /rules refuses ${name}, and changes nothing`, async () => {
    const mocker = mockerWith(CONFIG);
    const answer = await post(mocker, "/rules", body);
    assertEquals(answer.status, 400);
    assertStringIncludes(answer.body.error.message, message);
    assertEquals(names(await get(mocker, "/rules")), ["hello"]);
  });
}

Deno.test("POST /config takes rules in place of the file's own, and reads no files", async () => {
  const mocker = mockerWith(CONFIG);
  const { status } = await post(mocker, "/config", { rules: [rule("Other.")] });
  assertEquals([status, await said(mocker, "hello")], [200, "text Other."]);
  for (const body of [{ rules: [{ reply: [{ file: "a" }] }] }, { rule_files: ["a"] }]) {
    assertEquals((await post(mocker, "/config", body)).status, 400);
  }
  assertEquals(
    (await post(mocker, "/config", { model: "gpt-4", tokens_per_second: 8 })).status,
    200,
  );
  assertEquals(await said(mocker, "hello"), "text Other.");
});
