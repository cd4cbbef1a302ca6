/** The ways to word a response wrong. */

import { assert, assertEquals } from "@std/assert";
import { FakeClock } from "../../../../routes/mod.ts";
import { events, type Json, start, stream, TOOLS, whole } from "../../shapes_fixture.ts";

const typesOf = (events: readonly Json[]) => events.map(({ type }) => type);

Deno.test("responses: a finish is the response's status and why it is incomplete", async () => {
  for (
    const [finish, type, details] of [
      ["stop", "response.completed", null],
      ["length", "response.incomplete", { reason: "max_output_tokens" }],
      ["content_filter", "response.incomplete", { reason: "content_filter" }],
    ] as const
  ) {
    const last = (await events("responses", `finish=${finish}`)).at(-1);
    assertEquals([last.type, last.response.incomplete_details], [type, details]);
    const answer = await whole("responses", `finish=${finish}`);
    assertEquals(answer.incomplete_details, details);
    assertEquals(answer.status, type.replace("response.", ""));
  }
});

Deno.test("responses: without an end, or with two; numbers go on without a gap", async () => {
  const plain = await events("responses", "");
  assertEquals(await events("responses", "ending=no_finish"), plain.slice(0, -1));
  const twice = await events("responses", "ending=twice");
  assertEquals(typesOf(twice).slice(-2), ["response.completed", "response.completed"]);
  assertEquals(twice.map(({ sequence_number }) => sequence_number), [...twice.keys()]);
});

Deno.test("responses: usage is empty, or never comes, streamed and whole", async () => {
  for (const [usage, told] of [["empty", {}], ["none", null]] as const) {
    assertEquals((await events("responses", `usage=${usage}`)).at(-1).response.usage, told);
    assertEquals((await whole("responses", `usage=${usage}`)).usage, told);
  }
});

Deno.test("responses: calls in one piece, with invalid or incomplete arguments", async () => {
  const body = { tools: TOOLS.responses };
  const mock = "tool_calls=2&tool_deltas=whole";
  const told = await events("responses", mock, body);
  const deltas = told.filter(({ type }) => type === "response.function_call_arguments.delta");
  assertEquals(deltas.map(({ output_index, delta }) => [output_index, delta]), [
    [0, '{"city":"Oslo","day":3}'],
    [1, '{"city":"Oslo","day":3}'],
  ]);
  assertEquals(told.map(({ sequence_number }) => sequence_number), [...told.keys()]);
  const bad = await whole("responses", "tool_deltas=invalid_arguments,missing_keys", body);
  assertEquals(bad.output[0].arguments, '{"day":3');
});

Deno.test("responses: events without ids, numbers or names, and one of an unknown type", async () => {
  const plain = await events("responses", "");
  const odd = await stream("responses", "chunks=no_sequence,unnamed,unknown_event");
  assert(!odd.includes("event: ") && !odd.includes("sequence_number"));
  const extra = await events("responses", "chunks=unknown_event");
  assertEquals(typesOf(extra).toSpliced(2, 1), typesOf(plain));
  assertEquals(extra.map(({ sequence_number }) => sequence_number), [...extra.keys()]);
  assertEquals((await events("responses", "chunks=no_id"))[0].response.id, undefined);
  assertEquals((await events("responses", "chunks=empty_id"))[0].response.id, "");
});

Deno.test("responses: who comes back to a stream reads the same events, worded as they were", async () => {
  const { mocker, send } = start(new FakeClock({ autoAdvance: true }));
  const mock = "ending=twice&chunks=unknown_event&usage=empty&line_ending=crlf&keep_alive_ms=20";
  const told = (await (await send("responses", mock)).text()).replaceAll(
    ": keep-alive\r\n\r\n",
    "",
  );
  const [, id] = /"id":"(mock-resp_\w+)"/.exec(told) ?? [];
  const again = async (query: string) =>
    await (await mocker.fetch(`http://mock/v1/responses/${id}?stream=true${query}`)).text();
  assertEquals(await again(""), told);
  const rest = told.split("\r\n\r\n").slice(6).join("\r\n\r\n");
  assertEquals(await again("&starting_after=5"), rest);
});
