/** What today's clients send beyond what the Messages API first had. */

import { assertEquals } from "@std/assert";
import { ASK, type Json, start, WEATHER } from "./messages_fixture.ts";

const user = (content: Json) => ({ role: "user", content });

Deno.test("messages: a system note among the messages, and a compaction's text, are counted", async () => {
  const { post } = start();
  const tokens = async (...messages: Json[]) => (await post({ messages })).usage.input_tokens;
  const plain = await tokens(user("Hello!"));
  assertEquals(await tokens(user("Hello!"), { role: "system", content: "Be brief" }) > plain, true);
  const compacted = user([{ type: "compaction", content: "We said hello." }]);
  assertEquals(await tokens(compacted) > await tokens(user([{ type: "compaction" }])), true);
});

Deno.test("messages: toolsets have no name, and what is called is a tool of the client", async () => {
  const { post } = start();
  const tools = [{ type: "computer_toolset_20260801" }, WEATHER];
  const { content } = await post({ tools, tool_choice: { type: "any" } });
  assertEquals(content.map(({ name }: Json) => name), ["get_weather"]);
});

Deno.test("messages: between_tools thinks after a tool's result alone", async () => {
  const { post } = start();
  const kinds = async (messages: Json[]) => {
    const { content } = await post({
      messages,
      tools: [WEATHER],
      thinking: { type: "between_tools" },
    });
    return content.map(({ type }: Json) => type);
  };
  const call = { type: "tool_use", id: "toolu_1", name: "get_weather", input: {} };
  const result = { type: "tool_result", tool_use_id: "toolu_1", content: "Rain" };
  const none = { tools: [], thinking: { type: "between_tools" } };
  assertEquals((await post(none)).content.map(({ type }: Json) => type), ["text"]);
  const asked = [user("Hello!"), { role: "assistant", content: [call] }, user([result])];
  assertEquals(await kinds(asked), ["thinking", "text"]);
});

Deno.test("messages: output_format, the older place of output_config.format, is heeded", async () => {
  const { post } = start();
  const schema = { type: "object", properties: { a: { const: 1 } }, required: ["a"] };
  const { content } = await post({ ...ASK, output_format: { type: "json_schema", schema } });
  assertEquals(JSON.parse(content[0].text).a, 1);
});
