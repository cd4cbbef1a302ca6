/** The recipes of docs/recipes.md, run against a server that is a process of its own, as a reader would run them. */

import Anthropic from "@anthropic-ai/sdk";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import OpenAI from "openai";
import { freezeAt } from "./freeze.ts";
import { load } from "./load.ts";
import { openSession } from "./session.ts";
import { type Progress, streamChat } from "./stream_chat.ts";

const ROOT = new URL("../..", import.meta.url);
const ASK = { messages: [{ role: "user", content: "Tell me a story." }] };

async function withServer(use: (server: string) => Promise<void>): Promise<void> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-net", "--allow-read", "--allow-env", "main.ts", "--port", "0"],
    cwd: ROOT,
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const lines = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    let said = "";
    while (!said.includes("Client:")) {
      const { done, value } = await lines.read();
      assert(!done, `The server ended: ${said}`);
      said += value;
    }
    await use(/http:\/\/localhost:\d+/.exec(said)?.[0] ?? "");
  } finally {
    process.kill("SIGTERM");
    await lines.cancel();
    await process.status;
  }
}

async function ledger(server: string, id: string) {
  return await (await fetch(`${server}/requests/${id}?wait=10`)).json();
}

Deno.test("recipe: the app's tokens/s is the ledger's", () =>
  withServer(async (server) => {
    let last: Progress | undefined;
    const body = { model: "gpt-4?tps=25", ...ASK };
    for await (const progress of streamChat(`${server}/v1`, body)) last = progress;
    const { actual } = await ledger(server, last?.requestId ?? "");
    assertEquals(actual.tokens, last?.tokens);
    const ratio = (last?.tokensPerSecond ?? 0) / actual.tokens_per_second;
    assert(ratio <= 1.01, `The app saw tokens before they had left: ${ratio}`);
    assert(actual.tokens_per_second < 25 * 1.01, `${actual.tokens_per_second} tokens/s`);
  }));

Deno.test("recipe: a Stop button cancelled at token 37", () =>
  withServer(async (server) => {
    const stop = new AbortController();
    let seen: Progress | undefined;
    try {
      const body = { model: "gpt-4?tps=20", ...ASK };
      for await (const progress of streamChat(`${server}/v1`, body, stop.signal)) {
        seen = progress;
        if (progress.tokens === 37) stop.abort();
      }
    } catch (error) {
      assertEquals(error instanceof Error ? error.name : "", "AbortError");
    }
    const entry = await ledger(server, seen?.requestId ?? "");
    assertEquals(entry.outcome, "client_left");
    assert(entry.tokens >= 37 && entry.tokens < entry.planned_tokens, `${entry.tokens} had left`);
  }));

Deno.test("recipe: a stream is frozen at token 12, and goes on to its end", () =>
  withServer(async (server) => {
    const progress = streamChat(`${server}/v1`, { model: "gpt-4?tps=3", ...ASK });
    const first = (await progress.next()).value as Progress;
    const frozen = await freezeAt(server, first.requestId, 12);
    assertEquals(frozen.tokens, 12);
    let last = first;
    while (last.tokens < 12) last = (await progress.next()).value as Progress;
    const faster = JSON.stringify({ action: "speed", speed: 50 });
    const url = `${server}/streams/${first.requestId}`;
    await (await fetch(url, { method: "POST", body: faster })).body?.cancel();
    await frozen.resume();
    for await (const one of progress) last = one;
    const entry = await ledger(server, first.requestId);
    assertEquals([entry.outcome, entry.tokens], ["completed", last.tokens]);
    assertEquals(entry.actions.at(-1).action, "resume");
  }));

Deno.test("recipe: many streams at once", () =>
  withServer(async (server) => {
    const { server: served } = await load(server, 20, 50);
    assert(served.slowest > 0 && served.fastest < 60, JSON.stringify(served));
  }));

Deno.test("recipe: Anthropic's client", () =>
  withServer(async (server) => {
    const client = new Anthropic({
      baseURL: server,
      apiKey: "any",
      defaultHeaders: { "x-mock": "tps=200&response_length=short" },
    });
    const message = await client.messages.stream({
      model: "claude-haiku-4-5",
      max_tokens: 1000,
      messages: [{ role: "user", content: "Tell me a story." }],
    }).finalMessage();
    assertEquals([message.stop_reason, message.usage.output_tokens], ["end_turn", 25]);
  }));

Deno.test("recipe: a session, in which Stop stops and a retry comes when it was told", () =>
  withServer(async (server) => {
    const session = openSession(server, crypto.randomUUID());
    const client = new OpenAI({ baseURL: session.baseURL, apiKey: "any" });
    const messages = [{ role: "user" as const, content: "Tell me a story." }];
    await client.chat.completions.create({
      model: "gpt-4?status=429&times=1&retry_after=1",
      messages,
    });
    assertEquals((await session.requests(2)).length, 2);
    const stream = await client.chat.completions.create({
      model: "gpt-4?tps=50&hold_at=5",
      messages,
      stream: true,
    });
    const reading = Array.fromAsync(stream).catch(() => {});
    assertEquals((await session.held()).tokens, 5);
    await session.resume(9);
    assertEquals((await session.held()).tokens, 9);
    await session.markStop();
    stream.controller.abort();
    await reading;
    assertEquals(await session.verdict().then(({ ok, findings }) => ({ ok, findings })), {
      ok: true,
      findings: [],
    });
    assertEquals((await session.end()).requests, 3);
  }));

Deno.test("docs/sessions.md shows its recipe as it is", async () => {
  const page = await Deno.readTextFile(new URL("docs/sessions.md", ROOT));
  const code = await Deno.readTextFile(new URL("tests/recipes/session.ts", ROOT));
  assertStringIncludes(page, code.trimEnd());
});

Deno.test("recipe: in process", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--config=tests/deno.json",
      "--allow-env",
      "--allow-read",
      "tests/recipes/in_process.ts",
    ],
    cwd: ROOT,
  }).output();
  assertEquals(new TextDecoder().decode(stdout), "98 tokens, 19.6 s by its clock\n");
});

Deno.test("docs/recipes.md shows the recipes as they are", async () => {
  const page = await Deno.readTextFile(new URL("docs/recipes.md", ROOT));
  for (const name of ["stream_chat", "freeze", "in_process", "load"]) {
    const code = await Deno.readTextFile(new URL(`tests/recipes/${name}.ts`, ROOT));
    assertStringIncludes(page, code.trimEnd());
  }
  for (const name of ["as_it_comes", "fixed_rate", "buffered", "word_by_word", "use_shown"]) {
    const code = await Deno.readTextFile(new URL(`routes/page/screen/ways/${name}.js`, ROOT));
    assertStringIncludes(page, code.trimEnd());
  }
});
