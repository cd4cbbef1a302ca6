import OpenAI from "openai";
import { createStreamMocker, FakeClock } from "openai-stream-mocker";
import { expect, test } from "openai-stream-mocker/vitest";
import { describe } from "vitest";

const messages = [{ role: "user" as const, content: "Hi" }];

const clientOf = (baseURL: string) => new OpenAI({ baseURL, apiKey: "any", maxRetries: 2 });

/** Reads an answer, token by token, and gives all of its text. */
async function ask(client: OpenAI, onText: (text: string) => void = () => {}): Promise<string> {
  const stream = await client.chat.completions.create({ model: "gpt-4o", messages, stream: true });
  let text = "";
  for await (const { choices } of stream) onText(text += choices[0]?.delta.content ?? "");
  return text;
}

describe.concurrent("each test has a world of its own", () => {
  for (const name of ["Ada", "Grace", "Edsger"]) {
    test(`says hello to ${name}`, async ({ mocker }) => {
      await mocker.reply({ text: `Hello, ${name}!` });
      expect(await ask(clientOf(mocker.baseURL))).toBe(`Hello, ${name}!`);
      expect(await mocker.requests()).toHaveLength(1);
    });
  }
});

test("streams at the speed that it was told", async ({ mocker }) => {
  await mocker.reply({ response: "medium", tokens_per_second: 50 });
  await ask(clientOf(mocker.baseURL));
  await expect(mocker).toHaveStreamed({ tokensPerSecond: 50, within: 0.05 });
});

test("shows what has come while it waits, and the rest after", async ({ mocker }) => {
  await mocker.reply({ text: "one two three four five six seven eight", tokens_per_second: 1000 });
  const held = await mocker.hold(5);
  let seen = "";
  const answer = ask(clientOf(mocker.baseURL), (text) => (seen = text));
  expect(await mocker.streams).toEqual([]);
  expect((await held.reached()).tokens).toBe(5);
  expect(await mocker.streams).toHaveLength(1);
  await expect.poll(() => seen).toBe("one two three four five");
  await held.resume();
  expect(await answer).toBe("one two three four five six seven eight");
});

test("Stop stops: the app leaves, and the mock stops telling", async ({ mocker }) => {
  const held = await mocker.hold(37);
  const client = clientOf(mocker.baseURL);
  const leaving = new AbortController();
  const stream = await client.chat.completions.create({
    model: "gpt-4o?tps=1000",
    messages,
    stream: true,
  }, { signal: leaving.signal });
  const reading = (async () => {
    for await (const _ of stream);
  })().catch(() => {});
  await held.reached();
  await mocker.stopped();
  leaving.abort();
  await reading;
  await expect(mocker).toHaveStoppedAt(37);
  await expect(mocker).toBehave();
});

test("tries again as it was told to", async ({ mocker }) => {
  await mocker.replies({ error: "rate_limit", retry_after: 0.1 }, { text: "Now." });
  expect(await ask(clientOf(mocker.baseURL))).toBe("Now.");
  const requests = await mocker.requests({ count: 2 });
  expect(requests.map(({ status }) => status)).toEqual([429, 200]);
  await expect(mocker).toBehave({ ignore: "retried_too_late" });
});

test("answers a tool's result by a rule of its own", async ({ mocker }) => {
  await mocker.reply({ call: "get_weather", arguments: { city: "Rome" } }, {
    when: { user: "weather", turn: 1 },
  });
  const { choices } = await clientOf(mocker.baseURL).chat.completions.create({
    model: "gpt-4o",
    messages: [{ role: "user", content: "What is the weather in Rome?" }],
    tools: [{ type: "function", function: { name: "get_weather", parameters: { type: "object" } } }],
  });
  const [call] = choices[0]?.message.tool_calls ?? [];
  expect(call && "function" in call ? JSON.parse(call.function.arguments) : call).toEqual({ city: "Rome" });
});

test("with a fake clock an hour takes no time, and every token is on time", async () => {
  const clock = new FakeClock({ autoAdvance: true });
  const mocker = createStreamMocker({ clock });
  const client = new OpenAI({ baseURL: "http://mock/v1", apiKey: "any", fetch: mocker.fetch });
  const model = "gpt-4o?tps=0.01&ttft=0&response_length=medium";
  for await (const _ of await client.chat.completions.create({ model, messages, stream: true }));
  expect(clock.now()).toBeGreaterThan(3_600_000);
});

test("a real port of the library's own", async () => {
  const { baseURL, close } = await createStreamMocker({ clock: new FakeClock({ autoAdvance: true }) }).listen();
  expect(await ask(clientOf(baseURL))).not.toBe("");
  await close();
});
