/** The network's half on frames: held back and let go, kept alive, worded by the grammar of event streams. */

import { assertEquals } from "@std/assert";
import { defaultSettings, type Settings } from "../../../lib/config/settings.ts";
import type { Frame } from "../../../lib/stream/frame.ts";
import { dataEvent, namedEvent } from "../../../lib/stream/framing.ts";
import { lingering, networkOf } from "../../../lib/stream/network/network.ts";

const data = (at: number, text: string): Frame => ({ kind: "data", at, data: text, tokens: 1 });
const FRAMES = [data(10, "a"), data(20, "b"), data(30, "c"), data(45, "d"), data(50, "e")];

/** The texts of what comes out, with their times. */
function given(
  settings: Partial<Settings>,
  frames: Iterable<Frame>,
  framing: "sse" | "ndjson" = "sse",
) {
  const network = networkOf({ ...defaultSettings, ...settings }, framing);
  return [...network ? network(frames) : frames].map((frame) =>
    frame.kind === "data" ? [frame.at, frame.data] : [frame.at, frame.kind]
  );
}

const worded = (settings: Partial<Settings>, ...events: readonly string[]) =>
  given(settings, events.map((event) => data(0, event))).map(([, text]) => text).join("");

Deno.test("network: nothing asked for is nothing done", () => {
  assertEquals(networkOf(defaultSettings, "sse"), undefined);
  const plain = {
    burst: 1,
    line_ending: "lf",
    data_space: true,
    data_lines: 1,
    bom: false,
  } as const;
  assertEquals(networkOf({ ...defaultSettings, ...plain }, "sse"), undefined);
});

Deno.test("burst: so many events leave when the last is due, the rest at the end", () => {
  assertEquals(given({ burst: 2 }, FRAMES), [[20, "a"], [20, "b"], [45, "c"], [45, "d"], [
    50,
    "e",
  ]]);
});

Deno.test("burst: a broken connection loses nothing that came before it, and a note counts as no event", () => {
  const note: Frame = { kind: "note", at: 20, fault: { kind: "x", place: null } };
  const frames: Frame[] = [data(10, "a"), note, data(20, "b"), { kind: "break", at: 25 }];
  assertEquals(given({ burst: 9 }, frames), [[25, "a"], [25, "note"], [25, "b"], [25, "break"]]);
  assertEquals(given({ burst: 2 }, frames), [[20, "a"], [20, "note"], [20, "b"], [25, "break"]]);
});

Deno.test("burst_ms: events leave at whole multiples, the rest at the end", () => {
  assertEquals(given({ burst_ms: 20 }, FRAMES), [[20, "a"], [20, "b"], [40, "c"], [50, "d"], [
    50,
    "e",
  ]]);
  assertEquals(given({ burst_ms: 20 }, [data(0, "a"), data(Infinity, "b")]), [[0, "a"], [
    Infinity,
    "b",
  ]]);
});

Deno.test("burst_ms: what is held leaves before the connection ends, and no time comes before an earlier one", () => {
  const head: Frame = { kind: "head", at: 5 };
  for (const kind of ["close", "break"] as const) {
    const frames: Frame[] = [head, data(10, "a"), data(25, "b"), { kind, at: 30 }];
    assertEquals(given({ burst_ms: 20 }, frames), [[5, "head"], [20, "a"], [30, "b"], [30, kind]]);
  }
});

Deno.test("keep_alive: a heartbeat for each silence of so long, before the first event too", () => {
  const beat = ": keep-alive\n\n";
  assertEquals(given({ keep_alive_ms: 15 }, [data(35, "a"), data(50, "b"), data(66, "c")]), [
    [15, beat],
    [30, beat],
    [35, "a"],
    [50, "b"],
    [65, beat],
    [66, "c"],
  ]);
});

Deno.test("keep_alive: none before a head that is held; what is only noted breaks no silence", () => {
  const beat = ": keep-alive\n\n";
  const note: Frame = { kind: "note", at: 112, fault: { kind: "x", place: null } };
  const frames: Frame[] = [{ kind: "head", at: 100 }, data(100, "a"), note, data(135, "b")];
  assertEquals(given({ keep_alive_ms: 10 }, frames), [
    [100, "head"],
    [100, "a"],
    [110, beat],
    [112, "note"],
    [120, beat],
    [130, beat],
    [135, "b"],
  ]);
});

Deno.test("keep_alive: its kinds, its usual time, and an empty line where there are no comments", () => {
  const first = (settings: Partial<Settings>, framing?: "ndjson") =>
    given(settings, [data(16_000, "a")], framing)[0];
  assertEquals(first({ keep_alive: "comment" }), [15_000, ": keep-alive\n\n"]);
  assertEquals(first({ keep_alive: "empty_data" }), [15_000, "data: \n\n"]);
  assertEquals(first({ keep_alive: "ping" }), [15_000, 'event: ping\ndata: {"type":"ping"}\n\n']);
  assertEquals(first({ keep_alive: "ping" }, "ndjson"), [15_000, "\n"]);
});

Deno.test("keep_alive: a silence without end has heartbeats without end, as they are asked for", () => {
  const network = networkOf({ ...defaultSettings, keep_alive_ms: 10 }, "sse");
  const frames = network?.(lingering([data(5, "a")])) ?? [];
  const times: number[] = [];
  for (const { at } of frames) if (times.push(at) === 5) break;
  assertEquals(times, [5, 15, 25, 35, 45]);
});

Deno.test("keep_alive: heartbeats come between bursts, and are worded as all else", () => {
  assertEquals(
    given({ burst_ms: 40, keep_alive_ms: 25, line_ending: "crlf" }, [data(30, "a"), data(90, "b")]),
    [
      [25, ": keep-alive\r\n\r\n"],
      [40, "a"],
      [65, ": keep-alive\r\n\r\n"],
      [90, "b"],
    ],
  );
});

Deno.test("linger: nothing follows the end of a body", () => {
  const close: Frame = { kind: "close", at: 9 };
  assertEquals([...lingering([data(5, "a"), close])].map(({ at }) => at), [5, 9]);
});

Deno.test("line_ending, data_space, event_ids, bom: the same events in other words", () => {
  const events = [namedEvent("ping", "{}"), dataEvent("[DONE]")];
  assertEquals(
    worded({ line_ending: "cr" }, ...events),
    "event: ping\rdata: {}\r\rdata: [DONE]\r\r",
  );
  assertEquals(
    worded({ line_ending: "crlf" }, ...events),
    "event: ping\r\ndata: {}\r\n\r\ndata: [DONE]\r\n\r\n",
  );
  assertEquals(worded({ data_space: false }, ...events), "event:ping\ndata:{}\n\ndata:[DONE]\n\n");
  assertEquals(
    worded({ event_ids: true }, ...events),
    "id: 1\nevent: ping\ndata: {}\n\nid: 2\ndata: [DONE]\n\n",
  );
  assertEquals(
    worded({ event_ids: true, data_space: false }, events.join("")),
    "id:1\nevent:ping\ndata:{}\n\nid:2\ndata:[DONE]\n\n",
  );
  assertEquals(worded({ bom: true }, ...events), `\uFEFF${events.join("")}`);
});

Deno.test("event_ids: comments have none; half an event stays as much as it is", () => {
  assertEquals(worded({ event_ids: true }, ": keep-alive\n\n"), ": keep-alive\n\n");
  assertEquals(worded({ line_ending: "crlf" }, 'data: {"a'), 'data: {"a');
});

Deno.test("data_lines: a JSON object is broken between its tokens, never in a text, and nothing else is", () => {
  const json = JSON.stringify({ a: [1, 2], 'b"': "x, {y: [z", c: { d: "\\" } });
  for (const lines of [2, 3, 7, 1000]) {
    const text = worded({ data_lines: lines }, dataEvent(json));
    const parts = text.trimEnd().split("\n").map((line) => line.replace(/^data: /, ""));
    assertEquals(parts.length, Math.min(lines, 11), text);
    assertEquals(JSON.parse(parts.join("\n")), JSON.parse(json));
    assertEquals(parts.join(""), json);
  }
  assertEquals(worded({ data_lines: 3 }, dataEvent("[DONE]")), "data: [DONE]\n\n");
  assertEquals(worded({ data_lines: 3 }, dataEvent("{}")), "data: {\ndata: }\n\n");
});

Deno.test("the grammar is that of event streams alone; bytes are left as they are", () => {
  const settings = { line_ending: "crlf", bom: true, event_ids: true } as const;
  assertEquals(given(settings, [data(0, "{}\n")], "ndjson"), [[0, "{}\n"]]);
  const bytes = new Uint8Array([0xf0, 0x9f]);
  const frames: Frame[] = [{ kind: "data", at: 0, tokens: 0, data: bytes }];
  assertEquals(given(settings, frames), [[0, bytes]]);
});
