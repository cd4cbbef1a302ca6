// Fails on purpose: what is told of a failure is what this is about; see tests/kits/run.ts.
import { expect, test } from "openai-stream-mocker/playwright";

test("fails, and tells what came", async ({ request, mocker }) => {
  await mocker.reply({ text: "Hello!" }, { name: "greeting" });
  await request.post(`${mocker.baseURL}/chat/completions`, {
    data: { model: "gpt-4o", messages: [{ role: "user", content: "Hi" }] },
  });
  expect("the app").toBe("right");
});
