/// <reference lib="dom" />
/** How the page holds under load: two pages, each with four lanes at 1,000 tokens per second. */

import { assert } from "@std/assert";
import type { Browser, Page } from "playwright-core";
import { pause, until } from "./client.ts";
import type { Check } from "./world.ts";

const SECONDS = 8;

/**
 * What no frame may take of a page's thread: its own time, which is about the same however busy the machine is. By the
 * clock, frames wait for the other page, the server, the browser and whoever else is on the machine; on two processors
 * that are not otherwise busy some 1 % of them take more than 50 ms. Those figures are printed alone.
 */
export const LONGEST_WORK_MS = 50;

interface Frames {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly longest: number;
  readonly late: number;
}

/** Checks of frames. */
export const frameChecks: readonly Check[] = [
  {
    name: "frames stay under 50 ms with two pages of four lanes at 1,000 tokens/s",
    async run({ open, browser }) {
      const pages = [await open(), await open()];
      for (const page of pages) await fourFastLanes(page);
      const { result: frames, longestWorkMs } = await traced(
        browser,
        () => Promise.all(pages.map((page) => race(page))),
      );
      for (const one of frames) console.log(`    by the clock: ${described(one)}`);
      console.log(`    most work in one piece: ${longestWorkMs.toFixed(1)} ms`);
      assert(longestWorkMs < LONGEST_WORK_MS, "A frame took the page for too long.");
    },
  },
  {
    name:
      "all text of four lanes at 1,000 tokens/s is shown, and the page says how far it was behind",
    async run({ open }) {
      const page = await open();
      await fourFastLanes(page);
      await page.evaluate(() => {
        const shares: { shown: number; lane: Element }[] = [];
        Reflect.set(window, "shares", shares);
        const shown = (lane: Element) => lane.querySelector(".markdown")?.textContent?.length ?? 0;
        for (const lane of document.querySelectorAll<HTMLElement>(".lane")) {
          new MutationObserver(() => {
            if (lane.dataset.state === "finished") shares.push({ shown: shown(lane), lane });
          }).observe(lane, { attributes: true, attributeFilter: ["data-state"] });
        }
      });
      await race(page);
      const lengths = () =>
        page.locator(".lane .markdown").evaluateAll((all) =>
          all.map((one) => one.textContent?.length ?? 0)
        );
      const tokens = SECONDS * 1000;
      await until("all is shown", async () => {
        const before = await lengths();
        await pause(500);
        const now = await lengths();
        // A token of prose has more than two characters.
        return now.join() === before.join() && now.every((length) => length > 2 * tokens);
      });
      for (const key of ["tokens", "behind"]) {
        await until(`each lane says its ${key}`, async () => {
          const texts = await page.locator(`[data-figure="${key}"][data-by="page"]`)
            .allInnerTexts();
          return texts.length === 4 && texts.every((text) => /\d/.test(text));
        });
      }
      const shares: number[] = await page.evaluate(() =>
        Reflect.get(window, "shares").map(({ shown, lane }: { shown: number; lane: Element }) =>
          shown / (lane.querySelector(".markdown")?.textContent?.length ?? 1)
        )
      );
      const behind = await page.locator('[data-figure="behind"][data-by="page"]').allInnerTexts();
      const percents = shares.map((share) => `${Math.round(share * 100)} %`).join(", ");
      console.log(`    shown at the end: ${percents}; behind at most: ${behind.join(", ")}`);
    },
  },
  {
    name: "the page's text is touched once a frame, not once a token",
    async run({ open }) {
      const page = await open();
      await fourFastLanes(page);
      await page.evaluate(() => {
        const seen = { batches: 0, frames: 0 };
        Reflect.set(window, "seen", seen);
        const count = () => {
          seen.frames++;
          requestAnimationFrame(count);
        };
        requestAnimationFrame(count);
        const observer = new MutationObserver(() => seen.batches++);
        const lane = document.querySelector(".lane .lane-text");
        if (lane) observer.observe(lane, { childList: true, subtree: true, characterData: true });
      });
      await race(page);
      const { batches, frames } = await page.evaluate(() => Reflect.get(window, "seen"));
      console.log(`    ${SECONDS * 1000} tokens, ${frames} frames, ${batches} changes of the text`);
      assert(batches > 10 && batches <= frames, `${batches} changes in ${frames} frames`);
    },
  },
];

async function fourFastLanes(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Add lane" }).click();
  const models = page.locator('[data-part="model"]');
  for (let i = 0; i < 4; i++) {
    await models.nth(i).fill(`gpt-4?tps=1000&duration_seconds=${SECONDS}`);
  }
  // Reads and compiles all that a race needs, once.
  await race(page, 0.5);
}

/** Runs the lanes, and measures the frames meanwhile. */
async function race(page: Page, seconds = SECONDS): Promise<Frames> {
  await page.evaluate((seconds) => {
    for (const input of document.querySelectorAll<HTMLInputElement>('[data-part="model"]')) {
      input.value = `gpt-4?tps=1000&duration_seconds=${seconds}`;
    }
    const measured = { frames: [0], isOver: false };
    Reflect.set(globalThis, "measured", measured);
    let before = performance.now();
    const measure = (now: number) => {
      measured.frames.push(now - before);
      before = now;
      if (!measured.isOver) requestAnimationFrame(measure);
    };
    requestAnimationFrame(measure);
  }, seconds);
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await until(
    "the lanes stream",
    async () => await page.locator('[data-state="waiting"]').count() === 0,
  );
  await page.waitForFunction(
    () => document.querySelectorAll('.lane[data-state="finished"]').length === 4,
    undefined,
    { timeout: 30_000 },
  );
  const frames: number[] = await page.evaluate(() => {
    const measured = Reflect.get(globalThis, "measured");
    measured.isOver = true;
    return measured.frames;
  });
  const sorted = frames.slice(3).sort((a, b) => a - b);
  const quantile = (q: number) => sorted[Math.floor(q * (sorted.length - 1))] ?? 0;
  return {
    count: sorted.length,
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
    longest: quantile(1),
    late: sorted.filter((ms) => ms > LONGEST_WORK_MS + 1).length,
  };
}

/** One event of Chromium's trace; times are in microseconds, and `tdur` is what a thread itself worked. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Runs with a trace of all pages, and gives the longest piece of work on a page's main thread, frames included. */
export async function traced<T>(browser: Browser, run: () => Promise<T>) {
  const categories = ["disabled-by-default-devtools.timeline"];
  await browser.startTracing(undefined, { categories });
  const result = await run();
  const trace = JSON.parse(new TextDecoder().decode(await browser.stopTracing()));
  const events: readonly TraceEvent[] = trace.traceEvents;
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const mains = new Set(
    events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
      .map(threadOf),
  );
  const work = events.filter((event) => event.name === "RunTask" && mains.has(threadOf(event)));
  const longestWorkMs = Math.max(...work.map(({ tdur = 0 }) => tdur)) / 1000;
  return { result, longestWorkMs };
}

function described({ count, p50, p95, p99, longest, late }: Frames): string {
  return `${count} frames: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, p99 ${
    p99.toFixed(1)
  } ms, ` +
    `longest ${longest.toFixed(1)} ms, ${late} over 50 ms`;
}
