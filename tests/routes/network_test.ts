/** The network's half on each wire, judged by parsers that are not ours: `@std/http`'s and the official clients'. */

import Anthropic from "@anthropic-ai/sdk";
import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { ServerSentEventParseStream } from "@std/http/server-sent-event-parse-stream";
import OpenAI from "openai";
import { createStreamMocker, FakeClock } from "../../routes/mod.ts";
import { endByHand, send, start, type Wire } from "./shapes_fixture.ts";

const WIRES: readonly Wire[] = ["chat", "completions", "responses", "messages"];

/** What the grammar allows, one by one and together, each also in small writes. */
const STYLES = [
  "line_ending=crlf",
  "line_ending=cr",
  "data_space=false",
  "data_lines=3",
  "bom=true",
  "event_ids=true",
  "keep_alive_ms=30",
  "burst=3",
  "burst_ms=250",
  "line_ending=crlf&data_space=false&data_lines=5&bom=true&event_ids=true&keep_alive_ms=7",
  "line_ending=cr&data_lines=2&event_ids=true&burst=2&keep_alive_ms=99",
].flatMap((style) => [style, `${style}&write_bytes=1-9`]);

/** The events of a stream by a parser that is not ours: names and data, as JSON where it is that. */
async function parsed(wire: Wire, mock: string) {
  const { body } = await send(wire, mock);
  const events = body?.pipeThrough(new ServerSentEventParseStream()) ?? [];
  const all = await Array.fromAsync(events);
  return all.flatMap(({ event, data = "" }) =>
    data === "" ? [] : [[event, data.startsWith("{") ? JSON.parse(data) : data]]
  );
}

for (const wire of WIRES) {
  Deno.test(`network: what the grammar allows is the same to a right parser: ${wire}`, async () => {
    const plain = await parsed(wire, "");
    assert(plain.length > 4);
    for (const style of STYLES) assertEquals(await parsed(wire, style), plain, style);
  });

  Deno.test(`network: each style is seen in the bytes: ${wire}`, async () => {
    const text = async (mock: string) =>
      new TextDecoder("utf-8", { ignoreBOM: true }).decode(await (await send(wire, mock)).bytes());
    const plain = await text("");
    assertEquals(await text("line_ending=crlf"), plain.replaceAll("\n", "\r\n"));
    assertEquals(await text("line_ending=cr"), plain.replaceAll("\n", "\r"));
    assertEquals(await text("data_space=false"), plain.replaceAll(/^(data|event): /gm, "$1:"));
    assertEquals(await text("bom=true"), `\uFEFF${plain}`);
    const ids = await text("event_ids=true");
    assertEquals(ids.replaceAll(/^id: \d+\n/gm, ""), plain);
    const numbers = [...ids.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    assertEquals(numbers, Array.from({ length: plain.split("\n\n").length - 1 }, (_, i) => i + 1));
    const lines = await text("data_lines=2");
    assertNotEquals(lines, plain);
    assertEquals(
      lines.replaceAll("\ndata: ", "").replaceAll("data: ", ""),
      plain.replaceAll("\ndata: ", "").replaceAll("data: ", ""),
    );
    const beats = { comment: ": keep-alive\n\n", empty_data: "data: \n\n" };
    for (const [kind, beat] of Object.entries(beats)) {
      const kept = await text(`ttft=100&keep_alive_ms=40&keep_alive=${kind}`);
      if (wire !== "responses") assert(kept.startsWith(beat + beat), kept.slice(0, 80));
      assertEquals(kept.replaceAll(beat, ""), await text("ttft=100"));
    }
  });

  Deno.test(`network: a seed repeats writes and times: ${wire}`, async () => {
    const writes = async () => {
      const { body } = await send(wire, "write_bytes=1-40&burst=2&keep_alive_ms=33");
      return (await Array.fromAsync(body ?? [])).map(({ length }) => length);
    };
    const first = await writes();
    assert(first.every((size) => size <= 40) && first.length > 20);
    assertEquals(await writes(), first);
  });
}

Deno.test("network: bursts are part of the plan: what was due leaves together, and is not late", async () => {
  const { mocker, send } = start(new FakeClock({ autoAdvance: true }));
  await (await send("chat", "burst=3")).text();
  const { data: [{ id }] } = await (await mocker.fetch("http://mock/requests")).json();
  const entry = await (await mocker.fetch(`http://mock/requests/${id}`)).json();
  // The role and four tokens at 100 to 400 ms, then the end and [DONE] at 400.
  assertEquals(entry.chunks.map((chunk: { due_ms: number }) => chunk.due_ms), [
    200,
    200,
    200,
    400,
    400,
    400,
    400,
  ]);
  assertEquals(entry.schedule_error_ms.max, 0);
  assertEquals(entry.tokens, 4);
});

Deno.test("network: heartbeats are no events of the ledger, an event in many writes is one", async () => {
  const chunks = async (mock: string) => {
    const { mocker, send } = start(new FakeClock({ autoAdvance: true }));
    await (await send("chat", mock)).text();
    const { data: [{ id }] } = await (await mocker.fetch("http://mock/requests")).json();
    return (await (await mocker.fetch(`http://mock/requests/${id}`)).json()).chunks;
  };
  assertEquals(await chunks("keep_alive_ms=9&write_bytes=3"), await chunks(""));
});

Deno.test("network: a stream that is ended by hand in small writes, with ids and heartbeats, ends seamlessly", async () => {
  for (const wire of WIRES) {
    for (const at of [50, 250]) {
      const clock = new FakeClock();
      const { mocker, send } = start(clock);
      const response = await send(wire, "write_bytes=5&event_ids=true&keep_alive_ms=40&bom=true");
      const text = response.text();
      await clock.advance(at);
      await endByHand(mocker, clock);
      // How many had left by then is up to the turns that writes take, and that they join is not.
      const told = await text;
      assert(!told.includes("\uFEFF"), "a second mark, the first is not read as text");
      const events = told.split("\n\n").filter((event) => event !== "" && !event.startsWith(":"));
      const ids = events.map((event) => Number(/^id: (\d+)\n/.exec(event)?.[1]));
      assertEquals(ids, Array.from({ length: ids.length }, (_, i) => i + 1), `${wire} at ${at} ms`);
      for (const event of events) {
        const data = /\ndata: (.*)$/s.exec(event)?.[1] ?? "";
        if (data !== "[DONE]") JSON.parse(data);
      }
      assertMatch(events.at(-1) ?? "", /\[DONE\]|response\.(completed|incomplete)|message_stop/);
    }
  }
});

Deno.test("network: a lingering stream is open until its client leaves", async () => {
  for (const wire of WIRES) {
    const clock = new FakeClock();
    const { mocker, send } = start(clock);
    const { body } = await send(wire, "ending=linger");
    let text = "";
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    const reading = (async () => {
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
        text += part.value;
      }
    })();
    await clock.advance(1e6);
    assert(text.endsWith(wire === "chat" || wire === "completions" ? "[DONE]\n\n" : "}\n\n"));
    const open = async () => (await (await mocker.fetch("http://mock/streams")).json()).data.length;
    assertEquals(await open(), 1);
    await reader?.cancel();
    await reading;
    assertEquals([await open(), clock.pending], [0, 0]);
    const { data: [{ outcome }] } = await (await mocker.fetch("http://mock/requests")).json();
    assertEquals(outcome, "client_left");
  }
});

Deno.test("network: heartbeats go on in a stall without end, and never come before a held head", async () => {
  for (const wire of WIRES) {
    const clock = new FakeClock();
    const { send } = start(clock);
    const { body } = await send(wire, "stall_at=2&stall_ms=inf&keep_alive_ms=100");
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const reading = (async () => {
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
        text += part.value;
      }
    })();
    await clock.advance(1050);
    // Two tokens by 200 ms, and then a heartbeat at 300, 400, … 1000.
    assert(text.endsWith("\n\n" + ": keep-alive\n\n".repeat(8)), text);
    await reader?.cancel();
    await reading;
    assertEquals(clock.pending, 0);
  }
  const held = await (await send("chat", "ttft=400&head=with_first_token&keep_alive_ms=70")).text();
  assert(held.startsWith("data: "), held.slice(0, 40));
});

const fetchAnew = () => createStreamMocker({ clock: new FakeClock({ autoAdvance: true }) }).fetch;
const OPTIONS = { apiKey: "any", maxRetries: 0 };
const BODY = { model: "m", messages: [{ role: "user" as const, content: "Hello!" }] };
const headersOf = (mock: string) => ({ "x-mock": `response_length=short&${mock}` });
const openai = () => new OpenAI({ ...OPTIONS, baseURL: "http://mock/v1", fetch: fetchAnew() });
const anthropic = () => new Anthropic({ ...OPTIONS, baseURL: "http://mock", fetch: fetchAnew() });

/** What the official clients make of a stream. */
const CLIENTS = {
  async chat(mock: string) {
    const runner = openai().chat.completions.stream(BODY, { headers: headersOf(mock) });
    return await runner.finalContent() ?? "";
  },
  async responses(mock: string) {
    const body = { model: "m", input: "Hello!" };
    const runner = openai().responses.stream(body, { headers: headersOf(mock) });
    return (await runner.finalResponse()).output_text;
  },
  async messages(mock: string) {
    const body = { ...BODY, max_tokens: 99 };
    return await anthropic().messages.stream(body, { headers: headersOf(mock) }).finalText();
  },
};

Deno.test("network: the official clients read every style as they read none", async () => {
  for (const [name, ask] of Object.entries(CLIENTS)) {
    const plain = await ask("");
    assert(plain.length > 20);
    for (const style of STYLES) assertEquals(await ask(style), plain, `${name}: ${style}`);
  }
});

Deno.test("network: Anthropic's client takes every heartbeat, OpenAI's takes comments alone", async () => {
  const plain = await CLIENTS.chat("");
  for (const [name, ask] of Object.entries(CLIENTS)) {
    for (const kind of ["comment", "empty_data", "ping"]) {
      const asked = ask(`keep_alive_ms=30&keep_alive=${kind}`);
      if (kind === "comment" || name === "messages") assertEquals(await asked, plain);
      else await assertRejects(() => asked);
    }
  }
});
