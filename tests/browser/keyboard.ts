/// <reference lib="dom" />
/** All of it by keyboard alone. */

import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { startStream } from "./client.ts";
import type { Check } from "./world.ts";

/** Checks of the keyboard. */
export const keyboardChecks: readonly Check[] = [
  {
    name: "a race is set, started, stopped and looked at by keyboard alone",
    async run({ open }) {
      const page = await open();
      await tabTo(page, "Skip to content");
      await tabTo(page, "Race");
      await tabTo(page, "Theme: system");
      await tabTo(page, "Prompt");
      await page.keyboard.press("ControlOrMeta+A");
      await page.keyboard.type("By keyboard");
      await page.keyboard.press("Enter");
      await page.waitForSelector('.lane[data-state="streaming"]');
      await tabTo(page, "Stop all");
      await tabTo(page, "Stop");
      await page.keyboard.press("Enter");
      await page.waitForSelector('.lane[data-state="stopped"]');
      await tabTo(page, "Raw");
      await page.keyboard.press("Space");
      assertEquals(await page.locator('[data-part="raw"][aria-pressed="true"]').count(), 1);
    },
  },
  {
    name: "a stream is held, a request opened and a slider moved by keyboard alone",
    async run({ open, server }) {
      const page = await open();
      const stream = await startStream(server.origin, { model: "gpt-4?tps=20" });
      await page.getByRole("link", { name: "Hold 1" }).waitFor();
      await tabTo(page, "Hold 1");
      await page.keyboard.press("Enter");
      await tabTo(page, "Pause");
      await page.keyboard.press("Space");
      await page.getByRole("button", { name: "Resume" }).waitFor();
      await tabTo(page, "Resume", 0);
      await tabTo(page, "+1 token");
      await page.keyboard.press("Enter");
      await tabTo(page, "Drop");
      await page.keyboard.press("Enter");
      assertEquals(await stream.ended, "broken");

      await page.getByRole("link", { name: "Requests" }).focus();
      await page.keyboard.press("Enter");
      await tabTo(page, "gpt-4");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.activeElement?.tagName === "H3");
      await page.keyboard.press("Escape");
      await tabTo(page, "gpt-4", 0);

      await page.getByRole("link", { name: "Tune" }).focus();
      await page.keyboard.press("Enter");
      await tabTo(page, "Speed of any other model");
      const before = await page.locator(".typed input").first().inputValue();
      await page.keyboard.press("ArrowRight");
      assert(await page.locator(".typed input").first().inputValue() !== before);
      await tabTo(page, "Copy as … any other model");
      await page.keyboard.press("Enter");
      await page.waitForSelector("dialog[open]");
      await page.keyboard.press("Escape");
      await tabTo(page, "Copy as … any other model", 0);
      await fetch(`${server.origin}/config/reload`, { method: "POST" });
    },
  },
  {
    name: "single keys start, pause, step, go to lanes and to the filter, and can be turned off",
    async run({ open }) {
      const page = await open();
      await page.locator('[data-part="model"]').first().fill("gpt-4?tps=5");
      await page.locator("h1").click();
      await page.keyboard.press("2");
      assertEquals((await focused(page)).name, "Model of this lane");
      await page.keyboard.press("s");
      assertEquals(await page.locator('.lane[data-has="run"]').count(), 0, "a letter is a letter");
      await page.locator("h1").click();
      await page.keyboard.press("s");
      await page.waitForSelector('.lane[data-state="streaming"]');
      await page.locator('.lane [data-act="pause"]').first().waitFor();
      await page.keyboard.press("p");
      await page.locator(".lane").first().getByText("paused by hand").waitFor();
      await page.keyboard.press(".");
      await page.keyboard.press("/");
      await page.waitForFunction(() => document.activeElement?.getAttribute("type") === "search");
      await page.locator("h1").click();
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keys" }).getByLabel("Keys act").uncheck();
      await page.keyboard.press("Escape");
      await page.locator('nav a[href="#race"]').click();
      await page.locator("h1").click();
      await page.keyboard.press("1");
      assertEquals((await focused(page)).tag, "BODY");
    },
  },
  {
    name: "single keys act in every view, and their list opens in each",
    async run({ open }) {
      const page = await open();
      for (const view of ["race", "screen", "requests", "hold", "tune", "rules", "play"]) {
        const show = async () => {
          await page.locator(`nav a[href="#${view}"]`).click();
          await page.locator(`#${view}:not([hidden])`).waitFor();
          await page.locator("h1").click();
        };
        await show();
        await page.keyboard.press("?");
        await page.getByRole("dialog", { name: "Keys" }).getByText("Screen").waitFor();
        await page.keyboard.press("Escape");

        await page.keyboard.press("/");
        const filterOf = view === "tune" ? "tune" : "requests";
        await page.locator(`#${filterOf}:not([hidden]) [type="search"]:focus`).waitFor();

        await show();
        await page.keyboard.press("3");
        await page.locator("#race:not([hidden]) .lane:nth-child(3) input:focus").waitFor();

        await show();
        await page.keyboard.press("s");
        if (view === "screen") {
          await page.waitForSelector('#screen[data-state="streaming"]');
          await page.getByRole("button", { name: "Stop", exact: true }).click();
        } else {
          await page.waitForSelector('#race:not([hidden]) .lane[data-state="streaming"]');
          await page.getByRole("button", { name: "Stop all" }).click();
        }
      }
    },
  },
  {
    name: "the focus is seen wherever it is, goes in the order of the page, and is never caught",
    async run({ open }) {
      for (const view of ["race", "screen", "requests", "hold", "tune", "rules", "play"] as const) {
        const page = await open({ view });
        const passed: Focused[] = [];
        // It goes from where the address points, to the end, and round by the browser's own.
        for (;;) {
          await page.keyboard.press("Tab");
          const here = await focused(page);
          if (here.tag === "BODY") continue;
          const names = [...passed, here].map(({ name }) => name).join(" | ");
          if (passed.some(({ id }) => id === here.id)) {
            assertEquals(here.id, passed[0]!.id, `${view}: the focus is caught: ${names}`);
            break;
          }
          assert(here.isSeen, `${view}: the focus on '${here.name}' (${here.tag}) is not seen`);
          assert(passed.length < 400, `${view}: the focus never gets round: ${names}`);
          passed.push(here);
        }
        // Places are of the end: a list that fills meanwhile moves what is behind it, not the order.
        const places = (await placesOf(page, passed.map(({ id }) => id)))
          .filter((place) => place >= 0); // A row that has scrolled out of a long list is no more.
        const names = passed.map(({ name }) => name).join(" | ");
        const top = places.indexOf(Math.min(...places));
        const inOrder = [...places.slice(top), ...places.slice(0, top)];
        assertEquals(inOrder, [...places].sort((a, b) => a - b), `${view}: ${names}`);
        assert(places.length > 6, `${view}: ${names}`);
      }
    },
  },
];

/** Presses Tab until the focus is on what has this name; of no more presses than `most`. */
async function tabTo(page: Page, name: string, most = 40): Promise<void> {
  const passed: string[] = [];
  for (let i = 0; i <= most; i++) {
    const here = await focused(page);
    if (here.name === name) return;
    passed.push(here.name);
    if (i < most) await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not come to '${name}', but to: ${passed.join(" | ")}`);
}

interface Focused {
  readonly tag: string;
  readonly name: string;
  readonly isSeen: boolean;
  /** The element's own number, whatever comes before it later. */
  readonly id: number;
}

function focused(page: Page): Promise<Focused> {
  return page.evaluate(() => {
    const numbered = ((globalThis as { numbered?: Element[] }).numbered ??= []);
    const element = document.activeElement ?? document.body;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const label = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ||
        element instanceof HTMLSelectElement
      ? element.labels?.[0]?.firstChild?.textContent
      : undefined;
    return {
      tag: element.tagName,
      name: element === document.body
        ? ""
        : (element.getAttribute("aria-label") ?? label ?? element.textContent ?? "").trim(),
      isSeen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 1,
      id: numbered.includes(element) ? numbered.indexOf(element) : numbered.push(element) - 1,
    };
  });
}

/** Where in the page the elements of these numbers are. */
function placesOf(page: Page, ids: readonly number[]): Promise<number[]> {
  return page.evaluate((ids) => {
    const { numbered = [] } = globalThis as { numbered?: Element[] };
    const all = [...document.querySelectorAll("*")];
    return ids.map((id) => all.indexOf(numbered[id]!));
  }, ids);
}
