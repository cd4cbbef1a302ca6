/** The ways to word a chat completion wrong, each to its chunks; what they leave alone; what is no such way here. */

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { FakeClock } from "../../../../routes/mod.ts";
import { endByHand, events, type Json, start, stream, TOOLS, whole } from "../../shapes_fixture.ts";

const USAGE = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 };
const counts = ({ prompt_tokens, completion_tokens, total_tokens }: Json) => ({
  prompt_tokens,
  completion_tokens,
  total_tokens,
});

/** A stream at a glance: deltas and finish reasons, usage as its completion tokens, and what is no chunk as it is. */
const glance = (events: readonly Json[]) =>
  events.map((event) => {
    if (typeof event === "string") return event;
    const { choices: [choice], usage } = event;
    const { content, tool_calls: calls } = choice?.delta ?? {};
    const said = calls ? "call" : content ?? "";
    const reason = choice && choice.finish_reason;
    const told = usage && (usage.completion_tokens ?? "{}");
    return [said, ...(reason ? [reason] : []), ...(told ? [told] : [])].join(" ");
  });

/** The parts of the calls of a stream. */
const callsIn = (events: readonly Json[]): readonly Json[] =>
  events.flatMap((event) => event.choices?.[0]?.delta?.tool_calls ?? []);
const called = async (mock: string) =>
  callsIn(await events("chat", `tool_calls=2&${mock}`, { tools: TOOLS.chat }));

Deno.test("finish: any reason is told, whatever was said, streamed and whole", async () => {
  for (const reason of ["stop", "length", "content_filter", "tool_calls"]) {
    assertEquals(
      glance(await events("chat", `finish=${reason}`)),
      ["", "A", " quiet", " sea", ".", ` ${reason} 4`, "[DONE]"],
    );
    const { choices: [{ message, finish_reason }] } = await whole("chat", `finish=${reason}`);
    assertEquals([message.content, finish_reason], ["A quiet sea.", reason]);
  }
  const last = (await events("chat", "finish=none")).at(-2);
  assertEquals(last.choices[0].finish_reason, null);
  assertEquals((await whole("chat", "finish=none")).choices[0].finish_reason, null);
});

Deno.test("finish: a stream that is ended by hand tells it too", async () => {
  const clock = new FakeClock();
  const { mocker, send } = start(clock);
  const response = await send("chat", "finish=length");
  const text = response.text();
  await clock.advance(250);
  await endByHand(mocker, clock);
  const chunks = (await text).split("\n\n").slice(0, -2).map((event) => JSON.parse(event.slice(6)));
  assertEquals(glance(chunks), ["", "A", " quiet", " length 2"]);
});

Deno.test("ending: without [DONE], without a finish, with both twice", async () => {
  const said = ["", "A", " quiet", " sea", "."];
  assertEquals(glance(await events("chat", "ending=no_done")), [...said, " stop 4"]);
  assertEquals(glance(await events("chat", "ending=no_finish")), [...said, "[DONE]"]);
  assertEquals(
    glance(await events("chat", "ending=twice")),
    [...said, " stop 4", " stop 4", "[DONE]", "[DONE]"],
  );
  assertEquals(await stream("chat", "ending=complete"), await stream("chat", ""));
});

Deno.test("usage: in its places, asked for or not", async () => {
  const said = ["", "A", " quiet", " sea", "."];
  const asked = { stream_options: { include_usage: true } };
  for (const body of [{}, asked, { stream_options: { include_usage: false } }]) {
    const told = async (usage: string) => glance(await events("chat", `usage=${usage}`, body));
    assertEquals(await told("last"), [...said, " stop 4", "[DONE]"]);
    assertEquals(await told("early"), [...said, " 4", " stop", "[DONE]"]);
    assertEquals(await told("none"), [...said, " stop", "[DONE]"]);
    const every = ["1", "1", "2", "3", "4", "4", ...(body === asked ? ["4"] : [])];
    const texts = await told("every");
    assertEquals(texts.slice(0, -1).map((text) => text.split(" ").at(-1)), every);
  }
  assertEquals(glance(await events("chat", "usage=empty")).slice(-2), [" stop {}", "[DONE]"]);
  assertEquals(
    glance(await events("chat", "usage=empty", asked)).slice(-3),
    [" stop", " {}", "[DONE]"],
  );
  const none = await stream("chat", "usage=none", asked);
  assert(!none.includes('"usage"'));
  assertEquals(
    glance(await events("chat", "usage=last&finish=none")).slice(-2),
    [" 4", "[DONE]"],
  );
});

Deno.test("usage: a whole answer has none, or an empty one", async () => {
  assertEquals(counts((await whole("chat", "")).usage), USAGE);
  assertEquals((await whole("chat", "usage=empty")).usage, {});
  assert(!("usage" in await whole("chat", "usage=none")));
});

Deno.test("tool_deltas: each call whole, with or without its index", async () => {
  const part = (index: number, name: string) => ({
    index,
    type: "function",
    function: { name, arguments: '{"city":"Oslo","day":3}' },
  });
  const bare = (calls: readonly Json[]) => calls.map(({ id: _, ...call }) => call);
  const both = [part(0, "get_weather"), part(1, "get_time")];
  assertEquals(bare(await called("tool_deltas=whole")), both);
  assertEquals(bare(await called("tool_deltas=interleaved,whole")), both);
  assertEquals(
    bare(await called("tool_deltas=no_index,whole")),
    both.map(({ index: _, ...call }) => call),
  );
  const lone = await events("chat", "tool_deltas=whole", { tools: TOOLS.chat.slice(0, 1) });
  assertEquals(lone.length, 3);
  assertEquals(lone[0].choices[0].delta.role, "assistant");
  assertEquals(bare(callsIn(lone)), [part(0, "get_weather")]);
});

Deno.test("tool_deltas: all of index 0, without an index, with id and name in all parts", async () => {
  const plain = await called("");
  const zero = await called("tool_deltas=index_0");
  assertEquals(zero, plain.map((call) => ({ ...call, index: 0 })));
  const none = await called("tool_deltas=no_index");
  assertEquals(none, plain.map(({ index: _, ...call }) => call));
  const named = await called("tool_deltas=id_in_all");
  assertEquals(named.length, plain.length);
  for (const [i, call] of named.entries()) {
    const head = plain.find(({ index, id }) => id && index === call.index);
    assertEquals([call.id, call.type, call.function.name], [
      head.id,
      "function",
      head.function.name,
    ]);
    assertEquals(call.function.arguments, plain[i].function.arguments);
  }
});

Deno.test("tool_deltas: the ids of calls are empty, streamed and whole", async () => {
  const plain = await called("");
  const bare = await called("tool_deltas=empty_id");
  assertEquals(bare, plain.map((call) => call.id === undefined ? call : { ...call, id: "" }));
  const { choices } = await whole("chat", "tool_calls=2&tool_deltas=empty_id", {
    tools: TOOLS.chat,
  });
  assertEquals(choices[0].message.tool_calls.map(({ id }: Json) => id), ["", ""]);
});

Deno.test("chunks: no choice at all, streamed and whole, in chat and before it", async () => {
  for (const wire of ["chat", "completions"] as const) {
    const all = await events(wire, "chunks=empty_choices");
    assertEquals(all.at(-1), "[DONE]");
    for (const { choices } of all.slice(0, -1)) assertEquals(choices, []);
    const answer = await whole(wire, "chunks=empty_choices");
    assertEquals([answer.choices, typeof answer.usage.total_tokens], [[], "number"]);
  }
});

Deno.test("tool_deltas: parallel calls in turns, at the same times, whole answers untouched", async () => {
  const plain = await called("");
  const mixed = await called("tool_deltas=interleaved");
  assertEquals(mixed.slice(0, 6).map(({ index }) => index), [0, 1, 0, 1, 0, 1]);
  for (const index of [0, 1]) {
    const own = (calls: readonly Json[]) => calls.filter((call) => call.index === index);
    assertEquals(own(mixed), own(plain));
  }
  const config = '[general]\ntool_calls = 2\ntool_deltas = "interleaved"\n';
  const { whole: ask } = start(new FakeClock({ autoAdvance: true }), config);
  const body = { tools: TOOLS.chat };
  assertEquals(await ask("chat", "", body), await whole("chat", "tool_calls=2", body));
});

Deno.test("tool_deltas: arguments that are null at first, no JSON, or lack what is required", async () => {
  const heads = (await called("tool_deltas=null_arguments")).filter(({ id }) => id);
  assertEquals(heads.map((call) => call.function.arguments), [null, null]);
  const text = async (mock: string) => (await called(`${mock},whole`))[0].function.arguments;
  assertEquals(await text("tool_deltas=invalid_arguments"), '{"city":"Oslo","day":3');
  assertEquals(await text("tool_deltas=missing_keys"), '{"day":3}');
  const answer = await whole("chat", "tool_deltas=missing_keys", { tools: TOOLS.chat });
  assertEquals(answer.choices[0].message.tool_calls[0].function.arguments, '{"day":3}');
});

Deno.test("chunks: ids that are missing, empty, or new each time", async () => {
  const ids = async (mock: string) => (await events("chat", mock)).slice(0, -1).map(({ id }) => id);
  assertEquals(new Set(await ids("")).size, 1);
  assertEquals(new Set(await ids("chunks=no_id")), new Set([undefined]));
  assertEquals(new Set(await ids("chunks=empty_id")), new Set([""]));
  const changing = await ids("chunks=changing_id");
  assertEquals(new Set(changing).size, changing.length);
  assertEquals(changing[0].length, (await ids(""))[0].length);
  assertEquals(await ids("chunks=changing_id"), changing);
  assertNotEquals(await ids("chunks=changing_id&seed=8"), changing);
});

Deno.test("chunks: before the first and before the finish, what is no part of the answer", async () => {
  const plain = await events("chat", "");
  const first = await events("chat", "chunks=empty_choices_first");
  assertEquals(first.slice(1), plain);
  assertEquals(first[0].choices, []);
  const nothing = await events("chat", "chunks=null_chunk");
  assertEquals(nothing.toSpliced(-3, 1), plain);
  assertEquals(nothing.at(-3), "null");
  const annotated = await events("chat", "chunks=no_delta");
  assertEquals(annotated.toSpliced(-3, 1), plain);
  assertEquals("delta" in annotated.at(-3).choices[0], false);
});

Deno.test("chunks: the finish has a delta of null, or comes with the last text; others have an empty reason", async () => {
  const finish = async (mock: string) => (await events("chat", mock)).at(-2).choices[0];
  assertEquals((await finish("chunks=null_delta")).delta, null);
  const merged = await events("chat", "chunks=finish_with_text");
  assertEquals(glance(merged), ["", "A", " quiet", " sea", ". stop 4", "[DONE]"]);
  for (const untold of ["finish=none", "ending=no_finish"]) {
    const bare = glance(await events("chat", `${untold}&chunks=finish_with_text`));
    assertEquals(bare.slice(0, 5), ["", "A", " quiet", " sea", "."], untold);
  }
  const reasons = (await events("chat", "chunks=empty_finish")).slice(0, -1)
    .map(({ choices }) => choices[0].finish_reason);
  assertEquals(reasons, ["", "", "", "", "", "stop"]);
});

Deno.test("chunks: the role in all deltas; thinking under another name, whole too; several at once", async () => {
  const chunks = (await events("chat", "chunks=role_in_all")).slice(0, -1);
  assertEquals(
    new Set(chunks.map(({ choices }) => choices[0].delta.role)),
    new Set(["assistant"]),
  );
  const thought = await events("chat", "chunks=reasoning_field, no_id", { model: "thinker" });
  const text = JSON.stringify(thought);
  assert(text.includes('"reasoning":"') && !text.includes("reasoning_content"));
  assert(!text.includes('"id"'));
  const { message } = (await whole("chat", "chunks=reasoning_field", { model: "thinker" }))
    .choices[0];
  assert(message.reasoning.length > 0 && !("reasoning_content" in message));
});

Deno.test("shapes: the same seed gives the same bytes; two choices keep their ends", async () => {
  const mock = "usage=every&ending=twice&chunks=changing_id,finish_with_text&finish=length";
  assertEquals(await stream("chat", mock), await stream("chat", mock));
  const two = await events("chat", "usage=last&ending=twice", { n: 2 });
  const finishes = two.filter((event) => event.choices?.[0]?.finish_reason);
  assertEquals(finishes.map(({ choices, usage }) => [choices[0].index, usage?.completion_tokens]), [
    [0, undefined],
    [0, undefined],
    [1, 8],
    [1, 8],
  ]);
});
