import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "openai-stream-mocker/playwright";

/** The app: a page that takes the base URL of its API from its own URL. */
const server = createServer((_, response) => {
  response.setHeader("content-type", "text/html");
  response.end(readFileSync(join(__dirname, "app.html")));
});

test.beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
test.afterAll(() => void server.close());

const appFor = (baseURL: string) => {
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/?api=${baseURL}`;
};

test("shows that it waits, then each word, then that it is done", async ({ page, mocker }) => {
  await mocker.reply({ text: "one two three four five six", tokens_per_second: 200 });
  const held = await mocker.hold(0);
  await page.goto(appFor(mocker.baseURL));
  await page.click("#ask");
  await held.reached();
  await expect(page.locator("#state")).toHaveText("waiting");
  await held.resume(3);
  await expect(page.locator("#answer")).toHaveText("one two three");
  await held.resume();
  await expect(page.locator("#state")).toHaveText("done");
  await expect(page.locator("#answer")).toHaveText("one two three four five six");
});

test("Stop stops", async ({ page, mocker }) => {
  const held = await mocker.hold(37);
  await page.goto(appFor(mocker.baseURL));
  await page.click("#ask");
  await held.reached();
  await mocker.stopped();
  await page.click("#stop");
  await expect(page.locator("#state")).toHaveText("stopped");
  await expect(mocker).toHaveStoppedAt(37);
  await expect(mocker).toBehave();
});

test("streams to a browser at the speed that it was told", async ({ page, mocker }) => {
  await mocker.reply({ response: "medium", tokens_per_second: 50 });
  await page.goto(appFor(mocker.baseURL));
  await page.click("#ask");
  await expect(page.locator("#state")).toHaveText("done", { timeout: 20_000 });
  await expect(mocker).toHaveStreamed({ tokensPerSecond: 50, within: 0.05 });
});
