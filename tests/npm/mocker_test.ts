/** What the kits give to a test, against a server of the library; real runners have it in tests/kits. */

import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { matchers } from "../../npm/kit/matchers.ts";
import { createMocker, type Mocker } from "../../npm/kit/mocker.ts";
import { addReport, reportOf } from "../../npm/kit/report.ts";
import { type Clock, createStreamMocker, FakeClock, systemClock } from "../../routes/mod.ts";

/** Gives a world of its own, and then ends it and its server. */
async function mocked(
  use: (mocker: Mocker, open: (session: string) => Mocker) => Promise<void>,
  clock: Clock = systemClock(),
): Promise<void> {
  const server = await createStreamMocker({ clock }).listen();
  const mocker = createMocker(server.url, "one");
  try {
    await use(mocker, (session) => createMocker(server.url, session));
  } finally {
    await mocker.close();
    await server.close();
  }
}

async function ask({ baseURL }: Mocker, more: object = {}, signal?: AbortSignal): Promise<string> {
  const response = await fetch(`${baseURL}/chat/completions`, {
    method: "POST",
    body: JSON.stringify({
      model: "gpt-4o?tps=1000&ttft=0",
      messages: [{ role: "user", content: "Hi" }],
      ...more,
    }),
    ...signal ? { signal } : {},
  });
  return await response.text();
}

const fakeTime = () => new FakeClock({ autoAdvance: true });

Deno.test("a mocker answers as its test said last, and no other test's app", async () => {
  await mocked(async (mocker, open) => {
    await mocker.reply({ text: "first" });
    await mocker.reply({ text: "second" }, { when: { user: "Hi" }, name: "greeting" });
    assertStringIncludes(await ask(mocker), '"second"');
    await mocker.replies([{ text: "a" }], { text: "b" });
    const said = [await ask(mocker), await ask(mocker), await ask(mocker)];
    assertEquals(said.map((text) => JSON.parse(text).choices[0].message.content), ["a", "b", "b"]);
    const other = open("other");
    assert(!(await ask(other)).includes('"b"'));
    assertEquals([(await mocker.requests()).length, (await other.requests()).length], [4, 1]);
    assertEquals((await mocker.requests())[0]?.rule, "greeting");
    await other.close();
    assertEquals(await other.requests(), []);
  }, fakeTime());
});

Deno.test("a mocker holds the next stream where it was told to, lets it go on to another place, and then to its end", async () => {
  await mocked(async (mocker) => {
    await mocker.reply({ text: "one two three four five six" });
    const held = await mocker.hold(2);
    assertEquals(await mocker.streams, []);
    const answer = ask(mocker, { stream: true });
    assertEquals((await held.reached()).tokens, 2);
    await held.resume(4);
    assertEquals((await held.reached()).tokens, 4);
    const [stream] = await mocker.streams;
    await stream?.step();
    assertEquals((await mocker.streams)[0]?.tokens, 5);
    await held.resume();
    assertMatch(await answer, /six[^]*\[DONE\]/);
    // Whoever comes after is not held.
    assertMatch(await ask(mocker, { stream: true }), /six[^]*\[DONE\]/);
  });
});

Deno.test("a mocker has something go wrong with the stream that is held", async () => {
  await mocked(async (mocker) => {
    await mocker.reply({ text: "one two three four five six" });
    const held = await mocker.hold(2);
    const answer = ask(mocker, { stream: true });
    await held.reached();
    const [stream] = await mocker.streams;
    await stream?.goWrong({ action: "error", error: "overloaded" });
    assertMatch(await answer, /two[^]*"error"[^]*overloaded/);
    const [request] = await mocker.requests({ count: 1 });
    assertEquals(request?.outcome, "fault");
  });
});

Deno.test("a mocker holds the stream that is open, where it has not passed the place", async () => {
  await mocked(async (mocker) => {
    await mocker.reply({ text: "one two three four five six", hold_at: 0 });
    const answer = ask(mocker, { stream: true });
    await mocker.stream();
    const held = await mocker.hold(3);
    assertEquals((await held.reached()).tokens, 3);
    await held.resume();
    assertStringIncludes(await answer, "[DONE]");
  });
});

Deno.test("toHaveStoppedAt() and toBehave() see where a client left, and whether it did so when it should", async () => {
  await mocked(async (mocker) => {
    const held = await mocker.hold(3);
    const leaving = new AbortController();
    const answer = assertRejects(() => ask(mocker, { stream: true }, leaving.signal));
    await held.reached();
    await mocker.stopped();
    leaving.abort();
    await answer;
    assertEquals((await matchers.toHaveStoppedAt(mocker, 3)).pass, true);
    assertEquals((await matchers.toHaveStoppedAt(mocker, 2, { within: 1 })).pass, true);
    const wrong = await matchers.toHaveStoppedAt(mocker, 2);
    assertEquals(wrong.pass, false);
    assertStringIncludes(wrong.message(), "it is 'client_left' after 3");
    assertEquals((await matchers.toBehave(mocker)).pass, true);
  });
});

Deno.test("toBehave() tells what a client did wrong", async () => {
  await mocked(async (mocker) => {
    await mocker.reply({ status: 400 });
    for (let i = 0; i < 3; i++) await ask(mocker);
    const { pass, message } = await matchers.toBehave(mocker);
    assertEquals(pass, false);
    assertStringIncludes(message(), "retried_in_vain");
    assertEquals((await matchers.toBehave(mocker, { ignore: "retried_in_vain" })).pass, true);
  });
});

Deno.test("toHaveStreamed() takes the speed within what was said, and no other, nor a stream that has not ended well", async () => {
  await mocked(async (mocker) => {
    await mocker.reply({ text: "word ".repeat(40), tokens_per_second: 50 });
    await ask(mocker, { model: "gpt-4o", stream: true });
    const passes = async (speed: Parameters<typeof matchers.toHaveStreamed>[1]) =>
      (await matchers.toHaveStreamed(mocker, speed)).pass;
    assertEquals(await passes({ tokensPerSecond: 50, within: 0.001 }), true);
    assertEquals(await passes({ tokensPerSecond: 55 }), false);
    assertEquals(await passes({ tokensPerSecond: 50, tokens: 100 }), false);
    const [request] = await mocker.requests();
    assertEquals((await matchers.toHaveStreamed(request, { tokensPerSecond: 50 })).pass, true);
    await mocker.reply({ text: "word ".repeat(40), tokens_per_second: 50, cut_at: 20 });
    await ask(mocker, { model: "gpt-4o", stream: true }).catch(() => {});
    assertEquals(await passes({ tokensPerSecond: 50 }), false);
  }, fakeTime());
  await assertRejects(() => matchers.toHaveStreamed("a text", { tokensPerSecond: 1 }), TypeError);
});

Deno.test("a report names what came, its rule and its errors, and stands below what was thrown", async () => {
  await mocked(async (mocker) => {
    const nothing = await reportOf(mocker);
    assertStringIncludes(nothing.text, `No request came to ${mocker.baseURL}`);
    await mocker.reply({ status: 503 }, { name: "down" });
    await ask(mocker);
    const report = await reportOf(mocker);
    assertStringIncludes(report.text, "503 error, 0 of");
    assertStringIncludes(report.text, "rule down");
    const error = new Error("expected a to be b");
    addReport(error, report);
    assert(error.message.startsWith("expected a to be b\n\nWhat came to "));
    assertStringIncludes(error.stack ?? "", "What came to ");
  }, fakeTime());
});
