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
    name:
      "rules: of a request that none answered it is shown what came near and why it did not, and it is asked again",
    async run({ open, server }) {
      const page = await open({ view: "rules" });
      await page.fill('[data-part="rules-session"]', "nearly");
      await page.fill('[data-part="rules-text"]', RULES);
      await page.getByRole("button", { name: "Put in front" }).click();
      await page.locator('[data-rule="greeting"]').waitFor();
      const response = await fetch(`${server.origin}/s/nearly/v1/chat/completions`, {
        method: "POST",
        body: JSON.stringify({
          model: "gpt-4",
          messages: [{ role: "user", content: "Something else" }],
        }),
      });
      await response.body?.cancel();
      const id = response.headers.get("x-request-id");
      const row = page.locator(`[data-near="${id}"]`);
      await row.getByText("no rule").click();
      const near = row.locator('[data-near-rule="greeting"]');
      await near.waitFor();
      const text = await near.innerText();
      assertStringIncludes(text, "0 of 1 conditions hold");
      assertStringIncludes(
        text,
        'user asks for "page\'s own question", and it is "Something else"',
      );

      const better = RULES.replace("page's own question", "something");
      await page.fill('[data-part="rules-text"]', better);
      await page.getByRole("button", { name: "Put in front" }).click();
      await row.getByRole("button", { name: "Ask again" }).click();
      await page.getByRole("button", { name: "Answered ones too" }).click();
      await page.locator("[data-near]").getByText("greeting", { exact: true }).first().waitFor();
      await page.getByRole("button", { name: "Remove these" }).click();
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
