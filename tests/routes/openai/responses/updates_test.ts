/** Tools and settings that come in namespaces and in the items of a conversation. */

import { assert, assertEquals } from "@std/assert";
import { start, TIME, WEATHER } from "./responses_fixture.ts";

const more = { type: "additional_tools", role: "developer", tools: [WEATHER] };
const hello = { type: "message", role: "user", content: "Hello!" };
const crm = { type: "namespace", name: "crm", description: "Customers", tools: [WEATHER] };

Deno.test("responses: a function of a namespace is called by its name, and tells the namespace", async () => {
  const { post } = start();
  const { output: [call], tools } = await post({ tools: [crm], tool_choice: "required" });
  assertEquals([call.type, call.name, call.namespace], ["function_call", "get_weather", "crm"]);
  assertEquals(tools, [crm]);
});

Deno.test("responses: additional_tools are called like those of the request", async () => {
  const { post } = start();
  const { output } = await post({ input: [hello, more], tools: [TIME], tool_choice: "required" });
  const named = { type: "function", name: "get_weather" };
  const { output: chosen } = await post({ input: [hello, more], tool_choice: named });
  assert(["get_weather", "get_time"].includes(output[0].name));
  assertEquals(chosen[0].name, "get_weather");
  assertEquals(chosen[0].namespace, undefined);
});

Deno.test("responses: the last configuration_update says how hard and in which form", async () => {
  const { post } = start();
  const effort = (effort: string) => ({ type: "configuration_update", reasoning: { effort } });
  const thought = async (...updates: object[]) => {
    const asked = { model: "thinker", input: [hello, ...updates] };
    return (await post(asked)).usage.output_tokens_details.reasoning_tokens;
  };
  assertEquals(await thought(), 5);
  assertEquals(await thought(effort("none")), 0);
  assertEquals(await thought(effort("none"), effort("low")), 2);
  const schema = { type: "object", properties: { a: { const: 1 } }, required: ["a"] };
  const format = { type: "json_schema", name: "a", schema };
  const asked = { input: [hello, { type: "configuration_update", text: { format } }] };
  const { output } = await post(asked);
  assertEquals(JSON.parse(output[0].content[0].text).a, 1);
});
