/** Each hazard on frames alone, without a clock: which bytes, and when. */

import { assertEquals } from "@std/assert";
import type { PartialSettings } from "../../lib/config/settings.ts";
import { defaultSettings } from "../../lib/config/settings.ts";
import type { Frame, FramePart } from "../../lib/stream/frame.ts";
import type { FaultMaker } from "../../lib/stream/forecast.ts";
import { cut } from "../../lib/stream/hazards/cut.ts";
import { streamError } from "../../lib/stream/hazards/error.ts";
import { head } from "../../lib/stream/hazards/head.ts";
import { malformed } from "../../lib/stream/hazards/malformed.ts";
import { stall } from "../../lib/stream/hazards/stall.ts";
import type { StreamWriter } from "../../lib/stream/writer.ts";

const data = (at: number, part: FramePart, text: string): Frame => ({
  kind: "data",
  at,
  tokens: part === "begin" || part === "end" ? 0 : 1,
  data: `data: {"x":"${text}"}\n\n`,
  part,
});

/** An opening, four tokens of which the last two are a call's arguments, and the end. */
const FRAMES: readonly Frame[] = [
  data(0, "begin", "open"),
  data(10, "text", "a"),
  data(20, "call", "b"),
  data(30, "arguments", "日c"),
  data(40, "arguments", "d"),
  data(40, "end", "end"),
];

const WHOLE: readonly Frame[] = [
  { kind: "head", at: 40 },
  { kind: "data", at: 40, tokens: 4, data: '{"é":1}' },
];

const writer: StreamWriter = { delta: () => [], end: () => [] };

function bent(make: FaultMaker, settings: PartialSettings, frames = FRAMES) {
  const hazard = make({
    settings: { ...defaultSettings, ...settings } as typeof defaultSettings,
    plan: { usage: { promptTokens: 1, completionTokens: 4, reasoningTokens: 0 }, seed: 1 },
    framing: "sse",
    delivery: frames === WHOLE ? "at_once" : "stream",
    error: () => ({ status: 500, message: "broke" }),
    envelope: ({ message }) => ({ error: message }),
  });
  return hazard && [...hazard({ writer, anew: () => writer })(frames)].map(shown);
}

const decoder = new TextDecoder();

/** `10 a` for a token, `10 (cut_at 2)` for a note, `10 close` for other marks. */
function shown(frame: Frame): string {
  if (frame.kind === "note") {
    const { kind, place, note } = frame.fault;
    return `${frame.at} (${kind} ${place}${note === undefined ? "" : `: ${note}`})`;
  }
  if (frame.kind !== "data") return `${frame.at} ${frame.kind}`;
  const text = typeof frame.data === "string" ? frame.data : decoder.decode(frame.data);
  const whole = /^data: \{"x":"(.*)"\}\n\n$/.exec(text)?.[1];
  return `${frame.at} ${whole ?? JSON.stringify(text)}`;
}

Deno.test("no hazard where nothing is asked for", () => {
  for (const make of [cut, streamError, head, malformed, stall]) {
    assertEquals(bent(make, {}), undefined);
  }
});

Deno.test("cut: the connection breaks behind so many tokens, at once", () => {
  assertEquals(bent(cut, { cut_at: 2 }), ["0 open", "10 a", "20 b", "20 (cut_at 2)", "20 break"]);
});

Deno.test("cut: at 0 it comes behind what tells of nothing, and before the first token", () => {
  assertEquals(bent(cut, { cut_at: 0 }), ["0 open", "0 (cut_at 0)", "0 break"]);
});

Deno.test("cut: a share is of all tokens, and alone it is half of them", () => {
  const half = ["0 open", "10 a", "20 b"];
  assertEquals(bent(cut, { cut: "close" }), [...half, "20 (cut 50%)", "20 close"]);
  assertEquals(bent(cut, { cut: "close", cut_at: "75%" }), [
    ...half,
    "30 日c",
    "30 (cut_at 75%)",
    "30 close",
  ]);
});

Deno.test("cut: inside the arguments is behind the first of them", () => {
  assertEquals(bent(cut, { cut_at: "arguments" }), [
    "0 open",
    "10 a",
    "20 b",
    "30 日c",
    "30 (cut_at arguments)",
    "30 break",
  ]);
});

Deno.test("cut: behind the last token the end is cut off, and further there is nothing to cut", () => {
  assertEquals(bent(cut, { cut_at: "100%" })?.slice(-3), ["40 d", "40 (cut_at 100%)", "40 break"]);
  assertEquals(bent(cut, { cut_at: 5 })?.slice(-2), [
    "40 end",
    "40 (cut_at 5: no effect: the stream ended before it came there)",
  ]);
});

Deno.test("cut: half an event, its head and half of its data, when it is due", () => {
  assertEquals(bent(cut, { cut: "half_event", cut_at: 1 }), [
    "0 open",
    "10 a",
    "20 (cut_at 1)",
    '20 "data: {\\"x\\":"',
    "20 close",
  ]);
});

Deno.test("cut: half a character is the first of several bytes that comes; in ASCII, half an event", () => {
  assertEquals(bent(cut, { cut: "half_character", cut_at: 1 }), [
    "0 open",
    "10 a",
    "20 b",
    "30 (cut_at 1)",
    '30 "data: {\\"x\\":\\"\ufffd"',
    "30 close",
  ]);
  assertEquals(bent(cut, { cut: "half_character", cut_at: 3 })?.slice(-3), [
    "40 (cut_at 3)",
    '40 "data: {\\"x\\":"',
    "40 close",
  ]);
});

Deno.test("cut: of a whole answer half the body leaves", () => {
  const cutOff = ["40 head", "40 (cut null)", '40 "{\\"é"'];
  assertEquals(bent(cut, { cut: "drop" }, WHOLE), [...cutOff, "40 break"]);
  assertEquals(bent(cut, { cut: "half_character" }, WHOLE), [
    "40 head",
    "40 (cut null)",
    '40 "{\\"\ufffd"',
    "40 close",
  ]);
});

Deno.test("stall: all behind the place comes so much later", () => {
  assertEquals(bent(stall, { stall_at: 2, stall_ms: 1000 }), [
    "0 open",
    "10 a",
    "20 b",
    "20 (stall_at 2)",
    "1030 日c",
    "1040 d",
    "1040 end",
  ]);
  assertEquals(bent(stall, { stall_at: 2 })?.slice(3, 5), ["20 (stall_at 2)", "Infinity 日c"]);
  assertEquals(bent(stall, { stall_ms: 7 })?.slice(3, 5), ["20 (stall_ms 50%)", "37 日c"]);
});

Deno.test("stall: a whole answer comes late, its head too", () => {
  assertEquals(bent(stall, { stall_ms: 7 }, WHOLE), [
    "0 (stall_ms null)",
    "47 head",
    '47 "{\\"é\\":1}"',
  ]);
});

Deno.test("error: the envelope as an event where the wire has no other words, and the end or not", () => {
  const told = ["0 open", "10 a", "10 (error_at 1)", '10 "data: {\\"error\\":\\"broke\\"}\\n\\n"'];
  assertEquals(bent(streamError, { error_at: 1 }), [...told, "10 close"]);
  assertEquals(bent(streamError, { error_at: 1, error_then: "hang" }), [...told, "Infinity close"]);
  assertEquals(bent(streamError, { error_at: 1, error_then: "go_on" }), [
    ...told,
    "20 b",
    "30 日c",
    "40 d",
    "40 end",
  ]);
});

Deno.test("malformed: the next event is bad, and the others are as they were", () => {
  const bad = (how: PartialSettings["malformed"]) =>
    bent(malformed, { malformed_at: 1, ...(how ? { malformed: how } : {}) });
  const around = (event: string) => [
    "0 open",
    "10 a",
    "20 (malformed_at 1)",
    event,
    "30 日c",
    "40 d",
    "40 end",
  ];
  assertEquals(bad(undefined), around('20 "data: {\\"x\\":\\n\\n"'));
  assertEquals(bad("half_json"), bad(undefined));
  assertEquals(bad("not_json"), around('20 "data: upstream connect error\\n\\n"'));
  assertEquals(bad("empty_data"), around('20 "data: \\n\\n"'));
  assertEquals(bad("wrong_type"), around('20 "data: [{\\"x\\":\\"b\\"}]\\n\\n"'));
  assertEquals(bad("bad_utf8"), around("20 \ufffdb"));
});

Deno.test("head: so late, and what was due before leaves with it", () => {
  assertEquals(bent(head, { head: 25 }), [
    "0 (head 25)",
    "25 head",
    "25 open",
    "25 a",
    "25 b",
    "30 日c",
    "40 d",
    "40 end",
  ]);
});

Deno.test("head: with the first token, and all that opens the stream with it", () => {
  assertEquals(bent(head, { head: "with_first_token" })?.slice(0, 4), [
    "10 head",
    "10 open",
    "10 a",
    "20 b",
  ]);
  assertEquals(bent(head, { head: "at_once" }), undefined);
});

Deno.test("head: of a whole answer, before its body or behind its time", () => {
  assertEquals(bent(head, { head: "at_once" }, WHOLE), ["0 head", '40 "{\\"é\\":1}"']);
  assertEquals(bent(head, { head: 60 }, WHOLE), ["0 (head 60)", "60 head", '60 "{\\"é\\":1}"']);
});
