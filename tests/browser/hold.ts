/// <reference lib="dom" />
/** The hand on another client's stream, and how requests are followed. */

import { assert, assertEquals } from "@std/assert";
import { ledgerEntry, pause, startStream, until } from "./client.ts";
import type { Check } from "./world.ts";

/** Checks of Hold and of Requests. */
export const holdChecks: readonly Check[] = [
  {
    name: "another client's stream is paused, stepped, resumed, slowed and dropped by hand",
    async run({ open, server }) {
      const page = await open({ view: "hold" });
      const stream = await startStream(server.origin, { model: "gpt-4?tps=20" });
      const row = page.locator(`li[data-id="${stream.id}"]`);
      await row.waitFor();

      await row.getByRole("button", { name: "Pause" }).click();
      await row.getByText("paused").waitFor();
      await pause(150);
      const held = stream.tokens();
      await pause(500);
      assertEquals(stream.tokens(), held, "a paused stream says nothing");

      await row.getByRole("button", { name: "+1 token" }).click();
      await until("one token more comes", () => stream.tokens() > held);
      await pause(300);
      assertEquals(stream.tokens(), held + 1, "a step is one token");

      await row.getByRole("button", { name: "Resume" }).click();
      await until("the stream goes on", () => stream.tokens() > held + 5);
      await row.getByRole("combobox").selectOption("0.25");
      await row.getByText("at 0.25×").waitFor();

      await row.getByRole("button", { name: "Drop" }).click();
      assertEquals(await stream.ended, "broken");
      await row.waitFor({ state: "detached" });
      const { outcome, actions } = await ledgerEntry(server.origin, stream.id);
      assertEquals(outcome, "dropped");
      assertEquals(
        actions.map(({ action }: { action: string }) => action),
        ["pause", "step", "resume", "speed 0.25", "drop"],
      );
    },
  },
  {
    name: "a stream that is ended by hand ends as the protocol wants it",
    async run({ open, server }) {
      const page = await open({ view: "hold" });
      const stream = await startStream(server.origin, { model: "gpt-4?tps=5" });
      const row = page.locator(`li[data-id="${stream.id}"]`);
      await row.getByRole("button", { name: "End" }).click();
      assertEquals(await stream.ended, "finished");
      await row.waitFor({ state: "detached" });
    },
  },
  {
    name:
      "hold: a stream stalls by hand and is resumed, and an error by hand ends it; how it ended stays to be read",
    async run({ open, server }) {
      const page = await open({ view: "hold" });
      const stream = await startStream(server.origin, { model: "gpt-4?tps=20" });
      const row = page.locator(`li[data-id="${stream.id}"]`);
      const goWrong = async (fault: string) => {
        await row.getByText("Go wrong").click();
        await row.locator(`[data-fault="${fault}"]`).click();
      };
      await until("it speaks", () => stream.tokens() > 2);
      await goWrong("stall");
      await row.getByText("stalled").waitFor();
      await pause(150);
      const silent = stream.tokens();
      await pause(400);
      assertEquals(stream.tokens(), silent, "a stalled stream says nothing");
      await row.getByRole("button", { name: "Resume" }).click();
      await until("it goes on", () => stream.tokens() > silent + 3);

      await goWrong("error overloaded");
      await stream.ended;
      await row.waitFor({ state: "detached" });
      const ended = page.locator(`li[data-ended="${stream.id}"]`);
      await ended.getByText("fault").waitFor();
      const { outcome, actions, faults } = await ledgerEntry(server.origin, stream.id);
      assertEquals(outcome, "fault");
      assertEquals(
        actions.map(({ action }: { action: string }) => action),
        ["stall", "resume", "error overloaded"],
      );
      assertEquals(
        faults.map(({ kind, note }: { kind: string; note: string }) => [kind, note]),
        [["stall_at", "by hand"], ["error_at", "by hand"]],
      );
      await ended.waitFor({ state: "detached", timeout: 15_000 });
    },
  },
  {
    name:
      "hold: what may go wrong closes by Escape, which closes nothing else, and by a click on empty ground",
    async run({ open, server }) {
      const page = await open({ view: "requests" });
      const stream = await startStream(server.origin, { model: "gpt-4?tps=5" });
      await page.locator(`tr[data-id="${stream.id}"] .open`).click();
      const detail = page.getByRole("complementary", { name: "The chosen request" });
      const opener = detail.getByRole("button", { name: "Go wrong" });
      const menu = detail.locator(".fault-menu");
      await opener.click();
      await menu.waitFor();
      await page.keyboard.press("Escape");
      await menu.waitFor({ state: "hidden" });
      assert(await opener.isVisible(), "the request is still there");
      await opener.click();
      await menu.waitFor();
      await page.getByRole("heading", { name: "Requests" }).click();
      await menu.waitFor({ state: "hidden" });
      await opener.focus();
      await page.keyboard.press("Enter");
      await menu.waitFor();
      await page.keyboard.press("Tab");
      assert(
        await menu.getByRole("button").first().evaluate((it) => it === document.activeElement),
      );
      await page.keyboard.press("Enter");
      assertEquals(await stream.ended, "broken");
    },
  },
  {
    name: "hold: of an answer that leaves whole it is said that nothing in it can go wrong",
    async run({ open, server, faults }) {
      const page = await open({ view: "hold" });
      const leaves = new AbortController();
      const answer = fetch(`${server.origin}/v1/chat/completions?whole_responses=paced&tps=5`, {
        method: "POST",
        signal: leaves.signal,
        body: JSON.stringify({ model: "gpt-4", messages: [{ role: "user", content: "Hi" }] }),
      });
      const row = page.locator("li[data-id]");
      await row.getByText("Go wrong").click();
      await row.locator('[data-fault="cut half_event"]').click();
      await page.getByText("no stream of events").first().waitFor();
      // The browser notes the refusal, too.
      assertEquals(faults().filter((fault) => !fault.includes("409")), []);
      leaves.abort();
      await answer.catch(() => {});
    },
  },
  {
    name: "hold: the next request of a model is held at its token, and the one after is not",
    async run({ open, server }) {
      const page = await open({ view: "hold" });
      await page.fill('[data-part="next-model"]', "gpt-4*");
      await page.fill('[data-part="next-place"]', "3");
      await page.getByRole("button", { name: "Hold it" }).click();
      await page.getByText("Waits for a request of gpt-4*.").waitFor();
      const others = await startStream(server.origin, { model: "claude-2?tps=20" });
      const held = await startStream(server.origin, { model: "gpt-4?tps=20" });
      const free = await startStream(server.origin, { model: "gpt-4?tps=20" });
      const row = page.locator(`li[data-id="${held.id}"]`);
      await row.getByText("paused").waitFor();
      await until("the others go on", () => others.tokens() > 5 && free.tokens() > 5);
      assertEquals(held.tokens(), 3);
      await page.getByText("It came:").waitFor();
      const rules = async () => (await (await fetch(`${server.origin}/rules`)).json()).data.length;
      await until("its rule is gone", async () => await rules() === 0);
      await row.getByRole("button", { name: "Resume" }).click();
      await until("it goes on", () => held.tokens() > 3);
      for (const { id } of [others, held, free]) {
        await fetch(`${server.origin}/streams/${id}`, {
          method: "POST",
          body: JSON.stringify({ action: "drop" }),
        });
      }
    },
  },
  {
    name: "what is done over HTTP or on one page shows on the other",
    async run({ open, server }) {
      const [first, second] = [await open({ view: "hold" }), await open({ view: "hold" })];
      const stream = await startStream(server.origin, { model: "gpt-4?tps=5" });
      const row = `li[data-id="${stream.id}"]`;
      await first.locator(row).getByRole("button", { name: "Pause" }).click();
      await second.locator(row).getByRole("button", { name: "Resume" }).waitFor();
      await fetch(`${server.origin}/streams/${stream.id}`, {
        method: "POST",
        body: JSON.stringify({ action: "resume" }),
      });
      for (const page of [first, second]) {
        await page.locator(row).getByRole("button", { name: "Pause" }).waitFor();
      }
      await first.locator(row).getByRole("button", { name: "Drop" }).click();
      await stream.ended;
    },
  },
  {
    name: "another client's request is seen as it comes and ends, and opens to its whole entry",
    async run({ open, server }) {
      const page = await open({ view: "requests" });
      const stream = await startStream(server.origin, { model: "claude-2?tps=60" });
      const row = page.locator('[data-part="request-rows"] tr').first();
      await row.getByRole("button", { name: "claude-2" }).waitFor();
      await row.getByText("open", { exact: true }).waitFor();
      await stream.ended;
      await row.getByText("completed").waitFor();
      const { actual, tokens_per_second } = await ledgerEntry(server.origin, stream.id);
      const cells = await row.locator("td.number").allInnerTexts();
      assertEquals(cells.slice(0, 2), [String(actual.tokens), tokens_per_second.toFixed(1)]);

      await row.getByRole("button", { name: "claude-2" }).click();
      const detail = page.getByRole("complementary", { name: "The chosen request" });
      await detail.getByText(stream.id).waitFor();
      assertEquals(await detail.locator(".u-wrap canvas").count(), 2, "two plots");
      await detail.getByRole("tab", { name: "Entry" }).click();
      await detail.locator("pre").getByText('"due_ms"').waitFor();
      await page.keyboard.press("Escape");
      assert(await detail.isHidden(), "Escape closes it");
    },
  },
];
