/// <reference lib="dom" />
/** One request, whole: what it was answered, as a client reads it and as it was sent. */

import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { ledgerEntry, startStream, until } from "./client.ts";
import type { Check, World } from "./world.ts";

const WEATHER = {
  name: "get_weather",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

/** Opens a request's details at one of their tabs. */
async function openAt(page: Page, id: string, tab: string) {
  await page.locator(`tr[data-id="${id}"] .open`).click();
  const detail = page.getByRole("complementary", { name: "The chosen request" });
  await detail.getByText(id, { exact: true }).first().waitFor();
  await detail.getByRole("tab", { name: tab }).click();
  return detail.getByRole("tabpanel", { name: tab });
}

/** Asks once and reads the answer to its end, or its cut; gives its text. */
async function ask({ server }: World, path: string, body: object) {
  const response = await fetch(`${server.origin}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "anthropic-version": "2023-06-01" },
    body: JSON.stringify(body),
  });
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const part of response.body ?? []) text += decoder.decode(part, { stream: true });
  } catch {
    // It was cut.
  }
  const id = response.headers.get("x-request-id") ?? response.headers.get("request-id") ?? "";
  return { id, text };
}

/** The same question over each protocol, with a tool that is called and some thinking. */
const QUESTIONS = [
  ["/v1/chat/completions", {
    messages: [{ role: "user", content: "Weather?" }],
    tools: [{ type: "function", function: WEATHER }],
    stream_options: { include_usage: true },
    mock: { reasoning_tokens: 20, reasoning_text: "content" },
  }],
  ["/v1/responses", {
    input: "Weather?",
    tools: [{ type: "function", ...WEATHER }],
  }],
  ["/v1/messages", {
    messages: [{ role: "user", content: "Weather?" }],
    max_tokens: 2000,
    tools: [{ name: WEATHER.name, input_schema: WEATHER.parameters }],
  }],
] as const;

/** Checks of a request, whole. */
export const requestWholeChecks: readonly Check[] = [
  {
    name: "the response of a request is what a client reads: text, calls, finish reason and usage",
    async run(world) {
      const page = await world.open({ view: "requests" });
      for (const [path, question] of QUESTIONS) {
        for (const stream of [true, false]) {
          const mock = { tokens_per_second: "inf", ..."mock" in question ? question.mock : {} };
          const { stream_options: _, ...whole } = { stream_options: {}, ...question };
          const body = { model: "gpt-4o", ...stream ? question : whole, stream, mock };
          const { id, text } = await ask(world, path, body);
          const detail = await openAt(page, id, "Response");
          await detail.getByRole("heading", { name: /^Call get_weather \S{8}/ }).waitFor();
          const given = await detail.getByLabel("Arguments of get_weather").innerText();
          assert("city" in JSON.parse(given), `${path} ${stream}: ${given}`);
          const [, callId = ""] = /^Call get_weather (\S+)$/.exec(
            await detail.getByRole("heading", { name: /^Call/ }).innerText(),
          ) ?? [];
          assert(text.includes(callId), `${path} ${stream}: the id as sent, ${callId}`);
          const usage = JSON.parse(await detail.getByLabel("Usage").innerText());
          assert((usage.completion_tokens ?? usage.output_tokens) > 0, `${path} ${stream}`);
          const shown = await detail.innerText();
          assert(/tool_calls|tool_use|completed/.test(shown), "why it ended");
          if (path.includes("chat")) await detail.getByLabel("Reasoning").waitFor();
        }
      }
      const { id } = await ask(world, "/v1/chat/completions", {
        model: "gpt-4o",
        n: 2,
        messages: [{ role: "user", content: "Hi" }],
        mock: { tokens_per_second: "inf" },
      });
      const detail = await openAt(page, id, "Response");
      await detail.getByLabel("Text, choice 0").waitFor();
      await detail.getByLabel("Text, choice 1").waitFor();
    },
  },
  {
    name: "raw shows each event as it was sent, where the network was odd, and how it ended",
    async run(world) {
      const page = await world.open({ view: "requests" });
      const { id, text } = await ask(world, "/v1/chat/completions", {
        model: "gpt-4",
        stream: true,
        messages: [{ role: "user", content: "Hi" }],
        mock: {
          tokens_per_second: 200,
          keep_alive_ms: 50,
          stall_at: 5,
          stall_ms: 180,
          malformed_at: 9,
          cut_at: 12,
        },
      });
      const detail = await openAt(page, id, "Raw");
      const rows = detail.locator(".sent tbody tr");
      await rows.first().waitFor();
      await detail.getByText("comment", { exact: true }).first().waitFor();
      await detail.getByText("stall_at 5", { exact: true }).waitFor();
      await detail.getByText("malformed_at 9", { exact: true }).waitFor();
      await detail.getByText(/^Then: cut_at 12, fault after/).waitFor();
      const bytes = await rows.locator(".bytes").allInnerTexts();
      const sum = bytes.reduce((all, one) => all + Number(one.replace(",", "")), 0);
      assertEquals(sum, new TextEncoder().encode(text).length, "all bytes are there");
      await page.getByRole("tab", { name: "Response" }).click();
      await page.getByText("Events that a client cannot read: 1.").waitFor();
      await page.getByRole("tab", { name: "Raw" }).click();
      await rows.first().click();
      const first = detail.getByLabel("The chosen event");
      assert(text.startsWith(await first.textContent() ?? "-"), "the first event as it was sent");
      await page.keyboard.press("ArrowDown");
      await detail.getByText(/^Event 1: \d+ bytes at/).waitFor();
    },
  },
  {
    name: "raw of a long answer has rows for what is in sight alone, and reads no more of it",
    async run(world) {
      const page = await world.open({ view: "requests" });
      const { id } = await ask(world, "/v1/chat/completions", {
        model: "gpt-4",
        stream: true,
        messages: [{ role: "user", content: "Hi" }],
        mock: { tokens_per_second: 50_000, duration_seconds: 0.1 },
      });
      const { response: { events } } = await ledgerEntry(world.server.origin, id);
      assert(events > 3000, `${events} events`);
      const asked: string[] = [];
      page.on("request", (request) => {
        if (request.url().includes("/events?from=")) asked.push(new URL(request.url()).search);
      });
      await page.locator(`tr[data-id="${id}"] .open`).click();
      const detail = page.getByRole("complementary", { name: "The chosen request" });
      await detail.getByRole("tab", { name: "Timing" }).click();
      assertEquals(asked, [], "nothing of the answer is read while nobody looks at it");
      await detail.getByRole("tab", { name: "Raw" }).click();
      const rows = detail.locator(".sent tbody tr");
      await rows.first().getByText("data: {").waitFor();
      assert(await rows.count() < 60, `${await rows.count()} rows`);
      const scroll = detail.getByRole("region", { name: "Events as sent" });
      await scroll.evaluate((element) => element.scrollTop = element.scrollHeight);
      await detail.getByText("data: [DONE]").waitFor();
      assert(asked.length <= 4, `${asked}`);
      await scroll.focus();
      await page.keyboard.press("ArrowUp");
      await until(
        "the chosen one is in sight",
        async () => await scroll.evaluate((e) => e.scrollTop) === 0,
      );
    },
  },
  {
    name: "raw of an open stream goes on, and a whole answer and an error are one event",
    async run(world) {
      const page = await world.open({ view: "requests" });
      const stream = await startStream(world.server.origin, { model: "gpt-4?tps=20" });
      const detail = await openAt(page, stream.id, "Raw");
      await detail.getByText(/^[12]\d events,/).waitFor();
      await fetch(`${world.server.origin}/streams/${stream.id}`, {
        method: "POST",
        body: JSON.stringify({ action: "drop" }),
      });
      await detail.getByText(/^Then: drop, dropped after/).waitFor();
      for (const mock of [{}, { status: 503 }]) {
        const { id, text } = await ask(world, "/v1/chat/completions", {
          model: "gpt-4",
          messages: [{ role: "user", content: "Hi" }],
          mock,
        });
        const whole = await openAt(page, id, "Raw");
        await whole.getByText(/^1 events?,/).waitFor();
        assertEquals(await whole.getByLabel("The chosen event").textContent(), text);
      }
    },
  },
  {
    name: "a request has its tabs on one line and room for each value, however narrow the page",
    async run(world) {
      const { id } = await ask(world, "/v1/chat/completions", {
        model: "gpt-4o",
        messages: [{ role: "user", content: "Hi" }],
        mock: { tokens_per_second: 900 },
      });
      for (const width of [360, 1280]) {
        const page = await world.open({ view: "requests", width });
        const detail = await openAt(page, id, "Request");
        const tops = await page.getByRole("tab").evaluateAll((tabs) =>
          tabs.map((tab) => Math.round(tab.getBoundingClientRect().top))
        );
        assertEquals(new Set(tops).size, 1, `${width} px: the tabs are at ${tops}`);
        const value = detail.getByRole("row", { name: /^context_window/ }).getByRole("cell")
          .first();
        const box = await value.boundingBox();
        assert(box && box.width > 60, `${width} px: a value has ${box?.width} px`);
      }
    },
  },
  {
    name: "of an open request what it said and the chunks that are known are read once",
    async run({ open, server }) {
      const page = await open({ view: "requests" });
      const stream = await startStream(server.origin, {
        model: "gpt-4?tps=10",
        messages: [{ role: "user", content: "A long question. ".repeat(1000) }],
      });
      const answers: Promise<
        { readonly chunks: readonly unknown[]; readonly request?: unknown }
      >[] = [];
      page.on("response", (response) => {
        const { pathname } = new URL(response.url());
        if (pathname === `/requests/${stream.id}`) answers.push(response.json());
      });
      await page.locator(`tr[data-id="${stream.id}"] .open`).click();
      const detail = page.getByRole("complementary", { name: "The chosen request" });
      const chunks = async () =>
        (await Promise.all(answers)).reduce((sum, { chunks }) => sum + chunks.length, 0);
      await until("it is read again and again", () => answers.length > 4);
      const told = await Promise.all(answers);
      assertEquals(told.filter(({ request }) => request !== undefined).length, 1);
      await fetch(`${server.origin}/streams/${stream.id}`, {
        method: "POST",
        body: JSON.stringify({ action: "end" }),
      });
      await detail.getByText("ended").first().waitFor();
      const entry = await ledgerEntry(server.origin, stream.id);
      // Each answer has the last known chunk once more, and what is new.
      assert(await chunks() <= entry.chunks.length + answers.length, `${await chunks()} chunks`);
      await detail.getByRole("tab", { name: "Entry" }).click();
      const shown = await detail.getByLabel("The ledger's entry as JSON").innerText();
      assert(shown.includes(`"tokens": ${entry.tokens}`), "the page has all that the ledger has");
      await detail.getByRole("tab", { name: "Request" }).click();
      await detail.getByText("A long question.").first().waitFor();
    },
  },
  {
    name: "a request, and the list as it is filtered, are saved as HAR and as JSON",
    async run(world) {
      await fetch(`${world.server.origin}/requests`, { method: "DELETE" });
      const page = await world.open({ view: "requests" });
      const body = {
        messages: [{ role: "user", content: "Hi" }],
        mock: { tokens_per_second: "inf" },
      };
      for (const model of ["gpt-4", "gpt-4o", "gpt-4o"]) {
        await ask(world, "/v1/chat/completions", { ...body, model, stream: true });
      }
      const saved = async (press: () => Promise<void>) => {
        const [download] = await Promise.all([page.waitForEvent("download"), press()]);
        const text = await Deno.readTextFile(await download.path());
        return { name: download.suggestedFilename(), json: JSON.parse(text) };
      };
      await page.getByLabel("Filter").fill("gpt-4o");
      await page.getByText("2 of 3 requests").waitFor();
      const bar = page.locator("#requests > .bar");
      const har = await saved(() => bar.getByRole("button", { name: "Save HAR" }).click());
      assertEquals(har.name, "requests.har");
      const { entries } = har.json.log;
      assertEquals(entries.map((one: { _model: string }) => one._model), ["gpt-4o", "gpt-4o"]);
      assert(entries[0].response.content.text.includes("[DONE]"), "the body as it was sent");
      const list = await saved(() => bar.getByRole("button", { name: "Save JSON" }).click());
      assertEquals([list.name, list.json.length], ["requests.json", 2]);
      assert(list.json[0].events.length > 1);

      await page.locator("tbody tr[data-id] .open").first().click();
      const detail = page.getByRole("complementary", { name: "The chosen request" });
      const one = await saved(() => detail.getByRole("button", { name: "Save HAR" }).click());
      assert(/^req_\w+\.har$/.test(one.name), one.name);
      assertEquals(one.json.log.entries.length, 1);
    },
  },
];
