/// <reference lib="dom" />
/** 100 MB of ledger, browsed: nothing that is done with it stops the page, and it reads what it shows alone. */

import { assert } from "@std/assert";
import type { Page } from "playwright-core";
import shipped from "../../config.toml" with { type: "text" };
import { pause } from "./client.ts";
import { LONGEST_WORK_MS, traced } from "./frames.ts";
import { type Check, createWorld, type Server, startServer } from "./world.ts";

const CONFIG = shipped
  .replace(/^ledger_entries = \S+/m, "ledger_entries = 2000")
  .replace(/^ledger_bytes = \S+/m, "ledger_bytes = 500_000_000");

/** Requests whose prompts are long, and streams that are. */
const PROMPTS = 450;
const PROMPT_BYTES = 120_000;
const STREAMS = 10;
const STREAM_TOKENS = 20_000;
const WANTED_BYTES = 100_000_000;

/** Asks for one answer; gives how many bytes the ledger has of it. */
async function ask({ origin }: Server, body: object): Promise<number> {
  const text = JSON.stringify({ model: "gpt-4", ...body });
  const response = await fetch(`${origin}/v1/chat/completions`, { method: "POST", body: text });
  return text.length + (await response.arrayBuffer()).byteLength;
}

async function fill(server: Server): Promise<number> {
  let bytes = 0;
  const content = "Why does streamed text stutter? ".repeat(PROMPT_BYTES / 32);
  for (let i = 0; i < PROMPTS; i++) {
    const mock = { tokens_per_second: "inf", encoding: "estimate" };
    bytes += await ask(server, {
      model: i % 3 === 0 ? "gpt-4o" : "gpt-4",
      messages: [{ role: "user", content }],
      mock,
    });
  }
  for (let i = 0; i < STREAMS; i++) {
    bytes += await ask(server, {
      messages: [{ role: "user", content: "Hi" }],
      stream: true,
      mock: { tokens_per_second: 1_000_000, duration_seconds: STREAM_TOKENS / 1_000_000 },
    });
  }
  return bytes;
}

/** Scrolls an element from its top to its end, in steps of its height and a half. */
async function scrollThrough(page: Page, name: string, steps = 20): Promise<void> {
  const region = page.getByRole("region", { name });
  for (let i = 0; i <= steps; i++) {
    await region.evaluate((element, share) => {
      element.scrollTop = element.scrollHeight * share;
    }, i / steps);
    await pause(50);
  }
}

/** All that one does with a ledger. */
async function browse(page: Page): Promise<void> {
  await scrollThrough(page, "List of requests");
  await page.getByLabel("Filter").pressSequentially("gpt-4o", { delay: 30 });
  await page.getByText(`${PROMPTS / 3} of ${PROMPTS + STREAMS} requests`).waitFor();
  await page.locator("tbody tr[data-id] .open").first().click();
  const detail = page.getByRole("complementary", { name: "The chosen request" });
  for (const tab of ["Request", "Response", "Raw", "Entry", "Timing"]) {
    await detail.getByRole("tab", { name: tab }).click();
    await pause(200);
  }
  await page.getByLabel("Filter").fill("");
  await page.getByRole("button", { name: /^Streamed/ }).click();
  await page.locator("tbody tr[data-id] .open").first().click();
  for (const tab of ["Request", "Response", "Raw", "Entry"]) {
    await detail.getByRole("tab", { name: tab }).click();
    await pause(500);
  }
  await detail.getByRole("tab", { name: "Raw" }).click();
  await scrollThrough(page, "Events as sent", 40);
  await detail.locator(".sent tbody").getByText(/^data: \[DONE\]/).waitFor();
}

/** Checks of a large ledger. */
export const largeLedgerChecks: readonly Check[] = [
  {
    name: "100 MB of ledger are browsed without a stall, and only what is shown is read",
    async run({ browser }) {
      const server = await startServer(CONFIG);
      const world = createWorld(browser, server);
      try {
        const bytes = await fill(server);
        assert(bytes > WANTED_BYTES, `${bytes} bytes`);
        const page = await world.open({ view: "requests" });
        const asked: string[] = [];
        page.on("request", (request) => asked.push(new URL(request.url()).pathname));
        await page.getByText(`${PROMPTS + STREAMS} requests`).waitFor();
        await scrollThrough(page, "List of requests");
        const bodies = asked.filter((path) => /^\/requests\/./.test(path));
        assert(bodies.length === 0, `the list reads no request: ${bodies}`);
        const { longestWorkMs } = await traced(browser, () => browse(page));
        const pages = asked.filter((path) => path.endsWith("/events")).length;
        console.log(
          `    ${(bytes / 1e6).toFixed(0)} MB; most work in one piece: ${
            longestWorkMs.toFixed(1)
          } ms; ${pages} pages of events read`,
        );
        assert(pages < 200, "What is not in sight is not read.");
        assert(longestWorkMs < LONGEST_WORK_MS, "A piece of work took the page for too long.");
      } finally {
        await world.closePages();
        await server.stop();
      }
    },
  },
];
