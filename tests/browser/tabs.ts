/// <reference lib="dom" />
/** Several tabs of one browser, which opens six connections to the server for all of them together. */

import { assert, assertEquals } from "@std/assert";
import { resumeHeld, startStream, until } from "./client.ts";
import { onlyLane } from "./race.ts";
import type { Check } from "./world.ts";

/** Checks of tabs beside each other, and of what takes time. */
export const tabChecks: readonly Check[] = [
  {
    name:
      "a lane that waits for the browser says so, measures from its own start, and holds up no button",
    async run({ open, server }) {
      const first = await open();
      await first.getByRole("button", { name: "Add lane" }).click();
      const models = first.locator('[data-part="model"]');
      for (let i = 0; i < 4; i++) await models.nth(i).fill("gpt-4?tps=20&duration_seconds=30");
      await first.evaluate(() => {
        document.querySelector('[data-part="length"]')?.replaceChildren(new Option("any", "{}"));
      });
      await first.getByRole("button", { name: "Start", exact: true }).click();
      await until(
        "four lanes stream",
        async () => await first.locator('[data-state="streaming"]').count() === 4,
      );

      const second = await open({ beside: first });
      const lane = await onlyLane(second, "gpt-4?tps=50&ttft=300");
      const asked = performance.now();
      await second.getByRole("button", { name: "Start", exact: true }).click();
      await lane.getByText("waiting for the browser").waitFor();

      const stream = await startStream(server.origin, { model: "gpt-4?tps=5" });
      await second.getByRole("link", { name: "Hold" }).click();
      const row = second.locator(`li[data-id="${stream.id}"]`);
      await row.getByRole("button", { name: "Pause" }).click();
      await row.getByRole("button", { name: "Resume" }).waitFor();
      await row.getByRole("button", { name: "Drop" }).click();

      const waited = performance.now() - asked;
      await first.getByRole("button", { name: "Stop all" }).click();
      // Without streams the view tells of the race, too.
      await second.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Race" })
        .click();
      const figure = lane.locator('[data-figure="ttft"][data-by="page"]');
      await until(
        "the page's own time to first token",
        async () => /^\d+ ms$/.test(await figure.innerText()),
      );
      // Counted from the click, it would be all that was waited for the other tab, and these 300 ms.
      const shown = parseInt(await figure.innerText());
      assert(shown < waited + 300, `the first token after ${shown} ms; waited for ${waited} ms`);
    },
  },
  {
    name:
      "two tabs of eight lanes each and a screen: all have their turn, and the screen says that it waits",
    async run({ open, server }) {
      const first = await open();
      const second = await open({ beside: first });
      const third = await open({ beside: first, view: "screen" });
      for (const page of [first, second]) {
        const models = page.locator('.lane [data-part="model"]');
        while (await models.count() < 8) {
          await page.getByRole("button", { name: "Add lane" }).click();
        }
        // Until the screen has said that it waits, none gives its connection up.
        const model = "gpt-4?tps=1000&duration_seconds=2&hold_at=1";
        for (let i = 0; i < 8; i++) await models.nth(i).fill(model);
      }
      for (const page of [first, second, third]) {
        await page.getByRole("button", { name: "Start", exact: true }).click();
      }
      await third.locator('#screen[data-state="queued"]').getByText("waiting for the browser")
        .waitFor();
      for (const page of [first, second]) {
        await until("all have had their turn", async () => {
          await resumeHeld(server.origin);
          return await page.locator('.lane[data-state="finished"]').count() === 8;
        }, 90_000);
        const figure = (key: string, by: string) =>
          page.locator(`[data-figure="${key}"][data-by="${by}"]`).allInnerTexts();
        await until(
          "the server has told",
          async () => !(await figure("tokens", "server")).includes("–"),
        );
        assertEquals(await figure("tokens", "page"), await figure("tokens", "server"));
        console.log(`    behind at most: ${(await figure("behind", "page")).join(", ")}`);
      }
      await third.waitForSelector('#screen[data-state="streaming"]');
    },
  },
  {
    name: "a button is busy until what it asked for is done, and asks once",
    async run({ open, server }) {
      const page = await open({ view: "hold" });
      const stream = await startStream(server.origin, { model: "gpt-4?tps=5" });
      const asked: string[] = [];
      const { promise, resolve } = Promise.withResolvers<void>();
      await page.route("**/streams/*", async (route) => {
        asked.push(route.request().postData() ?? "");
        await promise;
        await route.continue();
      });
      const row = page.locator(`li[data-id="${stream.id}"]`);
      const pause = row.getByRole("button", { name: "Pause" });
      await pause.click();
      assertEquals(await pause.getAttribute("aria-busy"), "true");
      await pause.click();
      assertEquals(asked, ['{"action":"pause"}']);
      resolve();
      const resume = row.getByRole("button", { name: "Resume" });
      await resume.waitFor();
      assertEquals(await resume.getAttribute("aria-busy"), null);
      await row.getByRole("button", { name: "Drop" }).click();
      await stream.ended;
    },
  },
];
