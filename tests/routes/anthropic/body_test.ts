/** What a request for a message asks for, and whether it gets it: tools, thinking, formats, counts. */

import { assert, assertEquals } from "@std/assert";
import { ASK, type Json, start, STRICT, TIME, WEATHER } from "./messages_fixture.ts";

const CALL = { type: "tool_use", id: "toolu_a", name: "get_weather", input: { city: "Oslo" } };
const RESULT = { type: "tool_result", tool_use_id: "toolu_a", content: "21 degrees" };
const ANSWERED = [
  ...ASK.messages,
  { role: "assistant", content: [CALL] },
  { role: "user", content: [RESULT] },
];

Deno.test("messages: a tool is called on a user's turn, and its result is answered in text", async () => {
  const { post } = start();
  const called = await post({ tools: [WEATHER, TIME] });
  assertEquals(called.stop_reason, "tool_use");
  assertEquals(called.content.map((block: Json) => block.input), [{ city: "Oslo" }]);
  const answered = await post({ tools: [WEATHER], messages: ANSWERED });
  assertEquals(answered.stop_reason, "end_turn");
  assertEquals(answered.content[0].text, "Light travels far over the quiet sea.");
});

Deno.test("messages: tool_choice says whether a tool is called, which, and how many", async () => {
  const { post } = start();
  const names = async (tool_choice: Json, extra: Json = {}) => {
    const { content } = await post({ tools: [WEATHER, TIME], tool_choice, ...extra });
    return content.map((block: Json) => block.name ?? block.type);
  };
  assertEquals(await names({ type: "none" }), ["text"]);
  assertEquals(await names({ type: "tool", name: "get_time" }), ["get_time"]);
  assertEquals((await names({ type: "any" }, { messages: ANSWERED })).length, 1);
  const all = await names({ type: "auto", disable_parallel_tool_use: false });
  assertEquals(all.toSorted(), ["get_time", "get_weather"]);
  const one = { type: "any", disable_parallel_tool_use: true };
  assertEquals((await names(one, { mock: { tool_calls: 2 } })).length, 1);
});

Deno.test("messages: a call that max_tokens cuts has no half input", async () => {
  const { post } = start();
  const { content, stop_reason, usage } = await post({ tools: [WEATHER], max_tokens: 12 });
  assertEquals([content[0].input, stop_reason, usage.output_tokens], [{}, "max_tokens", 12]);
});

Deno.test("messages: a tool that the service runs itself is not called", async () => {
  const tools = [{ type: "web_search_20250305", name: "web_search" }];
  assertEquals((await start().post({ tools })).stop_reason, "end_turn");
});

Deno.test("messages: a model thinks when it is asked to, as much as it is asked to", async () => {
  const { post } = start();
  const spent = async (model: string, thinking?: Json, effort?: string) => {
    const extra = effort ? { output_config: { effort } } : {};
    const made = await post({ model, ...(thinking ? { thinking } : {}), ...extra });
    assertEquals(made.content.length, thinking?.type && thinking.type !== "disabled" ? 2 : 1);
    return made.usage.output_tokens - 8;
  };
  const enabled = { type: "enabled", budget_tokens: 1024 };
  assertEquals(await spent("thinker"), 0);
  assertEquals(await spent("thinker", { type: "disabled" }), 0);
  assertEquals(await spent("thinker", enabled), 5);
  assertEquals(await spent("thinker", { type: "adaptive" }, "low"), 2);
  assertEquals(await spent("m", { type: "adaptive" }), 40);
  assertEquals(await spent("m", enabled, "max"), 320);
});

Deno.test("messages: output_config.format is obeyed", async () => {
  const format = { type: "json_schema", schema: WEATHER.input_schema };
  const { content } = await start().post({ output_config: { format } });
  assertEquals(content, [{ type: "text", text: '{"city":"Oslo"}' }]);
});

Deno.test("messages: the prompt is all text in it, and count_tokens counts the same", async () => {
  const { post } = start();
  const count = async (body: Json) => {
    const { max_tokens: _, ...counted } = { ...ASK, ...body };
    const path = "/v1/messages/count_tokens";
    const { input_tokens } = await post(JSON.stringify(counted), STRICT, path);
    assertEquals(input_tokens, (await post(body)).usage.input_tokens);
    return input_tokens;
  };
  const blocks = [{ type: "text", text: "Hel" }, { type: "text", text: "lo!" }];
  const source = { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" };
  const image = [...blocks, { type: "image", source }];
  assertEquals(await count({}), 9);
  assertEquals(await count({ messages: [{ role: "user", content: blocks }] }), 9);
  assertEquals(await count({ messages: [{ role: "user", content: image }] }), 9);
  assertEquals(await count({ system: "Be brief." }), 16);
  assertEquals(await count({ system: [{ type: "text", text: "Be brief." }] }), 16);
  assert(await count({ tools: [WEATHER] }) > 30);
  assert(await count({ messages: ANSWERED }) > 20);
  assertEquals(await count({ model: "thinker", thinking: { type: "adaptive" } }), 9);
});
