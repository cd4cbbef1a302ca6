import { assertEquals } from "@std/assert";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import {
  forgetAnswer,
  keepAnswer,
  type KeptAnswer,
  noteLeft,
  noteMade,
  noteWhole,
} from "../../lib/ledger/kept_answer.ts";
import { createLedger } from "../../lib/ledger/ledger.ts";
import { readEvents, sizeOf } from "../../lib/ledger/written_events.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const texts = (answer: KeptAnswer, from = 0, most = 100, mostBytes = 1e6) =>
  readEvents(answer, from, most, mostBytes).map(({ leftMs, bytes }) => [
    leftMs,
    new TextDecoder().decode(bytes),
  ]);

Deno.test("kept answer: each event has its time and its bytes, from wherever it is read", () => {
  const answer = keepAnswer(1e6, () => {});
  noteMade(answer, bytes("onetwo"));
  noteLeft(answer, 3, 10);
  noteLeft(answer, 3, 20);
  noteMade(answer, bytes("three"));
  noteLeft(answer, 5, 30);
  assertEquals(texts(answer), [[10, "one"], [20, "two"], [30, "three"]]);
  assertEquals(texts(answer, 1), [[20, "two"], [30, "three"]]);
  assertEquals(texts(answer, 2), [[30, "three"]]);
  assertEquals(texts(answer, 3), []);
  assertEquals(texts(answer, 0, 2), [[10, "one"], [20, "two"]]);
  assertEquals(texts(answer, 0, 9, 1), [[10, "one"]], "at least one, whatever its length");
});

Deno.test("kept answer: what had been made and never left is not in it", () => {
  const answer = keepAnswer(1e6, () => {});
  noteMade(answer, bytes("saidunsaid"));
  noteLeft(answer, 4, 1);
  noteMade(answer, bytes("never"));
  noteMade(answer, bytes("end"));
  noteLeft(answer, 3, 2);
  assertEquals(texts(answer), [[1, "said"], [2, "end"]]);
});

Deno.test("kept answer: holds no more than it may, and counts the rest", () => {
  let taken = 0;
  const answer = keepAnswer(3000, (more) => taken += more);
  for (let i = 0; i < 10; i++) {
    noteMade(answer, bytes("x".repeat(500)));
    noteLeft(answer, 500, i);
  }
  const { events, bytes: all, leftOut } = sizeOf(answer);
  assertEquals(all, 5000);
  assertEquals(events + leftOut.events, 10);
  assertEquals(leftOut.bytes, leftOut.events * 500);
  assertEquals(taken <= 3000 && events > 1, true);
  assertEquals(answer.taken, taken);
});

Deno.test("kept answer: a million events are read a page at a time, wherever the page is", () => {
  const answer = keepAnswer(Infinity, () => {});
  for (let i = 0; i < 1_000_000; i += 8) {
    noteMade(answer, bytes("12345678"));
    for (let k = 0; k < 8; k++) noteLeft(answer, 1, i + k);
  }
  assertEquals(texts(answer, 999_997), [[999_997, "6"], [999_998, "7"], [999_999, "8"]]);
});

function streamed(headers: Headers = new Headers(), keptBytes = 1e6) {
  const clock = new FakeClock();
  const ledger = createLedger(clock, { entries: () => 100, saidBytes: () => keptBytes });
  const open = (id: string, content: readonly string[], type = "text/event-stream") => {
    const entry = ledger.opened({ id, method: "POST", path: "/", headers });
    const usage = { promptTokens: 1, completionTokens: 3, reasoningTokens: 0 };
    entry.planned({ model: "m", usage, truncated: false }, "c", "stream");
    entry.answered(200, undefined, undefined, new Headers({ "content-type": type }));
    const answer = entry.keptAnswer?.();
    for (const [i, text] of content.entries()) {
      if (answer) noteMade(answer, bytes(text));
      if (answer) noteLeft(answer, bytes(text).length, i * 10);
    }
    return entry;
  };
  return { clock, ledger, open };
}

Deno.test("ledger: the events of an answer, with what is unusual about each and what happened before it", async () => {
  const { clock, ledger, open } = streamed();
  const entry = open("r1", ["data: a\n\n", ": keep-alive\n\n", "data: {", "}\n\n"]);
  await clock.advance(40);
  entry.faulted?.({ kind: "stall_at", place: 3 });
  entry.acted("pause");
  const answer = entry.keptAnswer?.();
  if (answer) noteMade(answer, bytes("data: b\r\n\r\n"));
  await clock.advance(5);
  if (answer) noteLeft(answer, 11, 45);
  await clock.advance(5);
  entry.acted("drop");
  entry.ended("dropped");
  const page = ledger.events("r1", { from: 0, limit: 100 });
  assertEquals(page?.total, 5);
  assertEquals(page?.data.map(({ index, at_ms, gap_ms, bytes }) => [index, at_ms, gap_ms, bytes]), [
    [0, 0, null, 9],
    [1, 10, 10, 14],
    [2, 20, 10, 7],
    [3, 30, 10, 3],
    [4, 45, 15, 11],
  ]);
  assertEquals(page?.data.map(({ notes }) => notes), [
    [],
    ["comment"],
    ["no whole event"],
    ["goes on"],
    ["stall_at 3", "pause"],
  ]);
  assertEquals(page?.end, { outcome: "dropped", at_ms: 50, notes: ["drop"] });
  const later = ledger.events("r1", { from: 3, limit: 1 });
  assertEquals(later?.data, page?.data.slice(3, 4), "a page says the same as the whole");
  assertEquals(later?.end, undefined, "more follows");
  assertEquals(ledger.find("r1")?.response, {
    headers: { "content-type": "text/event-stream" },
    events: 5,
    bytes: 44,
  });
});

Deno.test("ledger: a whole answer is one event", () => {
  const { ledger } = streamed();
  const entry = ledger.opened({ id: "r1", method: "POST", path: "/", headers: new Headers() });
  entry.wrote?.('{"a":"ö"}');
  entry.answered(200, undefined, undefined, new Headers({ "set-cookie": "a=b" }));
  const page = ledger.events("r1", { from: 0, limit: 100 });
  assertEquals(page?.data.map(({ text, bytes, notes }) => [text, bytes, notes]), [
    ['{"a":"ö"}', 10, []],
  ]);
  assertEquals(ledger.find("r1")?.response?.headers, { "set-cookie": "***" });
});

Deno.test("kept answer: a whole one that is very long is several events, which divide no character", () => {
  const answer = keepAnswer(1e9, () => {});
  const text = "x".repeat(262_143) + "😀" + "y".repeat(300_000);
  noteWhole(answer, text, 5);
  const read = texts(answer);
  assertEquals(read.map(([, piece]) => piece).join(""), text);
  assertEquals(read.length, 3);
  forgetAnswer(answer);
  assertEquals(texts(answer), []);
});

Deno.test("ledger: the answers of the oldest go first, before what any said, and take at most half of the bytes", () => {
  const { ledger, open } = streamed(new Headers({ a: "b" }), 40_000);
  for (let i = 0; i < 20; i++) open(`r${i}`, ["x".repeat(3000)]);
  const kept = [...Array(20).keys()].filter((i) => ledger.find(`r${i}`)?.response);
  assertEquals(kept.at(-1), 19);
  assertEquals(kept.length > 2 && kept.length < 7, true, `${kept}`);
  assertEquals([...Array(20).keys()].every((i) => ledger.find(`r${i}`)?.request), true);
});

Deno.test("ledger: an answer that alone is too long keeps its beginning, and one that was forgotten comes not back", () => {
  const { ledger, open } = streamed(new Headers(), 40_000);
  const entry = open("r1", Array.from({ length: 10 }, () => "x".repeat(3000)));
  assertEquals(ledger.find("r1")?.response?.bytes, 30_000);
  assertEquals((ledger.find("r1")?.response?.left_out?.events ?? 0) > 5, true);
  ledger.clear();
  const answer = entry.keptAnswer?.();
  if (answer) noteMade(answer, bytes("more"));
  if (answer) noteLeft(answer, 4, 1);
  assertEquals(ledger.find("r1"), undefined);
});

Deno.test("ledger: keeps no answer where it may keep no bytes", () => {
  const { ledger, open } = streamed(new Headers(), 0);
  const entry = open("r1", ["data: a\n\n"]);
  assertEquals(entry.keptAnswer?.(), undefined);
  assertEquals(ledger.find("r1")?.response, null);
  assertEquals(ledger.events("r1", { from: 0, limit: 9 }), { object: "list", total: 0, data: [] });
});
