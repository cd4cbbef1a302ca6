const OpenAI = require("openai").default;
const { expect, test } = require("openai-stream-mocker/jest");

const ask = async (baseURL, onText = () => {}) => {
  const client = new OpenAI({ baseURL, apiKey: "any" });
  const messages = [{ role: "user", content: "Hi" }];
  const stream = await client.chat.completions.create({ model: "gpt-4o", messages, stream: true });
  let text = "";
  for await (const { choices } of stream) onText(text += choices[0]?.delta.content ?? "");
  return text;
};

test("says what it was told, at the speed that it was told", async ({ mocker }) => {
  await mocker.reply({ text: "word ".repeat(50), tokens_per_second: 50 });
  expect(await ask(mocker.baseURL)).toBe("word ".repeat(50));
  await expect(mocker).toHaveStreamed({ tokensPerSecond: 50, within: 0.05 });
  await expect(mocker).toBehave();
});

test("holds a stream where the test wants it", async ({ mocker }) => {
  await mocker.reply({ text: "one two three four five six", tokens_per_second: 1000 });
  const held = await mocker.hold(2);
  const answer = ask(mocker.baseURL);
  expect((await held.reached()).tokens).toBe(2);
  await held.resume(4);
  expect((await held.reached()).tokens).toBe(4);
  await held.resume();
  expect(await answer).toBe("one two three four five six");
});

test("knows what it does not know: another test's requests", async ({ mocker }) => {
  expect(await mocker.requests()).toEqual([]);
  expect(await mocker.streams).toEqual([]);
});
