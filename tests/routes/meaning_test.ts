/** Shapes and network settings that an answer cannot mean: a 400 where the request asks for them, else a note in the ledger. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { FakeClock } from "../../routes/mod.ts";
import { type Json, send, start, TOOLS, type Wire } from "./shapes_fixture.ts";

const WIRES: readonly Wire[] = ["chat", "completions", "responses", "messages"];

/** What each value means where: the wires that have it, and `whole` where an answer that is not streamed has it too. */
const MEANINGS: Readonly<Record<string, string>> = {
  "finish=stop": "chat completions responses messages whole",
  "finish=tool_calls": "chat messages whole",
  "finish=none": "chat completions messages whole",
  "ending=complete": "chat completions responses messages",
  "ending=no_done": "chat completions",
  "ending=twice": "chat completions responses messages",
  "usage=last": "chat completions responses messages",
  "usage=every": "chat completions messages",
  "usage=early": "chat completions messages",
  "usage=empty": "chat completions responses messages whole",
  "usage=none": "chat completions responses messages whole",
  "usage=exclusive_cache": "chat responses messages whole",
  "tool_deltas=whole": "chat responses messages",
  "tool_deltas=no_index": "chat",
  "tool_deltas=interleaved": "chat",
  "tool_deltas=missing_keys": "chat responses messages whole",
  "chunks=null_delta": "chat",
  "chunks=no_id": "chat completions responses messages",
  "chunks=empty_choices_first": "chat completions",
  "chunks=reasoning_field": "chat whole",
  "chunks=no_ping": "messages",
  "chunks=no_sequence": "responses",
  "chunks=unnamed": "responses messages",
  "write_bytes=7": "chat completions responses messages whole",
  "burst=3": "chat completions responses messages",
  "burst_ms=30": "chat completions responses messages",
  "line_ending=cr": "chat completions responses messages",
  "data_space=false": "chat completions responses messages",
  "data_lines=2": "chat completions responses messages",
  "bom=true": "chat completions responses messages",
  "event_ids=true": "chat completions responses messages",
  "keep_alive_ms=30": "chat completions responses messages",
  "keep_alive=ping": "chat completions responses messages",
};

for (const [mock, meaning] of Object.entries(MEANINGS)) {
  const words = meaning.split(" ");
  const means = (wire: Wire, stream: boolean) =>
    words.includes(wire) && (stream || words.includes("whole"));

  Deno.test(`meaning: asked for by the request itself, ${mock} is served, or a 400 that names it`, async () => {
    for (const wire of WIRES) {
      for (const stream of [true, false]) {
        const response = await send(wire, mock, { stream });
        const text = await response.text();
        assertEquals(response.status, means(wire, stream) ? 200 : 400, `${wire} ${stream} ${text}`);
        if (!response.ok) assertStringIncludes(text, mock.split("=")[0] ?? "");
      }
    }
  });

  Deno.test(`meaning: set in the file, ${mock} has its effect or is noted`, async () => {
    const [key, value = ""] = mock.split("=");
    const toml = `[general]\n${key} = ${/^[\d]|true|false/.test(value) ? value : `"${value}"`}\n`;
    for (const wire of WIRES) {
      for (const stream of [true, false]) {
        const { mocker, send } = start(new FakeClock({ autoAdvance: true }), toml);
        const response = await send(wire, "", { stream });
        await response.text();
        assertEquals(response.status, 200, `${wire} ${stream}`);
        const get = async (path: string): Promise<Json> =>
          await (await mocker.fetch(`http://mock${path}`)).json();
        const { data: [{ id }] } = await get("/requests");
        const faults: Json[] = (await get(`/requests/${id}`)).faults;
        assertEquals(faults.map(({ kind, place }) => [kind, place]), [[key, null]], `${wire}`);
        assertEquals("note" in faults[0], !means(wire, stream), `${wire} ${stream}`);
      }
    }
  });
}

Deno.test("meaning: of several, those that a wire lacks are noted, and the others hold", async () => {
  const clock = new FakeClock({ autoAdvance: true });
  const { mocker, send } = start(clock, '[general]\nchunks = ["no_ping", "no_id"]\n');
  const text = await (await send("chat", "")).text();
  assert(!text.includes('"id"'));
  const { data: [{ id }] } = await (await mocker.fetch("http://mock/requests")).json();
  const { faults } = await (await mocker.fetch(`http://mock/requests/${id}`)).json();
  assertEquals(faults, [
    {
      kind: "chunks",
      place: null,
      note: "no effect of 'no_ping': this protocol has no such thing",
      at_ms: 0,
    },
    { kind: "chunks", place: null, at_ms: 0 },
  ]);
});

Deno.test("meaning: two ways to burst at once are refused, or the nearer one holds", async () => {
  const response = await send("chat", "burst=2&burst_ms=30");
  assertEquals(response.status, 400);
  assertStringIncludes(await response.text(), "burst_ms");
  const { send: ask } = start(new FakeClock({ autoAdvance: true }), "[general]\nburst = 2\n");
  const near = await ask("chat", "burst_ms=30");
  assertEquals(near.status, 200);
  await near.body?.cancel();
});

Deno.test("meaning: a wrong value is told with what is right, also in the file's own place", async () => {
  const said = async (mock: string) => {
    const response = await send("chat", mock);
    assertEquals(response.status, 400);
    return await response.text();
  };
  assertStringIncludes(await said("write_bytes=40-1"), "a range such as 1-40");
  assertStringIncludes(await said("chunks=no_id,nul_delta"), "null_delta");
  assertStringIncludes(await said("burts=3"), "Did you mean 'burst'?");
  assertStringIncludes(await said("finish=done"), "content_filter");
});

Deno.test("meaning: several at once, from every place that settings have", async () => {
  const config = `
[general]
chunks = "empty_id, empty_finish"
[models.m]
[models.own]
chunks = ["empty_id", "empty_finish"]
[profiles.odd]
chunks = "empty_id,empty_finish"
`;
  const asked: readonly [mock: string, body: object][] = [
    ["", {}],
    ["", { model: "own" }],
    ["profile=odd", {}],
    ["chunks=empty_id%2C%20empty_finish", {}],
    ["", { mock: { chunks: ["empty_id", "empty_finish"] } }],
    ["", { mock: { chunks: "empty_id,empty_finish" } }],
    ["", { model: "m?chunks=empty_id,empty_finish" }],
  ];
  for (const [mock, body] of asked) {
    const { send } = start(new FakeClock({ autoAdvance: true }), config);
    const response = await send("chat", mock, body);
    const text = await response.text();
    assertEquals(response.status, 200, text);
    assert(text.includes('"id":""') && text.includes('"finish_reason":""'), JSON.stringify(body));
  }
  const { mocker, send } = start(new FakeClock({ autoAdvance: true }));
  const edit = await mocker.fetch("http://mock/config", {
    method: "POST",
    body: JSON.stringify({ chunks: ["empty_id"], write_bytes: "1-40", finish: "length" }),
  });
  assertEquals(edit.status, 200, await edit.text());
  assertStringIncludes(await (await send("chat", "")).text(), '"id":""');
});

Deno.test("meaning: the profiles of docs/weather.md are taken as they stand, and each has its effect", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/weather.md", import.meta.url));
  const [, toml = ""] = /^```toml\n(\[profiles\.gemini[^]*?)^```/m.exec(page) ?? [];
  const profiles = [...toml.matchAll(/^\[profiles\.(\w+)\]/gm)].map(([, name]) => name);
  assertEquals(profiles.length, 5);
  const said = async (mock: string) => {
    const { send } = start(new FakeClock({ autoAdvance: true }), toml);
    const response = await send(
      "chat",
      `tool_calls=2&reasoning_tokens=2&reasoning_text=content${mock}`,
      {
        tools: TOOLS.chat,
      },
    );
    assertEquals(response.status, 200, mock);
    const writes = await Array.fromAsync(response.body ?? []);
    return writes.map((bytes) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  };
  const plain = await said("");
  for (const name of profiles) {
    assert((await said(`&profile=${name}`)).join("|") !== plain.join("|"), name);
  }
});
