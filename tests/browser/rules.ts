/// <reference lib="dom" />
/** The view of rules. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { until } from "./client.ts";
import type { Check } from "./world.ts";

const RULES = JSON.stringify([{
  name: "greeting",
  when: { user: "page's own question" },
  reply: [{ text: "The page's own answer.", tokens_per_second: 1000 }],
}]);

/** Checks of the rules. */
export const ruleChecks: readonly Check[] = [
  {
    name: "rules: put in front for a session, they answer there, are counted, and are taken away",
    async run({ open, server }) {
      const page = await open({ view: "rules" });
      await page.fill('[data-part="rules-session"]', "of-the-page");
      await page.fill('[data-part="rules-text"]', RULES);
      await page.getByRole("button", { name: "Put in front" }).click();
      const row = page.locator('[data-rule="greeting"]');
      assertStringIncludes(await row.innerText(), `{ user = "page's own question" }`);
      const ask = async (base: string) => {
        const response = await fetch(`${server.origin}${base}/v1/chat/completions`, {
          method: "POST",
          body: JSON.stringify({
            model: "gpt-4",
            messages: [{ role: "user", content: "The page's own question" }],
          }),
        });
        return (await response.json()).choices[0].message.content;
      };
      assertEquals(await ask("/s/of-the-page"), "The page's own answer.");
      assertEquals(await ask("") === "The page's own answer.", false);
      await page.waitForFunction(() =>
        document.querySelector('[data-rule="greeting"] .number')?.textContent === "1"
      );
      await page.getByRole("button", { name: "Remove these" }).click();
      await row.waitFor({ state: "detached" });
      await page.getByRole("button", { name: "End session" }).click();
      const session = page.locator('[data-part="rules-session"]');
      await until("the session's name is gone", async () => await session.inputValue() === "");
    },
  },
  {
    name: "rules: what is wrong with them is said, and changes nothing",
    async run({ open, faults }) {
      const page = await open({ view: "rules" });
      await page.fill('[data-part="rules-text"]', '[{ "when": { "usr": "x" }, "reply": [] }]');
      await page.getByRole("button", { name: "Put in front" }).click();
      await page.waitForSelector("text=Did you mean `user`?");
      assertEquals(await page.locator("[data-rule]").count(), 0);
      // The browser notes the refusal, too.
      assertEquals(faults().filter((fault) => !fault.includes("400")), []);
    },
  },
];
