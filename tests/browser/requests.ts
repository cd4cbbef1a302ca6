/// <reference lib="dom" />
/** The list of requests, and one of them as it goes on. */

import { assert, assertEquals } from "@std/assert";
import { ledgerEntry, startStream, until } from "./client.ts";
import { runCurl, runScript } from "./snippets.ts";
import type { Check } from "./world.ts";

/** Checks of Requests. */
export const requestChecks: readonly Check[] = [
  {
    name: "an open request's details go on, and its wait looks like none of its stream",
    async run({ open, server }) {
      const page = await open({ view: "requests" });
      const stream = await startStream(server.origin, { model: "gpt-4?tps=20&ttft=2000" });
      const row = page.locator(`tr[data-id="${stream.id}"]`);
      await row.getByText("waiting for its first token").waitFor();
      await row.getByRole("button", { name: "gpt-4" }).click();
      const detail = page.getByRole("complementary", { name: "The chosen request" });
      await detail.getByText("waiting for its first token").waitFor();
      await row.getByText("streaming").waitFor();
      const tokens = async () =>
        parseInt(
          await detail.getByRole("row", { name: /^Tokens \d/ }).locator("td").last().innerText(),
        );
      await until("the first tokens are counted", async () => await tokens() > 3);
      const before = await tokens();
      await until("and more", async () => await tokens() > before + 10);
      const head = detail.getByRole("columnheader", { name: "planned, for what was sent" });
      assertEquals(await head.count(), 1, "an open request's plan is said to be a part");
      await fetch(`${server.origin}/streams/${stream.id}`, {
        method: "POST",
        body: JSON.stringify({ action: "end" }),
      });
      await detail.getByText("ended", { exact: true }).waitFor();
    },
  },
  {
    name: "a stream is held in its row and in its details",
    async run({ open, server }) {
      const page = await open({ view: "requests" });
      const stream = await startStream(server.origin, { model: "gpt-4?tps=10" });
      const row = page.locator(`tr[data-id="${stream.id}"]`);
      await row.getByRole("button", { name: "Pause" }).click();
      await row.getByRole("button", { name: "Resume" }).waitFor();
      const held = stream.tokens();
      await row.getByRole("button", { name: "gpt-4" }).click();
      const detail = page.getByRole("complementary", { name: "The chosen request" });
      await detail.getByRole("button", { name: "+1 token" }).click();
      await until("one token more", () => stream.tokens() > held);
      await detail.getByRole("button", { name: "Drop" }).click();
      assertEquals(await stream.ended, "broken");
      await row.getByText("dropped").waitFor();
      await detail.getByRole("button", { name: "Drop" }).waitFor({ state: "hidden" });
    },
  },
  {
    name:
      "a request shows what it said, its keys masked, and is taken along as a command that asks the same",
    async run({ open, server }) {
      const page = await open({ view: "requests" });
      const response = await fetch(`${server.origin}/v1/chat/completions`, {
        method: "POST",
        headers: { "authorization": "Bearer sk-very-secret", "content-type": "application/json" },
        body: JSON.stringify({
          model: "gpt-4o",
          messages: [{ role: "user", content: "It's a question" }],
          mock: { tokens_per_second: 900 },
        }),
      });
      await response.body?.cancel();
      const id = response.headers.get("x-request-id");
      await page.locator(`tr[data-id="${id}"] .open`).click();
      const detail = page.getByRole("complementary", { name: "The chosen request" });
      await detail.getByRole("tab", { name: "Request" }).click();
      await detail.getByLabel("Body").getByText("It's a question").waitFor();
      await detail.getByRole("row", { name: "tokens_per_second 900 mock in the body" }).waitFor();
      await detail.getByRole("row", { name: "ttft_ms 600 [profiles.flagship], by [models.gpt-4o]" })
        .waitFor();
      await detail.getByRole("row", { name: "authorization Bearer ***" }).waitFor();
      assert(!(await detail.innerText()).includes("sk-very-secret"), "no key is shown");
      const copied = async (name: string) => {
        await detail.getByRole("button", { name }).click();
        await detail.getByRole("button", { name: "Copied" }).first().waitFor();
        return await page.evaluate(() => navigator.clipboard.readText());
      };
      assert((await runCurl(await copied("Copy as curl"))).includes("chat.completion"));
      assert((await copied("Copy link")).endsWith(`/#requests/${id}`));
      const assertion = await copied("Copy as assertion");
      await runScript(`import assert from "node:assert";\n${assertion}`);
    },
  },
  {
    name: "requests: a chip for each session that has sent any, and the list is of that one alone",
    async run({ open, server }) {
      const page = await open({ view: "requests" });
      const sessions = page.getByRole("group", { name: "Of which session" });
      const ask = async (base: string) => {
        const response = await fetch(`${server.origin}${base}/v1/chat/completions?tps=inf`, {
          method: "POST",
          body: JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content: "Hi" }] }),
        });
        await response.body?.cancel();
      };
      for (const base of ["/s/one", "/s/two", "/s/two", ""]) await ask(base);
      await sessions.getByRole("button", { name: "two 2" }).click();
      await sessions.getByRole("button", { name: "two 2", pressed: true }).waitFor();
      const rows = page.locator('[data-part="request-rows"] tr');
      await until("two are listed", async () => await rows.count() === 2);
      await ask("/s/one");
      await sessions.getByRole("button", { name: "one 2" }).waitFor();
      assertEquals(await rows.count(), 2, "another session's are not listed");
      await sessions.getByRole("button", { name: "two 2" }).click();
      await until("all are listed", async () => await rows.count() >= 5);
    },
  },
  {
    name: "the plot of a request begins with the request, and goes in steps",
    async run({ open, server }) {
      const page = await open({ view: "requests" });
      const stream = await startStream(server.origin, { model: "gpt-4?tps=10&ttft=2000" });
      await stream.ended.catch(() => {});
      await page.locator(`tr[data-id="${stream.id}"] .open`).click();
      const plot = page.locator("aside .plot").first();
      const over = plot.locator(".u-over");
      const { width = 0 } = await over.boundingBox() ?? {};
      const { duration_ms, chunks } = await ledgerEntry(server.origin, stream.id);
      const at = async (ms: number) => {
        await over.hover({ position: { x: width * ms / duration_ms, y: 40 } });
        return (await plot.locator(".u-legend .u-value").allInnerTexts()).slice(1);
      };
      assertEquals(await at(500), ["0", "0"], "nothing was due and nothing left in the wait");
      const later = 4000;
      const due = chunks.filter(({ due_ms }: { due_ms: number }) => due_ms <= later)
        .reduce((sum: number, { tokens }: { tokens: number }) => sum + tokens, 0);
      const [shown = ""] = await at(later);
      assert(Math.abs(Number(shown) - due) <= 1, `${shown} due at ${later} ms, and it is ${due}`);
    },
  },
  {
    name: "both rates have one name and the ledger's figure, in the list and in the details",
    async run({ open, server }) {
      const page = await open({ view: "requests" });
      const stream = await startStream(server.origin, { model: "gpt-4?tps=100&ttft=1000" });
      await stream.ended;
      const entry = await ledgerEntry(server.origin, stream.id);
      const row = page.locator(`tr[data-id="${stream.id}"]`);
      await row.getByText("completed").waitFor();
      const text = (column: string) => row.locator(`[data-column="${column}"]`).innerText();
      const three = (rate: number) => rate.toFixed(rate >= 100 ? 0 : rate >= 10 ? 1 : 2);
      assertEquals(await text("overall"), three(entry.tokens_per_second));
      assertEquals(await text("rate"), three(entry.tokens_per_second_after_first));
      assert(entry.tokens_per_second_after_first > entry.tokens_per_second + 10, "they differ");
      await row.getByRole("button").click();
      const rows = page.locator("aside .figures tbody th");
      await rows.first().waitFor();
      const names = await rows.allInnerTexts();
      assertEquals(names.filter((name) => /per second|\/s/.test(name)), [
        "Tokens/s after first",
        "Tokens/s overall",
      ]);
    },
  },
  {
    name: "an error shows its model and its reason, and is found by what is shown",
    async run({ open, server }) {
      const page = await open({ view: "requests" });
      const limited = { model: "gpt-4o", mock: { requests_per_minute: 1 } };
      await (await startStream(server.origin, {
        ...limited,
        mock: { requests_per_minute: 1, tokens_per_second: "inf" },
      })).ended;
      const refused = await startStream(server.origin, limited);
      const wrong = await startStream(server.origin, { model: "gpt-4", temperature: 9 });
      const row = page.locator(`tr[data-id="${refused.id}"]`);
      await row.getByText("error 429").waitFor();
      await row.getByText(/rate limit/i).waitFor();
      assertEquals(await row.getByRole("button", { name: "gpt-4o" }).count(), 1);
      const other = page.locator(`tr[data-id="${wrong.id}"]`);
      await other.getByText("error 400").waitFor();
      await other.getByText("temperature").waitFor();
      assertEquals(await other.getByRole("button", { name: "gpt-4" }).count(), 1);
      await page.getByLabel("Filter").fill("error 429");
      await other.waitFor({ state: "detached" });
      assert(await row.isVisible());
      await page.getByLabel("Filter").fill("");
      await page.getByRole("button", { name: /^Errors/ }).click();
      await other.waitFor();
    },
  },
  {
    name:
      "of hundreds of requests only those in sight are rows, sorted as asked, and a link opens one",
    async run({ open, server }) {
      await fetch(`${server.origin}/requests`, { method: "DELETE" });
      for (let i = 0; i < 300; i++) {
        await (await startStream(server.origin, {
          model: `model-${i}`,
          mock: { tokens_per_second: "inf" },
          stream: i % 2 === 0,
        })).ended;
      }
      const page = await open({ view: "requests" });
      const rows = page.locator('[data-part="request-rows"] tr');
      await page.getByText("300 requests").waitFor();
      assert(await rows.count() < 80, `${await rows.count()} rows`);
      await rows.first().getByText("model-299").waitFor();
      await page.getByRole("button", { name: "Time" }).click();
      await rows.first().getByText("model-0", { exact: true }).waitFor();
      await page.getByRole("region", { name: "List of requests" }).evaluate((list) =>
        list.scrollTop = list.scrollHeight
      );
      await page.getByText("model-299").waitFor();
      await page.getByRole("button", { name: /^Not streamed/ }).click();
      await page.getByText("150 of 300 requests").waitFor();

      const { data: [newest] } = await (await fetch(`${server.origin}/requests?limit=1`)).json();
      await page.goto(`${server.origin}/#requests/${newest.id}`);
      await page.locator("aside").getByText(newest.id).first().waitFor();
    },
  },
];
