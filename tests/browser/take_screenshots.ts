/// <reference lib="dom" />
/**
 * Takes pictures of the page to look at: `deno run -c tests/deno.json -A tests/browser/take_screenshots.ts FOLDER [WIDTH …]`, by default at 360, 768,
 * 1280 and 1920 px, each light and dark. Those in README are of 1280 px.
 */

import type { Page } from "playwright-core";
import shipped from "../../config.toml" with { type: "text" };
import { pause, startStream } from "./client.ts";
import { createWorld, findChromium, type Server, startBrowser, startServer } from "./world.ts";

const [folder = "screenshots", ...widths] = Deno.args;
const WIDTHS = widths.length > 0 ? widths.map(Number) : [360, 768, 1280, 1920];

/** How many requests the network panel has. */
const REQUESTS = 200;

/** Every kind of request that there is, so that the list shows how each looks. */
const KINDS = [
  "tps=2000",
  "tps=300&ttft=120",
  "status=429&retry_after=2",
  "error_at=5&tps=900",
  "cut_at=50%25&tps=900",
  "finish=content_filter&tps=2000",
  "status=503",
];

async function ask(origin: string, i: number): Promise<void> {
  const kind = KINDS[i % KINDS.length] ?? "";
  const isMessages = i % 5 === 0;
  const response = await fetch(`${origin}/v1/${isMessages ? "messages" : "chat/completions"}`, {
    method: "POST",
    headers: { "x-mock": kind, ...isMessages ? { "anthropic-version": "2023-06-01" } : {} },
    body: JSON.stringify({
      model: isMessages ? "claude-sonnet-4-5" : i % 3 === 0 ? "gpt-4" : "gpt-4o",
      max_tokens: 60,
      stream: i % 4 !== 1,
      messages: [{ role: "user", content: "Why does streamed text stutter?" }],
    }),
  });
  await response.text().catch(() => {});
}

/** Each state of the page by the name of its picture, in the order in which they come to be. */
const STATES: readonly (readonly [string, (page: Page, server: Server) => Promise<void>])[] = [
  ["first", async (page, { origin }) => {
    await page.goto(`${origin}/#race`);
    await page.locator('[data-part="text"]').first().waitFor();
  }],
  ["race", async (page) => {
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await pause(2500);
  }],
  ["screen", async (page, { origin }) => {
    await page.getByRole("button", { name: "Stop all" }).click();
    await page.goto(`${origin}/#screen`);
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await pause(6000);
  }],
  ["hold", async (page, { origin }) => {
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await startStream(origin, { model: "gpt-4?tps=5" });
    await startStream(origin, { model: "gpt-4o?tps=10&hold_at=12" });
    await page.goto(`${origin}/#hold`);
    await pause(2500);
  }],
  ["requests", async (page, { origin }) => {
    for (let i = 0; i < REQUESTS; i += 20) {
      await Promise.all(Array.from({ length: 20 }, (_, k) => ask(origin, i + k)));
    }
    await page.goto(`${origin}/#requests`);
    await pause(1500);
  }],
  ["request", async (page) => {
    const streamed = page.locator('tbody tr[data-outcome="completed"]').filter({ hasText: " ms" });
    await streamed.first().getByRole("button").first().click();
    await pause(500);
  }],
  ["response", async (page) => {
    await page.getByRole("tab", { name: "Response" }).click();
    await pause(700);
  }],
  ["raw", async (page) => {
    await page.getByRole("tab", { name: "Raw" }).click();
    await page.locator(".sent tbody tr").nth(3).click();
    await pause(500);
  }],
  ["rules", async (page, { origin }) => {
    await page.goto(`${origin}/#rules`);
    await page.getByRole("button", { name: "Put in front" }).click();
    await pause(700);
  }],
  ["play", async (page, { origin }) => {
    await page.goto(`${origin}/#play`);
    await page.fill('[data-part="play-text"]', "What is the weather in Oslo?");
    await page.getByRole("button", { name: "Send" }).click();
    await pause(2000);
  }],
  ["tune", async (page, { origin }) => {
    await page.goto(`${origin}/#tune`);
    await pause(500);
  }],
  ["broken", async (page, { configPath }) => {
    await Deno.writeTextFile(configPath, `${shipped}\n[general]\ntokens_per_secnd = 3\n`);
    await page.getByRole("alert").filter({ hasText: "config.toml" }).waitFor();
  }],
  ["gone", async (page, server) => {
    await server.kill();
    await page.getByRole("alert").filter({ hasText: "The server has gone" }).waitFor();
  }],
];

await Deno.mkdir(folder, { recursive: true });
const browser = await startBrowser(await findChromium());
for (const width of WIDTHS) {
  for (const colorScheme of ["light", "dark"] as const) {
    const server = await startServer(shipped);
    const page = await createWorld(browser, server).open({ width, colorScheme });
    for (const [name, reach] of STATES) {
      await reach(page, server);
      if (name === "raw" || name === "response") {
        await page.locator("aside .tabs").evaluate((tabs) => tabs.scrollIntoView());
      }
      await page.screenshot({ path: `${folder}/${name}_${width}_${colorScheme}.png` });
    }
    await page.context().close();
    console.log(`${width} px, ${colorScheme}`);
  }
}
await browser.close();
