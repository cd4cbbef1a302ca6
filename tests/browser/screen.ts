/// <reference lib="dom" />
/** What a newcomer sees, and that nothing on the page moves, goes blank or loses its name. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { startStream, until } from "./client.ts";
import { onlyLane } from "./race.ts";
import { runCurl, runScript } from "./snippets.ts";
import type { Check } from "./world.ts";

/** Checks of the first screen, and of the page's manners. */
export const screenChecks: readonly Check[] = [
  {
    name: "the first screen says what this is, and when an app's first request has come",
    async run({ open, server }) {
      await fetch(`${server.origin}/requests`, { method: "DELETE" });
      const page = await open();
      const box = await page.locator('[data-part="connect"]').boundingBox();
      assert(box && box.y + box.height < 860, "all of it is on the first screen");
      await page.getByRole("heading", { name: /stand-in for the OpenAI and Anthropic APIs/ })
        .waitFor();
      const arrival = page.locator('[data-part="arrival"]');
      assertMatch(await arrival.innerText(), /Waiting for your app's first request/);
      await onlyLane(page, "gpt-4?tps=500");
      await page.getByRole("button", { name: "Start", exact: true }).click();
      await page.waitForSelector('.lane[data-state="finished"]');
      await (await startStream(server.origin, { model: "gpt-4o-mini?tps=inf" })).ended;
      await until(
        "it is told",
        async () => /app: gpt-4o-mini, .*(now|ago)/.test(await arrival.innerText()),
      );
      await page.getByText("The prompt is counted, not answered").waitFor();
      assertEquals(
        await page.locator(".lane :is(td, strong):visible").getByText("–").count() < 15,
        true,
      );
    },
  },
  {
    name: "the code to connect with is six clients', and what can be run here runs",
    async run({ open, server }) {
      const page = await open();
      const clients = page.locator('[data-part="clients"] button');
      const names = await clients.allInnerTexts();
      assertEquals(names, [
        "openai (JS)",
        "openai (Python)",
        "Vercel AI",
        "Anthropic",
        "LangChain",
        "curl",
      ]);
      const texts: string[] = [];
      for (const name of names) {
        await page.getByRole("button", { name, exact: true }).click();
        await page.getByRole("button", { name: "Copy the code" }).click();
        const text = await page.evaluate(() => navigator.clipboard.readText());
        assert(text.includes(server.origin), `${name}: ${text}`);
        texts.push(text);
      }
      const [openai = "", , , anthropic = "", , curl = ""] = texts;
      assertMatch(await runScript(openai), /lighthouse|Once upon/);
      assertMatch(await runScript(anthropic), /lighthouse|Once upon/);
      assertMatch(await runCurl(curl), /data: \[DONE\]/);
    },
  },
  {
    name: "a notice is seen and heard, and moves nothing",
    async run({ open, server }) {
      const page = await open();
      const top = async () => (await page.locator(".lanes").boundingBox())?.y;
      const before = await top();
      await fetch(`${server.origin}/config`, {
        method: "POST",
        body: JSON.stringify({ model: "gpt-4", jitter: 0.1 }),
      });
      await page.locator('[data-part="changed"]').getByText("gpt-4: jitter").waitFor();
      assertMatch(await page.locator('[data-part="said"]').textContent() ?? "", /gpt-4: jitter/);
      assertEquals(await top(), before);
      await fetch(`${server.origin}/config/reload`, { method: "POST" });
    },
  },
  {
    name: "a length whose text is no longer there gives way to one that is",
    async run({ open, server }) {
      const page = await open();
      const length = page.locator('[data-part="length"]');
      await length.selectOption('{"response_length":"wide"}');
      await fetch(`${server.origin}/config`, {
        method: "POST",
        body: JSON.stringify({ responses: { wide: null } }),
      });
      await page.locator('[data-part="changed"]').getByText("no longer").waitFor();
      assertMatch(await length.inputValue(), /^\{"response_length":"long"\}$/);
      await fetch(`${server.origin}/config/reload`, { method: "POST" });
    },
  },
  {
    name:
      "lanes, their text and their buttons are named by their model, and the focus stays in a lane that stops",
    async run({ open }) {
      const page = await open();
      // What is told stays until the next is, which may be at once.
      await page.evaluate(() => {
        const told: string[] = [];
        Reflect.set(window, "told", told);
        const place = document.querySelector('[data-part="said"]');
        if (!place) return;
        new MutationObserver(() => told.push(place.textContent ?? ""))
          .observe(place, { childList: true, characterData: true, subtree: true });
      });
      const lane = await onlyLane(page, "gpt-4?tps=20");
      await page.getByRole("group", { name: "Lane of gpt-4?tps=20" }).waitFor();
      await page.getByRole("button", { name: "Start", exact: true }).click();
      await page.getByRole("group", { name: "Hold gpt-4?tps=20" }).waitFor();
      await page.getByRole("region", { name: "What gpt-4?tps=20 says" }).waitFor();
      await page.waitForSelector('.lane[data-state="streaming"]');
      await lane.getByRole("button", { name: "Stop" }).press("Enter");
      await page.waitForSelector('.lane[data-state="stopped"]');
      assertEquals(await focusedName(page), "Restart");
      await until("it is told", async () => {
        const told: readonly string[] = await page.evaluate(() => Reflect.get(window, "told"));
        return told.some((text) => /gpt-4.*stopped/.test(text));
      });
    },
  },
  {
    name: "a long model name leaves the list of requests as it is",
    async run({ open, server }) {
      const page = await open({ view: "requests" });
      const width = async () =>
        (await page.locator('th[data-column="path"]').boundingBox())?.width ?? 0;
      const before = await width();
      const long = `organisation/${"a-very-long-model-name-".repeat(8)}`;
      await (await startStream(server.origin, { model: `${long}?tps=inf` })).ended;
      await page.locator("tbody").getByRole("button", { name: long }).waitFor();
      assert(before >= 100, `the path is ${before} px wide`);
      assertEquals(await width(), before);
    },
  },
];

function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
}
