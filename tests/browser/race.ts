/// <reference lib="dom" />
/** The race, and what a lane says of its stream. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { ledgerEntry, startStream, until } from "./client.ts";
import type { Check } from "./world.ts";

/** How far the page's figures may be from the ledger's. */
const TOLERANCE = 0.03;

/** Checks of the race. */
export const raceChecks: readonly Check[] = [
  {
    name: "a race of two models shows the ledger's tokens per second, within 3 %",
    async run({ open, server }) {
      // A server's first request waits for what it loads, before its clock begins: that is not what is compared.
      await (await startStream(server.origin, { model: "gpt-4?tps=inf" })).ended;
      const page = await open();
      await page.locator('[data-part="remove"]').last().click();
      const models = ["gpt-4?tps=80&jitter=0.4", "gpt-4o-mini"];
      const lanes = page.locator(".lane");
      for (const [i, model] of models.entries()) {
        await lanes.nth(i).locator('[data-part="model"]').fill(model);
      }
      await page.getByRole("button", { name: "Start", exact: true }).click();
      await until("both lanes stream", async () => await states(page, "streaming") === 2);
      await page.waitForFunction(
        () => {
          const lanes = [...document.querySelectorAll(".lane")];
          return lanes.every((lane) => {
            const server = lane.querySelector('[data-figure="rate"][data-by="server"]');
            return server && server.textContent !== "–";
          });
        },
        undefined,
        { timeout: 30_000 },
      );

      for (const [i, model] of models.entries()) {
        const lane = lanes.nth(i);
        const figure = (key: string, by: string) =>
          lane.locator(`[data-figure="${key}"][data-by="${by}"]`).textContent().then(asNumber);
        const shown = asNumber(await lane.locator('[data-part="rate"]').textContent());
        const id = await requestId(server.origin, model.split("?")[0] ?? "");
        const { actual, chunks } = await ledgerEntry(server.origin, id);
        const spoken = chunks.filter(({ tokens }: { tokens: number }) => tokens > 0);
        const ledgerRate = (actual.tokens - spoken[0].tokens) /
          ((spoken.at(-1).left_ms - spoken[0].left_ms) / 1000);
        near(shown, ledgerRate, `${model}: the meter`);
        near(await figure("overall", "page"), actual.tokens_per_second, `${model}: overall`);
        near(await figure("overall", "server"), actual.tokens_per_second, `${model}: the server's`);
        assertEquals(await figure("tokens", "page"), actual.tokens);
        assertEquals(await figure("tokens", "server"), actual.tokens);
      }
    },
  },
  {
    name: "a lane renders Markdown with code and LaTeX, and shows the raw text instead",
    async run({ open }) {
      const page = await open();
      const lane = await onlyLane(page, "gpt-4?tps=2000");
      await page.getByRole("button", { name: "Start", exact: true }).click();
      await page.waitForSelector('.lane[data-state="finished"]');
      const markdown = lane.locator(".markdown");
      await markdown.locator(".heading-2").first().waitFor();
      // A long text is drawn in steps of frames, the last of them after the stream's end.
      await markdown.locator("pre code").first().waitFor();
      await markdown.locator(".katex").first().waitFor();
      await markdown.locator("li").nth(3).waitFor();
      await lane.getByRole("button", { name: "Raw" }).click();
      await lane.locator(".raw").getByText("## Why streamed text stutters").waitFor();
      assert(await markdown.isHidden(), "the rendered text gives way");
    },
  },
  {
    name: "stop leaves the stream, restart begins it again, and smooth comes to the same text",
    async run({ open, server }) {
      const page = await open();
      const lane = await onlyLane(page, "gpt-4?tps=50");
      await lane.getByRole("button", { name: "Smooth" }).click();
      await page.getByRole("button", { name: "Start", exact: true }).click();
      await page.waitForSelector('.lane[data-state="streaming"]');
      await lane.getByRole("button", { name: "Stop" }).click();
      await page.waitForSelector('.lane[data-state="stopped"]');
      const left = await requestId(server.origin, "gpt-4");
      assertEquals((await ledgerEntry(server.origin, left)).outcome, "client_left");

      await lane.locator('[data-part="model"]').fill("gpt-4?tps=400");
      await lane.getByRole("button", { name: "Restart" }).click();
      await page.waitForSelector('.lane[data-state="finished"]');
      await page.waitForFunction(() =>
        document.querySelector(".markdown")?.textContent?.trim().endsWith("requestAnimationFrame.")
      );
    },
  },
  {
    name: "a race has an address, and one chart of all its lanes, which fit on one scale",
    async run({ open }) {
      const page = await open();
      const query = "model=gpt-4%3Ftps%3D40&model=gpt-4o%3Ftps%3D200&response_length=medium";
      await page.goto(`${new URL(page.url()).origin}/?again#race?${query}`);
      const models = page.locator('.lane [data-part="model"]');
      await until("two lanes", async () => await models.count() === 2);
      assertEquals(
        await models.evaluateAll((inputs) =>
          inputs.map((input) => "value" in input && input.value)
        ),
        [
          "gpt-4?tps=40",
          "gpt-4o?tps=200",
        ],
      );
      await page.getByRole("button", { name: "Start", exact: true }).click();
      await page.waitForFunction(() =>
        document.querySelectorAll('.lane[data-state="finished"]').length === 2
      );
      const chart = page.locator('[data-part="chart"]');
      await chart.getByRole("img", { name: "Tokens over time, all lanes" }).waitFor();
      assertEquals(await chart.locator(".chart-legend > span").allInnerTexts(), [
        "gpt-4?tps=40",
        "gpt-4o?tps=200",
      ]);
      const scales = await page.locator('[data-part="gap-scale"]').allInnerTexts();
      await models.first().fill("gpt-4?tps=50");
      await until("the address follows", () => page.url().includes("tps%3D50"));
      assertEquals(new Set(scales).size, 1, `one scale: ${scales}`);
    },
  },
  {
    name: "a model's name with a wrong query shows the server's own words",
    async run({ open, faults }) {
      const page = await open();
      const lane = await onlyLane(page, "gpt-4?speeed=80");
      await page.getByRole("button", { name: "Start", exact: true }).click();
      await page.waitForSelector('.lane[data-state="refused"]');
      assertMatch(await lane.locator('[data-part="fault"]').innerText(), /speeed/);
      // The browser itself notes the 400, and nothing else is wrong.
      assertEquals(faults().filter((fault) => !fault.includes("400")), []);
    },
  },
];

/** Leaves one lane, with this model. */
export async function onlyLane(page: Page, model: string) {
  const removes = page.locator('[data-part="remove"]');
  while (await removes.count() > 1) await removes.last().click();
  const lane = page.locator(".lane");
  await lane.locator('[data-part="model"]').fill(model);
  return lane;
}

/** How many lanes are in a state. */
function states(page: Page, state: string): Promise<number> {
  return page.locator(`.lane[data-state="${state}"]`).count();
}

/** The newest request of a model. */
async function requestId(origin: string, model: string): Promise<string> {
  const query = new URLSearchParams({ model, limit: "1" });
  const { data } = await (await fetch(`${origin}/requests?${query}`)).json();
  return data[0].id;
}

function asNumber(text: string | null): number {
  return Number((text ?? "").replace(/[^\d.]/g, ""));
}

function near(shown: number, truth: number, what: string): void {
  const off = Math.abs(shown / truth - 1);
  assert(off <= TOLERANCE, `${what}: shows ${shown}, and it is ${truth.toFixed(2)}`);
}
