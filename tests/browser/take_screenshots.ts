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

/** Those of a session are of an end-to-end test; the rest of an app. */
const SESSIONS = ["", "", "/s/checkout-test", "", "/s/search-test"];

async function ask(origin: string, i: number): Promise<void> {
  const kind = KINDS[i % KINDS.length] ?? "";
  const isMessages = i % 5 === 0;
  const base = `${origin}${SESSIONS[i % SESSIONS.length]}/v1`;
  if (i % 19 === 18) {
    const body = JSON.stringify({ model: "text-embedding-3-small", input: "Streamed text" });
    return void await (await fetch(`${base}/embeddings`, { method: "POST", body })).text();
  }
  const response = await fetch(`${base}/${isMessages ? "messages" : "chat/completions"}`, {
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

/** Changes the configuration, as another client than the page does. */
async function change(origin: string, body: object): Promise<void> {
  const response = await fetch(`${origin}/config`, { method: "POST", body: JSON.stringify(body) });
  await response.body?.cancel();
}

/** Each state of the page by the name of its picture, in the order in which they come to be. */
const STATES: readonly (readonly [string, (page: Page, server: Server) => Promise<void>])[] = [
  ["first", async (page, { origin }) => {
    await page.goto(`${origin}/#race`);
    await page.locator('[data-part="text"]').first().waitFor();
  }],
  ["race", async (page) => {
    await page.getByRole("button", { name: "Hide", exact: true }).click();
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.evaluate(() => scrollTo(0, 0));
    await pause(4000);
  }],
  ["lanes", async (page) => {
    await page.locator(".lanes").evaluate((lanes) => lanes.scrollIntoView());
    await pause(300);
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
  ["go_wrong", async (page) => {
    await page.getByRole("button", { name: "Go wrong" }).first().click();
    await pause(300);
  }],
  ["hold_next", async (page) => {
    await page.keyboard.press("Escape");
    await page.fill('[data-part="next-model"]', "gpt-4*");
    await page.fill('[data-part="next-session"]', "checkout-test");
    await page.getByRole("button", { name: "Hold it" }).click();
    await page.getByText("Waits for a request").waitFor();
    await page.evaluate(() => scrollTo(0, 0));
  }],
  ["requests", async (page, { origin }) => {
    await page.getByRole("button", { name: "Let it pass" }).click();
    await page.getByText("Waits no more.").waitFor();
    for (let i = 0; i < REQUESTS; i += 20) {
      await Promise.all(Array.from({ length: 20 }, (_, k) => ask(origin, i + k)));
    }
    await page.goto(`${origin}/#requests`);
    await pause(1500);
  }],
  ["session", async (page) => {
    await page.getByRole("button", { name: /^checkout-test/ }).click();
    await pause(500);
  }],
  ["request", async (page) => {
    await page.getByRole("button", { name: /^checkout-test/ }).click();
    const streamed = page.locator('tbody tr[data-outcome="completed"]');
    await streamed.filter({ hasText: /1[2-9]\d ms/ }).first().getByRole("button").first().click();
    await pause(500);
  }],
  ["said", async (page) => {
    await page.getByRole("tab", { name: "Request" }).click();
    await pause(300);
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
  ["near", async (page, { origin }) => {
    await ask(origin, 0);
    await pause(1000);
    const near = page.locator("[data-near]").first();
    await near.getByText("no rule").click();
    await near.locator("[data-near-rule]").waitFor();
    await near.evaluate((row) => row.scrollIntoView({ block: "center" }));
  }],
  ["play", async (page, { origin }) => {
    await page.goto(`${origin}/#play`);
    await page.fill('[data-part="play-text"]', "What is the weather in Oslo?");
    await page.getByRole("button", { name: "Send" }).click();
    await pause(2000);
  }],
  ["tune", async (page, { origin }) => {
    await change(origin, {
      model: "llama-3-70b",
      tokens_per_second: 12,
      error_at: 3,
      ttft_ms: 400,
    });
    await change(origin, { model: "gpt-4", jitter: 0.3, stall_at: "50%" });
    await page.goto(`${origin}/#tune`);
    await pause(500);
  }],
  ["changes", async (page) => {
    await page.getByRole("button", { name: "Copy all changes …" }).click();
    await pause(500);
  }],
  ["every_setting", async (page) => {
    await page.keyboard.press("Escape");
    const every = page.getByText("Every setting, and what it does");
    await every.click();
    await page.fill('[data-part="any-name"]', "error_at");
    await page.locator('[data-part="any-form"]').evaluate((form) => form.scrollIntoView());
    await pause(500);
  }],
  ["broken", async (page, { configPath }) => {
    await page.evaluate(() => scrollTo(0, 0));
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
      if (["said", "response", "raw"].includes(name)) {
        await page.locator("aside .tabs").evaluate((tabs) => tabs.scrollIntoView());
      }
      await page.screenshot({ path: `${folder}/${name}_${width}_${colorScheme}.png` });
    }
    await page.context().close();
    console.log(`${width} px, ${colorScheme}`);
  }
}
await browser.close();
