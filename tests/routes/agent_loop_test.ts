/** An agent's loop comes to an end on every wire, whatever note its app adds behind a tool's result. */

import { assertEquals } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../routes/mod.ts";

const SCHEMA = { type: "object", properties: { city: { type: "string" } } };

// deno-lint-ignore no-explicit-any
type Json = any;

async function post(path: string, body: Json): Promise<Json> {
  const mocker = createStreamMocker({ clock: new FakeClock({ autoAdvance: true }) });
  const init = { method: "POST", body: JSON.stringify({ model: "gpt-4o", ...body }) };
  return await (await mocker.fetch(`http://mock${path}`, init)).json();
}

const user = { role: "user", content: "Weather?" };
const note = { role: "system", content: "Be brief." };

async function chatCalls(...after: readonly Json[]): Promise<boolean> {
  const call = { id: "call_1", type: "function", function: { name: "f", arguments: "{}" } };
  const { choices } = await post("/v1/chat/completions", {
    tools: [{ type: "function", function: { name: "f", parameters: SCHEMA } }],
    messages: [
      user,
      { role: "assistant", content: null, tool_calls: [call] },
      { role: "tool", tool_call_id: "call_1", content: "21" },
      ...after,
    ],
  });
  return choices[0].finish_reason === "tool_calls";
}

async function responseCalls(...after: readonly Json[]): Promise<boolean> {
  const { output } = await post("/v1/responses", {
    tools: [{ type: "function", name: "f", parameters: SCHEMA }],
    input: [
      user,
      { type: "function_call", call_id: "call_1", name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: "call_1", output: "21" },
      ...after,
    ],
  });
  return output.at(-1).type === "function_call";
}

async function messageCalls(...after: readonly Json[]): Promise<boolean> {
  const { stop_reason } = await post("/v1/messages", {
    max_tokens: 1000,
    tools: [{ name: "f", input_schema: SCHEMA }],
    messages: [
      user,
      { role: "assistant", content: [{ type: "tool_use", id: "toolu_1", name: "f", input: {} }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "21" }] },
      ...after,
    ],
  });
  return stop_reason === "tool_use";
}

const WIRES = { chatCalls, responseCalls, messageCalls };

for (const [name, calls] of Object.entries(WIRES)) {
  Deno.test(`${name}: a note behind a tool's result asks for no other call`, async () => {
    assertEquals(await calls(), false);
    assertEquals(await calls(note), false);
    assertEquals(await calls(note, { ...note, content: "And kind." }), false);
  });

  Deno.test(`${name}: the user's next question asks for one`, async () => {
    const answer = { role: "assistant", content: "It is 21." };
    assertEquals(await calls(answer), false);
    assertEquals(await calls(answer, user), true);
    assertEquals(await calls(answer, user, note), true);
  });
}

Deno.test("messages: what the user says along with a tool's result is no new question", async () => {
  assertEquals(await messageCalls({ role: "user", content: "Go on." }), false);
});
