/// <reference lib="dom" />
/** The playground. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Check } from "./world.ts";

/** Checks of the playground. */
export const playChecks: readonly Check[] = [
  ...["chat", "responses", "messages"].map((wire): Check => ({
    name: `play: a tool is called, given its result and answered over ${wire}`,
    async run({ open }) {
      const page = await open({ view: "play" });
      await page.selectOption('[data-part="play-wire"]', wire);
      await page.fill('[data-part="play-settings"]', "tps=500&ttft=20");
      await page.check('[data-part="play-tool"]');
      await page.fill('[data-part="play-text"]', "What is the weather?");
      await page.press('[data-part="play-text"]', "Enter");
      await page.getByRole("button", { name: "Give results" }).click();
      const answers = page.locator('[data-part="play-turns"] [data-role="assistant"]');
      await page.waitForSelector('[data-part="play-stop"]:not([disabled])');
      await page.waitForSelector('[data-part="play-stop"][disabled]');
      assertEquals(await answers.count(), 2);
      assert((await answers.nth(1).locator(".said").textContent() ?? "").length > 20);
      const events = await page.locator('[data-part="play-events"]').innerText();
      assertStringIncludes(events, "data: {");
      assertStringIncludes(events, "(the body ended)");
    },
  })),
  {
    name: "play: what a fault does to the bytes is seen as its client sees it",
    async run({ open }) {
      const page = await open({ view: "play" });
      await page.fill('[data-part="play-settings"]', "tps=500&cut_at=3&cut=close");
      await page.fill('[data-part="play-text"]', "Hello");
      await page.getByRole("button", { name: "Send" }).click();
      await page.waitForSelector("text=(the body ended)");
      const events = await page.locator('[data-part="play-events"]').innerText();
      assert(!events.includes("[DONE]"));
    },
  },
  {
    name: "play: Stop ends the request, and the ledger has it by its link",
    async run({ open }) {
      const page = await open({ view: "play" });
      await page.fill('[data-part="play-settings"]', "tps=5");
      await page.fill('[data-part="play-text"]', "Hello");
      await page.getByRole("button", { name: "Send" }).click();
      await page.waitForSelector('[data-part="play-events"] .event');
      await page.getByRole("button", { name: "Stop", exact: true }).last().click();
      await page.waitForSelector("text=(stopped here)");
      await page.getByRole("link", { name: "in the ledger" }).click();
      await page.waitForSelector("#requests aside:not([hidden]) >> text=client left");
    },
  },
];
