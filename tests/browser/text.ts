/// <reference lib="dom" />
/** How an answer is shown: formulas, unfinished Markdown, other scripts, wide tables. */

import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { onlyLane } from "./race.ts";
import type { Check } from "./world.ts";

const FORMULAS = "Inline $\\text{speed in words} = 5$ and\n\n" +
  "$$\nv = \\frac{n}{t} \\text{ tokens per second} \\tag{42}\n$$";

/** Long enough for its signs to be on the screen between two tokens, were they shown. */
const UNFINISHED = "A word in **bold letters that take a while to come** here.\n\n" +
  "A formula $a_1 + b_2 + c_3 + d_4$ and [a link with a long name](https://example.test/a/long/path).\n\n" +
  "## A heading\n\n| First column | Second column |\n| --- | --- |\n| one | two |\n\nThe end.";

const RIGHT_TO_LEFT = "مرحبًا! هذا السطر يُقرأ من اليمين إلى اليسار.";

const WIDE = `| ${Array.from({ length: 12 }, (_, i) => `A long heading ${i}`).join(" | ")} |\n|${
  " --- |".repeat(12)
}\n| ${Array.from({ length: 12 }, () => "some words").join(" | ")} |`;

/** Responses of these checks, for the config file. */
export const TEXTS = Object.entries({
  formulas: FORMULAS,
  unfinished: UNFINISHED,
  right_to_left: RIGHT_TO_LEFT,
  wide: WIDE,
}).map(([name, content]) => `\n[responses.${name}]\ncontent = ${JSON.stringify(content)}\n`).join(
  "",
);

/** Checks of what an answer looks like. */
export const textChecks: readonly Check[] = [
  {
    name: "a formula's words and number are shown as KaTeX made them, not as our own boxes",
    async run({ open }) {
      const page = await open();
      const lane = await say(page, "formulas", 2000);
      await lane.locator(".katex .katex-tag").first().waitFor();
      const boxes = await lane.locator(".katex :is(.text, .katex-tag)").evaluateAll((elements) =>
        elements.map((element) => {
          const { display, padding, overflow } = getComputedStyle(element);
          return { display, padding, overflow, isSeen: element.getBoundingClientRect().width > 5 };
        })
      );
      assert(boxes.length >= 3, `${boxes.length} boxes`);
      for (const { padding, overflow, isSeen } of boxes) {
        assertEquals({ padding, overflow, isSeen }, {
          padding: "0px",
          overflow: "visible",
          isSeen: true,
        });
      }
    },
  },
  {
    name: "signs that wait for their other half are not shown while a text streams",
    async run({ open }) {
      const page = await open();
      await page.evaluate(() => {
        const seen: string[] = [];
        Reflect.set(window, "seen", seen);
        const look = () => {
          const text = document.querySelector(".markdown")?.textContent ?? "";
          if (seen.at(-1) !== text) seen.push(text);
          requestAnimationFrame(look);
        };
        look();
      });
      await say(page, "unfinished", 30);
      const seen: string[] = await page.evaluate(() => Reflect.get(window, "seen"));
      assert(seen.length > 20, `${seen.length} states were seen`);
      for (const text of seen) {
        // What KaTeX writes for screen readers is the formula's source.
        const shown = text.replace(/\$?a_1 \+ b_2.*?d_4/, "");
        assert(!/\*\*|\$|\]\(|\[a|##|\|/.test(shown), `flashed: ${JSON.stringify(shown)}`);
      }
      assert(seen.at(-1)?.includes("The end."), "all of it is shown in the end");
    },
  },
  {
    name: "Arabic goes from right to left, rendered and raw",
    async run({ open }) {
      const page = await open();
      const lane = await say(page, "right_to_left", 2000);
      const directionOf = (selector: string) =>
        lane.locator(selector).first().evaluate((element) => getComputedStyle(element).direction);
      assertEquals(await directionOf(".markdown p"), "rtl");
      await lane.getByRole("button", { name: "Raw" }).click();
      await lane.locator(".raw").getByText("مرحبًا").waitFor();
      assertEquals(await directionOf(".raw > div"), "rtl");
    },
  },
  {
    name: "a wide table scrolls by itself, and its columns stay readable",
    async run({ open }) {
      const page = await open({ width: 360 });
      const lane = await say(page, "wide", 2000);
      const { column, box, inside } = await lane.locator(".markdown table").evaluate((table) => ({
        column: table.querySelector("td")?.getBoundingClientRect().width ?? 0,
        box: table.parentElement?.clientWidth ?? 0,
        inside: table.parentElement?.scrollWidth ?? 0,
      }));
      assert(column >= 60, `a column is ${column} px wide`);
      assert(inside > box, `the table (${inside} px) scrolls in its box (${box} px)`);
    },
  },
];

async function say(page: Page, response: string, tokensPerSecond: number) {
  const lane = await onlyLane(page, `gpt-4?tps=${tokensPerSecond}`);
  await page.locator('[data-part="length"]').selectOption(`{"response_length":"${response}"}`);
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.waitForSelector('.lane[data-state="finished"]');
  // What is left is shown within the next frames.
  await page.waitForFunction(
    () => {
      const text = document.querySelector(".markdown")?.textContent ?? "";
      const isStill = text !== "" && Reflect.get(window, "before") === text;
      Reflect.set(window, "before", text);
      return isStill;
    },
    undefined,
    { polling: 200 },
  );
  return lane;
}
