// What TypeScript says of the kit, by tsc alone: Jest as it is set up here does not read TypeScript.
import { expect, test } from "openai-stream-mocker/jest";

test("has the types of Jest and those of the kit", async ({ mocker }) => {
  await mocker.reply({ text: "Hello!", tokens_per_second: 50 }, { when: { user: "Hi" } });
  await expect(mocker).toHaveStreamed({ tokensPerSecond: 50 });
  await expect(mocker).toHaveStoppedAt(3, { within: 1 });
  expect((await mocker.requests())[0]?.status).toBe(200);
});
