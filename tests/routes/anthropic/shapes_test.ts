/** The ways to word a message wrong. */

import { assert, assertEquals } from "@std/assert";
import { events, type Json, stream, TOOLS, whole } from "../shapes_fixture.ts";

const typesOf = (events: readonly Json[]) => events.map(({ type }) => type);
const deltas = (events: readonly Json[]) => events.filter(({ type }) => type === "message_delta");

Deno.test("messages: a finish is the stop reason, streamed and whole", async () => {
  for (
    const [finish, reason] of [
      ["stop", "end_turn"],
      ["length", "max_tokens"],
      ["tool_calls", "tool_use"],
      ["content_filter", "refusal"],
      ["none", null],
    ] as const
  ) {
    const [last] = deltas(await events("messages", `finish=${finish}`));
    assertEquals(last.delta.stop_reason, reason);
    assertEquals((await whole("messages", `finish=${finish}`)).stop_reason, reason);
  }
});

Deno.test("messages: without an end, or with two", async () => {
  const plain = await events("messages", "");
  assertEquals(await events("messages", "ending=no_finish"), plain.slice(0, -2));
  assertEquals(await events("messages", "ending=twice"), [...plain, ...plain.slice(-2)]);
});

Deno.test("messages: usage at the end alone, all along, before the stop reason, empty, never", async () => {
  const start = async (mock: string) => (await events("messages", mock))[0].message.usage;
  const ends = async (mock: string) =>
    deltas(await events("messages", mock)).map(({ delta, usage }) => [
      delta.stop_reason,
      usage && [usage.input_tokens, usage.output_tokens],
    ]);
  assertEquals(await start("usage=last"), { input_tokens: 0, output_tokens: 0 });
  assertEquals(await ends("usage=last"), [["end_turn", [9, 4]]]);
  const counted = [1, 2, 3, 4].map((tokens) => [null, [9, tokens]]);
  assertEquals(await ends("usage=every"), [...counted, ["end_turn", [9, 4]]]);
  assertEquals(await ends("usage=every&ending=twice"), [
    ...counted,
    ["end_turn", [9, 4]],
    ["end_turn", [9, 4]],
  ]);
  assertEquals(await ends("usage=early"), [[null, [9, 4]], ["end_turn", undefined]]);
  assertEquals(await start("usage=empty"), {});
  assertEquals(deltas(await events("messages", "usage=empty"))[0].usage, {});
  assert(!(await stream("messages", "usage=none")).includes('"usage"'));
  assert(!("usage" in await whole("messages", "usage=none")));
  assertEquals((await whole("messages", "usage=empty")).usage, {});
  assertEquals(await stream("messages", "usage=exclusive_cache"), await stream("messages", ""));
});

Deno.test("messages: calls in one piece, with invalid or incomplete arguments", async () => {
  const body = { tools: TOOLS.messages };
  const pieces = async (mock: string) =>
    (await events("messages", mock, body)).flatMap(({ delta }) => delta?.partial_json ?? []);
  assertEquals(await pieces("tool_deltas=whole&tool_calls=2"), [
    '{"city":"Oslo","day":3}',
    '{"city":"Oslo","day":3}',
  ]);
  assertEquals(await pieces("tool_deltas=whole,invalid_arguments"), ['{"city":"Oslo","day":3']);
  assertEquals((await pieces("tool_deltas=missing_keys")).join(""), '{"day":3}');
});

Deno.test("messages: events without ids, names or the ping, and one of an unknown type", async () => {
  const plain = await events("messages", "");
  const quiet = await events("messages", "chunks=no_ping");
  assertEquals(quiet, plain.filter(({ type }) => type !== "ping"));
  assert(!(await stream("messages", "chunks=unnamed,unknown_event")).includes("event: "));
  assertEquals(
    typesOf(await events("messages", "chunks=unknown_event")).toSpliced(1, 1),
    typesOf(plain),
  );
  assertEquals((await events("messages", "chunks=no_id"))[0].message.id, undefined);
  assertEquals((await events("messages", "chunks=empty_id"))[0].message.id, "");
});
