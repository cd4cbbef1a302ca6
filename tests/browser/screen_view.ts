/// <reference lib="dom" />
/** The screen measured: four ways of showing one stream, and whether what the page says of them is so. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { traced } from "./frames.ts";
import type { Check } from "./world.ts";

const NAMES = ["As it comes", "Fixed rate", "Buffered", "Word by word"];

/** Checks of the view in which ways of showing are measured. */
export const screenViewChecks: readonly Check[] = [
  {
    name:
      "screen: what it says of each way is what an observer of its own sees, and no text is lost",
    async run({ open }) {
      const page = await open({ view: "screen" });
      await observe(page);
      await stream(page, { comes: "in lumps of 400 ms" });
      const seen: readonly Seen[] = await page.evaluate(() => Reflect.get(window, "seen"));
      const said = await figures(page);
      const texts = await page.locator(".pane .shown-lines").allTextContents();
      assert(texts[0]!.length > 200, texts[0]);
      for (const [i, name] of NAMES.entries()) {
        assertEquals(texts[i], texts[0], `${name} shows all`);
        const { added, restMs, frameMs } = seen[i]!;
        const { median, most, rest, touched, behind } = said[i]!;
        console.log(`    ${name}: ${JSON.stringify(said[i])}`);
        const sorted = added.toSorted((a, b) => a - b);
        // The observer's frames are counted when they have been painted: a piece may come before that.
        assert(
          Math.abs(touched - added.length) <= 0.1 * touched + 2,
          `${touched}, ${added.length}`,
        );
        // On a busy machine a frame is painted long after it was drawn.
        const least = rest - 2 * frameMs - 20;
        assert(
          restMs > least && restMs < rest + 2 * frameMs + 20,
          `rest of ${rest}, seen ${restMs}`,
        );
        assert(Math.abs(median - (sorted[Math.floor((sorted.length - 1) / 2)] ?? 0)) <= 2, name);
        if (i > 0) assert(Math.abs(most - sorted.at(-1)!) <= 0.5 * most + 4, `${most}, ${sorted}`);
        assert(behind >= 0);
      }
      const [asItComes, , buffered] = said;
      assert(asItComes!.rest > 250 && buffered!.rest < asItComes!.rest / 2, "lumps, and none");
      assert(buffered!.behind > asItComes!.behind, "at a price");
    },
  },
  {
    name: "screen: the code that is shown and copied is the file that runs",
    async run({ open, server }) {
      const page = await open({ view: "screen" });
      for (const name of NAMES) {
        await page.getByRole("button", { name: `Copy code, ${name}` }).click();
        await page.getByRole("group", { name, exact: true }).getByText("Copied").waitFor();
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        const key = await page.getByRole("group", { name, exact: true }).getAttribute("data-way");
        const file = `${server.origin}/page/screen/ways/${key}.js`;
        assertEquals(copied, await (await fetch(file)).text());
        const runs = await page.evaluate(async (file) => {
          const { WAYS } = await import("/page/screen/ways.js" as string);
          return WAYS.find((way: { file: URL }) => way.file.href === file).show.toString();
        }, file);
        assertStringIncludes(copied, runs);
      }
      await page.getByRole("button", { name: "Copy code, React" }).click();
      await page.locator('[data-part="screen-react"]').getByText("Copied").waitFor();
      const hook = await page.evaluate(() => navigator.clipboard.readText());
      assertStringIncludes(hook, "export function useShown(text, isOver, show)");
      await page.getByText("Code", { exact: true }).first().click();
      await page.getByText("export function showAsItComes").waitFor();
    },
  },
  {
    name:
      "screen: four ways at 1,000 tokens/s cost no frame more than 50 ms of the page's own work",
    async run({ open, browser }) {
      const page = await open({ view: "screen" });
      await stream(page, { speed: 1000, length: '{"response_length":"long"}' });
      const { longestWorkMs } = await traced(
        browser,
        () =>
          stream(page, {
            speed: 1000,
            comes: "token by token",
            length: '{"duration_seconds":10}',
          }),
      );
      console.log(`    most work in one piece: ${longestWorkMs.toFixed(1)} ms`);
      for (const [i, one] of (await figures(page)).entries()) {
        console.log(`    ${NAMES[i]}: ${JSON.stringify(one)}`);
      }
      assert(longestWorkMs < 50, "A frame took the page for too long.");
    },
  },
  {
    name: "screen: Stop ends it, an error is told, and both are said to whoever listens",
    async run({ open }) {
      const page = await open({ view: "screen" });
      await page.getByRole("button", { name: "Start", exact: true }).press("Enter");
      await page.waitForSelector('#screen[data-state="streaming"]');
      await page.getByRole("button", { name: "Stop", exact: true }).press("Enter");
      await page.waitForSelector('#screen[data-state="stopped"]');
      const focused = await page.evaluate(() => document.activeElement?.textContent);
      assertEquals(focused, "Start");
      await page.locator('[data-part="said"]').getByText(/^stopped\. As it comes: longest rest/)
        .waitFor({ state: "attached" });
      await page.locator('[data-part="screen-model"]').fill("gpt-4o?nonsense=1");
      await page.keyboard.press("Enter");
      await page.locator('[data-part="screen-fault"]').getByText("nonsense").waitFor();
    },
  },
  {
    name:
      "screen: what is seen in the chart is there as a table, and the model to ask for can be copied",
    async run({ open }) {
      const page = await open({ view: "screen" });
      await stream(page, { speed: 500, length: '{"response_length":"medium"}' });
      await page.locator("#screen").getByText("As a table").click();
      await page.locator("#screen .plot-table tbody").waitFor();
      const heads = await page.locator("#screen .plot-table thead th").allInnerTexts();
      assertEquals(heads, ["Characters by", "Arrived", ...NAMES]);
      const last = await page.locator("#screen .plot-table tbody tr").last().locator("td")
        .allInnerTexts();
      assertEquals(new Set(last).size, 1, `all show all that arrived: ${last}`);
      await page.getByRole("button", { name: "Copy the model" }).click();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assertEquals(copied, "gpt-4o?tps=500&burst_ms=400&response_length=medium");
    },
  },
  {
    name: "screen: who asks for less motion has it in each way, and is told so",
    async run({ open }) {
      const page = await open({ view: "screen" });
      await page.emulateMedia({ reducedMotion: "reduce" });
      await page.reload();
      await page.getByText("Your system asks for less motion").waitFor();
      await page.waitForFunction(() => document.querySelectorAll(".model").length > 1);
      await stream(page, { speed: 200, length: '{"response_length":"medium"}' });
      const [asItComes, fixed, buffered] = await figures(page);
      for (const one of [fixed!, buffered!]) {
        assert(one.touched <= asItComes!.touched + 3, "it moves no oftener than text comes");
        assert(one.behind < asItComes!.behind + 100, "and waits for nothing");
      }
    },
  },
];

interface Seen {
  readonly added: readonly number[];
  readonly restMs: number;
  /** The longest time between two paints. */
  readonly frameMs: number;
}

/** Watches the four texts from outside of the page's modules, each frame once it has been painted. */
async function observe(page: Page): Promise<void> {
  await page.evaluate(() => {
    const texts = [...document.querySelectorAll(".pane .shown-lines")];
    const seen = texts.map(() => ({
      added: [] as number[],
      restMs: 0,
      frameMs: 0,
      length: 0,
      at: 0,
    }));
    Reflect.set(window, "seen", seen);
    const painted = new MessageChannel();
    let before = performance.now();
    painted.port1.onmessage = () => {
      const now = performance.now();
      for (const [i, one] of seen.entries()) {
        const length = texts[i]!.textContent?.length ?? 0;
        one.frameMs = Math.max(one.frameMs, now - before);
        if (length > one.length) {
          if (one.added.length > 0) one.restMs = Math.max(one.restMs, now - one.at);
          one.added.push(length - one.length);
          one.at = now;
        }
        one.length = length;
      }
      before = now;
    };
    const frame = () => {
      painted.port2.postMessage(undefined);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

interface Asked {
  readonly comes?: string;
  readonly speed?: number;
  /** As the list's options have it. */
  readonly length?: string;
}

/** Asks for a stream, and waits until all of it is shown. */
async function stream(page: Page, { comes, speed, length }: Asked): Promise<void> {
  await page.waitForSelector('[data-part="screen-length"] option >> nth=0', { state: "attached" });
  if (speed) await page.fill('[data-part="screen-speed"]', String(speed));
  if (length) {
    await page.selectOption('[data-part="screen-length"]', length);
  }
  if (comes) {
    const option = page.locator('[data-part="screen-comes"] option').filter({ hasText: comes });
    await page.selectOption('[data-part="screen-comes"]', await option.innerText());
  }
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.waitForFunction(
    () => {
      const now = [...document.querySelectorAll('#screen [data-figure="behind"]')];
      return document.querySelector('#screen[data-state="finished"]') &&
        now.every(({ textContent }) => textContent === "0 ms, 0 chars");
    },
    undefined,
    { timeout: 60_000 },
  );
}

/** What the page says of each way. */
async function figures(page: Page) {
  const rows = await Promise.all(NAMES.map(async (name) => {
    const pane = page.getByRole("group", { name, exact: true });
    const text = (key: string) => pane.locator(`[data-figure="${key}"]`).innerText();
    const numbers = async (key: string) =>
      (await text(key)).replaceAll(",", "").match(/[\d.]+/g)?.map(Number) ?? [];
    const [median = NaN, most = NaN] = await numbers("characters");
    const [rest = NaN] = await numbers("rest");
    const [behind = NaN] = await numbers("most-behind");
    const [touched = NaN] = await numbers("frames");
    return { median, most, rest, behind, touched };
  }));
  return rows;
}
