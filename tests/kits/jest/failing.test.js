// Fails on purpose: what is told of a failure is what this is about; see tests/kits/run.ts.
const { expect, test } = require("openai-stream-mocker/jest");

test("fails, and tells what came", async ({ mocker }) => {
  await mocker.reply({ text: "Hello!" }, { name: "greeting" });
  await fetch(`${mocker.baseURL}/chat/completions`, {
    method: "POST",
    body: JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content: "Hi" }] }),
  });
  expect("the app").toBe("right");
});
