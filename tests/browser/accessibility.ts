/// <reference lib="dom" />
/** The accessibility check: axe-core's every rule, in every view, light and dark, wide and narrow. */

import { assertEquals } from "@std/assert";
import axe from "axe-core/axe.min.js" with { type: "text" };
import type { Page } from "playwright-core";
import { ledgerEntry, startStream } from "./client.ts";
import { onlyLane } from "./race.ts";
import type { Check } from "./world.ts";

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** Checks of accessibility. */
export const accessibilityChecks: readonly Check[] = (["light", "dark"] as const).flatMap((
  colorScheme,
) =>
  [1280, 360].map((width): Check => ({
    name: `axe-core finds nothing, ${colorScheme}, ${width} px`,
    async run({ open, server }) {
      const page = await open({ colorScheme, width });
      const running = await startStream(server.origin, { model: "gpt-4?tps=2" });
      const refused = await startStream(server.origin, { model: "gpt-4?nonsense=1" });
      await refused.ended;

      await onlyLane(page, "gpt-4?tps=2000");
      await page.getByRole("button", { name: "Start", exact: true }).click();
      await page.waitForSelector('.lane[data-state="finished"]');
      await page.locator('[data-figure="rate"][data-by="server"]').getByText(/\d/).waitFor();
      await assertAccessible(page, "race");

      await page.getByRole("link", { name: "Screen" }).click();
      await page.fill('[data-part="screen-speed"]', "1000");
      await page.getByRole("button", { name: "Start", exact: true }).click();
      await page.waitForSelector('#screen[data-state="streaming"]');
      await page.getByRole("button", { name: "Stop", exact: true }).click();
      await page.locator("#screen").getByText("As a table").click();
      await page.getByText("Code", { exact: true }).first().click();
      await page.getByText("export function showAsItComes").waitFor();
      await assertAccessible(page, "screen");

      await page.getByRole("link", { name: "Hold" }).click();
      await page.locator(`li[data-id="${running.id}"]`).getByRole("button", { name: "Pause" })
        .click();
      await page.locator(`li[data-id="${running.id}"]`).getByText("Go wrong").click();
      await assertAccessible(page, "hold");
      await page.locator(`li[data-id="${running.id}"]`).getByRole("button", { name: "Drop" })
        .click();
      await ledgerEntry(server.origin, running.id);

      await page.getByRole("link", { name: "Requests" }).click();
      await page.locator("tbody").getByRole("button").nth(2).click();
      await page.getByRole("tab", { name: "Request" }).click();
      await assertAccessible(page, "requests");
      for (const tab of ["Response", "Raw"]) {
        await page.getByRole("tab", { name: tab }).click();
        await page.locator(`[role="tabpanel"]:not([hidden]) :is(.pairs, .sent tbody tr)`).first()
          .waitFor();
        await assertAccessible(page, `a request's ${tab}`);
      }

      await page.getByRole("link", { name: "Tune" }).click();
      await assertAccessible(page, "tune");
      await page.getByRole("button", { name: "Copy as … gpt-4", exact: true }).click();
      await assertAccessible(page, "the dialog");
      await page.keyboard.press("Escape");

      await page.getByRole("link", { name: "Rules" }).click();
      await page.getByRole("button", { name: "Put in front" }).click();
      await page.waitForSelector('[data-rule="posted no. 1"]');
      const { id } = await startStream(server.origin, { model: "gpt-4?tps=2000" });
      await page.locator(`[data-near="${id}"]`).getByText("no rule").click();
      await page.locator("[data-near-rule]").first().waitFor();
      await assertAccessible(page, "rules");
      await page.getByRole("button", { name: "Remove these" }).click();

      await page.getByRole("link", { name: "Play" }).click();
      await page.fill('[data-part="play-settings"]', "tps=500");
      await page.fill('[data-part="play-text"]', "Hello");
      await page.getByRole("button", { name: "Send" }).click();
      await page.waitForSelector("text=(the body ended)");
      await assertAccessible(page, "play");

      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assertEquals(wide <= width, true, `the page is ${wide} px wide on ${width} px`);
    },
  }))
);

async function assertAccessible(page: Page, view: string): Promise<void> {
  // The page's own policy lets no script in: this one comes by the debugger.
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const run = Reflect.get(Reflect.get(window, "axe"), "run");
    return (await run(document)).violations as readonly Violation[];
  });
  const found = violations.map(({ id, help, nodes }) =>
    `${view}: ${id}: ${help}\n` +
    nodes.slice(0, 3).map((node) => `  ${node.html.slice(0, 200)}\n  ${node.failureSummary}`)
      .join("\n")
  );
  assertEquals(found, []);
}
