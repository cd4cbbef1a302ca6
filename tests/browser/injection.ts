/// <reference lib="dom" />
/** Nothing that a prompt, a name or an answer says is ever obeyed. */

import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { startStream } from "./client.ts";
import { onlyLane } from "./race.ts";
import type { Check } from "./world.ts";

const ATTACKS = [
  "<script>window.owned = 1</script>",
  "<img src=x onerror='window.owned = 1'>",
  "<svg onload=window.owned=1></svg>",
  "<iframe src='javascript:parent.owned=1'></iframe>",
  "<style>body { display: none }</style>",
  "<form action='https://evil.test/'><button>Start</button></form>",
  "<math><mtext><table><mglyph><style><img src=x onerror=window.owned=1></style></mglyph></table></mtext></math>",
  '<p class="notice" style="position:fixed;inset:0" id="race" data-part="start">spoof</p>',
  "[a link](javascript:window.owned=1) and [another](data:text/html,<script>owned=1</script>)",
  "[a tab in it](java\tscript:window.owned=1), [a fragment](#hold), <javascript:window.owned=1>",
  "![an image](https://evil.test/track.png) ![](javascript:window.owned=1)",
  '![x](x"onerror="window.owned=1) [x](https://a.test/"onmouseover="window.owned=1)',
  "$\\href{javascript:window.owned=1}{x}$ $\\htmlStyle{position:fixed}{y}$ $\\includegraphics{https://evil.test/x.png}$",
  "$$\\text{<img src=x onerror=window.owned=1>}$$ and $\\class{notice}{z}$ and $\\unknown{$",
  "```html onload=window.owned=1\n<script>window.owned = 1</script>\n```",
  '```"><img src=x onerror=window.owned=1>\ncode\n```',
  "<details open ontoggle=window.owned=1>x</details>",
];

/** A response that tries it all, for the config file. */
export const ATTACK = `
[responses.attack]
content = ${JSON.stringify(ATTACKS.join("\n\n"))}
`;

const NAME = 'x<img src=x onerror="window.owned=1"><script>window.owned=1</script>';

/** Checks of what is shown. */
export const injectionChecks: readonly Check[] = [
  {
    name: "an answer that attacks is shown, rendered and raw, and never obeyed",
    async run({ open }) {
      const page = await open();
      const lane = await onlyLane(page, "gpt-4?tps=500&response_length=attack");
      await page.getByLabel("Prompt").fill(ATTACKS.join(" "));
      await page.locator('[data-part="length"]').selectOption({ label: "auto, by speed" });
      // The body's length would hold against the name's: an answer is attacked with.
      await page.evaluate(() => {
        const length = document.querySelector<HTMLSelectElement>('[data-part="length"]');
        length?.append(new Option("attack", '{"response_length":"attack"}', true, true));
      });
      await page.getByRole("button", { name: "Start", exact: true }).click();
      await page.waitForSelector('.lane[data-state="finished"]');
      await lane.locator(".markdown").getByText("ontoggle").waitFor();
      await assertHarmless(page);
      const hrefs = await lane.locator(".markdown a[href]").evaluateAll((links) =>
        links.map((link) => link.getAttribute("href"))
      );
      for (const href of hrefs) assert(/^(https?|mailto):/.test(href ?? ""), `a link to ${href}`);
      await lane.getByRole("button", { name: "Raw" }).click();
      await lane.locator(".raw").getByText(ATTACKS[0] ?? "").waitFor();
      await assertHarmless(page);
    },
  },
  {
    name: "a name that attacks is shown in lanes, requests and streams, and never obeyed",
    async run({ open, server, faults }) {
      const page = await open({ view: "hold" });
      const stream = await startStream(server.origin, { model: `${NAME}?tps=20` });
      await page.locator(`li[data-id="${stream.id}"]`).getByText(NAME).waitFor();
      await page.getByRole("link", { name: "Requests" }).click();
      await page.locator("tbody").getByRole("button", { name: NAME }).click();
      await page.getByRole("heading", { name: NAME }).waitFor();
      await page.getByRole("link", { name: "Race" }).click();
      const lane = await onlyLane(page, `gpt-4?${NAME}`);
      await page.getByRole("button", { name: "Start", exact: true }).click();
      await lane.locator('[data-part="fault"]').getByText("<img").waitFor();
      await assertHarmless(page);
      assertEquals(faults().filter((fault) => !fault.includes("400")), []);
      await fetch(`${server.origin}/streams/${stream.id}`, {
        method: "POST",
        body: JSON.stringify({ action: "drop" }),
      });
    },
  },
  {
    name: "the page lets no script in but its own, and says no more than it must",
    async run({ server }) {
      const response = await fetch(server.origin, { headers: { accept: "text/html" } });
      await response.body?.cancel();
      const policy = response.headers.get("content-security-policy") ?? "";
      assert(policy.includes("default-src 'none'"), policy);
      assert(policy.includes("script-src 'self';"), policy);
      assert(!policy.includes("unsafe-eval"), policy);
      assertEquals(response.headers.get("x-content-type-options"), "nosniff");
      assertEquals(response.headers.get("referrer-policy"), "no-referrer");
      const json = await fetch(server.origin);
      assertEquals(json.headers.get("content-type"), "application/json");
      assertEquals((await json.json()).name, "OpenAI Stream Mocker");
    },
  },
];

/** Nothing ran, nothing foreign is on the page, and what is on it is where it was. */
async function assertHarmless(page: Page): Promise<void> {
  const found = await page.evaluate(() => ({
    owned: Reflect.get(window, "owned"),
    foreign: document.querySelectorAll(
      ":is(.lanes, .streams, .requests, aside) :is(script, img, iframe, style, form, object, embed, svg[onload])",
    ).length,
    handlers: [...document.querySelectorAll("*")].flatMap((element) =>
      element.getAttributeNames().filter((name) => name.startsWith("on"))
    ),
    spoofs: document.querySelectorAll(".markdown :is([data-part], [id], [name], .notice)").length,
    styled: [...document.querySelectorAll(".markdown [style]")]
      .filter((element) => !element.closest(".katex, .katex-error")).length,
  }));
  assertEquals(found, { owned: undefined, foreign: 0, handlers: [], spoofs: 0, styled: 0 });
}
