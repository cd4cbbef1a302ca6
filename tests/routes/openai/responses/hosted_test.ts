/** Tools that the service runs itself: items with their events, in the plan's time, and a message after them. */

import { assert, assertEquals } from "@std/assert";
import { openDeclarations } from "../../sdk_types/declarations.ts";
import { eventsOf, type Json, start, WEATHER } from "./responses_fixture.ts";

const MODULE = "openai/resources/responses/responses";
const declared = openDeclarations([MODULE])(MODULE);
const KNOWN = declared.tags("ResponseStreamEvent");
const ITEMS = declared.tags("ResponseOutputItem");

const TOOLS: Readonly<Record<string, readonly string[]>> = {
  web_search: ["web_search_call"],
  web_search_preview: ["web_search_call"],
  file_search: ["file_search_call"],
  code_interpreter: ["code_interpreter_call"],
  image_generation: ["image_generation_call"],
  mcp: ["mcp_list_tools", "mcp_call"],
};

for (const [type, items] of Object.entries(TOOLS)) {
  Deno.test(`responses: ${type} is acted out, and a message follows`, async () => {
    const { post, stream } = start();
    const ask = { model: "seeded", tools: [{ type, server_label: "docs" }] };
    const whole = await post(ask);
    assertEquals(whole.output.map((item: Json) => item.type), [...items, "message"]);
    assertEquals(whole.status, "completed");
    const events = eventsOf(await stream(ask));
    assertEquals(events.map((event) => event.sequence_number), [...events.keys()]);
    const types = events.map((event) => event.type);
    assertEquals(types.filter((type) => !KNOWN.includes(type)), []);
    assertEquals(whole.output.filter((item: Json) => !ITEMS.includes(item.type)), []);
    for (const item of items) {
      assert(types.includes(`response.${item}.in_progress`));
      assert(types.includes(`response.${item}.completed`));
    }
    assertEquals(events.at(-1).response.output, whole.output);
    const none = await post({ ...ask, tool_choice: "none" });
    assertEquals(none.output.map((item: Json) => item.type), ["message"]);
    assert(whole.usage.output_tokens > none.usage.output_tokens);
  });
}

Deno.test("responses: functions are called rather than hosted tools, unless one is named", async () => {
  const { post } = start();
  const tools = [{ type: "web_search" }, WEATHER];
  const kinds = async (more: Json) =>
    (await post({ tools, ...more })).output.map((item: Json) => item.type);
  assertEquals(await kinds({}), ["function_call"]);
  assertEquals(await kinds({ tool_choice: { type: "web_search" } }), [
    "web_search_call",
    "message",
  ]);
});

Deno.test("responses: what a hosted tool found is told where include asks for it", async () => {
  const { post } = start();
  const tools = [{ type: "file_search", vector_store_ids: ["vs_1"] }];
  const { output: [plain] } = await post({ tools });
  assertEquals([plain.queries, plain.results], [["Hello!"], null]);
  const { output: [told] } = await post({ tools, include: ["file_search_call.results"] });
  assertEquals(told.results.length, 1);
});

Deno.test("openai client: a conversation goes on after a hosted tool", async () => {
  const { client } = start();
  const tools = [{ type: "web_search" as const }];
  const first = await client.responses.create({ model: "m", input: "Hello!", tools });
  assertEquals(first.output_text, "Light travels far over the quiet sea.");
  const next = await client.responses.create({
    model: "m",
    input: "And?",
    previous_response_id: first.id,
  });
  assertEquals(next.output_text, first.output_text);
});

Deno.test("responses: a server whose tools need leave is asked for it, and called once it is given", async () => {
  const { post, stream } = start();
  const tools = [{ type: "mcp", server_label: "docs", require_approval: "always" }, WEATHER];
  const ask = { model: "seeded", tools, tool_choice: { type: "mcp" } };
  const first = await post(ask);
  assertEquals(first.output.map((item: Json) => item.type), [
    "mcp_list_tools",
    "mcp_approval_request",
  ]);
  const [, request] = first.output;
  assertEquals([request.name, request.server_label, request.id.slice(0, 5)], [
    "search",
    "docs",
    "mcpr_",
  ]);
  assertEquals(JSON.parse(request.arguments), { query: "Hello!" });
  const answer = (approve: boolean) => ({
    ...ask,
    tool_choice: "auto",
    previous_response_id: first.id,
    input: [{ type: "mcp_approval_response", approval_request_id: request.id, approve }],
  });
  const then = await post(answer(true));
  assertEquals(then.output.map((item: Json) => item.type), ["mcp_call", "message"]);
  assertEquals(then.output[0].approval_request_id, request.id);
  assertEquals(then.output[0].arguments, request.arguments);
  const denied = await post(answer(false));
  assertEquals(denied.output.map((item: Json) => item.type), ["message"]);
  const types = eventsOf(await stream(ask)).map(({ type }) => type);
  assertEquals(types.filter((type) => !KNOWN.includes(type)), []);
  assertEquals(types.slice(-3), [
    "response.output_item.added",
    "response.output_item.done",
    "response.completed",
  ]);
  const filter = { always: { tool_names: ["search"] } };
  const some = await post({ ...ask, tools: [{ ...tools[0], require_approval: filter }] });
  assertEquals(some.output.at(-1).type, "mcp_approval_request");
});

Deno.test("responses: of several servers the one that is chosen is asked, for a tool that it may be asked for", async () => {
  const { post, stream } = start();
  const server = (server_label: string, more: Json = {}) => ({
    type: "mcp",
    server_label,
    server_url: "https://mcp.test",
    require_approval: "never",
    ...more,
  });
  const tools = [
    server("a"),
    server("b", { allowed_tools: ["look", "list"] }),
    server("c", {
      allowed_tools: { tool_names: ["find"] },
      require_approval: { always: { tool_names: ["find"] } },
    }),
  ];
  const asked = async (tool_choice: Json) => {
    const { output: [list, call] } = await post({ tools, tool_choice });
    const names = list.tools.map(({ name }: Json) => name);
    return [list.server_label, names, call.type, call.server_label, call.name];
  };
  assertEquals(await asked({ type: "mcp", server_label: "a" }), [
    ...["a", ["search"]],
    ...["mcp_call", "a", "search"],
  ]);
  assertEquals(await asked({ type: "mcp", server_label: "b" }), [
    ...["b", ["look", "list"]],
    ...["mcp_call", "b", "look"],
  ]);
  assertEquals(await asked({ type: "mcp", server_label: "b", name: "list" }), [
    ...["b", ["look", "list"]],
    ...["mcp_call", "b", "list"],
  ]);
  assertEquals(await asked({ type: "mcp", server_label: "c" }), [
    ...["c", ["find"]],
    ...["mcp_approval_request", "c", "find"],
  ]);
  const lost = await post({ tools, tool_choice: { type: "mcp", server_label: "d" } });
  assertEquals(lost.error.message, "Tool choice 'mcp' not found in 'tools' parameter.");
  const choice = { type: "mcp", server_label: "b" };
  const events = eventsOf(await stream({ tools, tool_choice: choice }));
  const done = events.filter(({ type }) => type === "response.output_item.done");
  assertEquals(done[1]?.item.server_label, "b");
});

Deno.test("responses: pictures so far are shown as often as is asked, between the beginning and the end", async () => {
  const { stream } = start();
  for (const many of [0, 1, 3]) {
    const tools = [{ type: "image_generation", partial_images: many }];
    const events = eventsOf(await stream({ input: "A cat on a mat in the sun", tools }));
    const partial = events.filter(({ type }) =>
      type === "response.image_generation_call.partial_image"
    );
    assertEquals(partial.map((one) => one.partial_image_index), [...Array(many).keys()]);
    const types = events.map(({ type }) => type).filter((type) =>
      type.includes("image_generation")
    );
    assertEquals(types.at(-1), "response.image_generation_call.completed");
    assert(
      partial.every((one) =>
        one.partial_image_b64.length > 0 && one.item_id === partial[0].item_id
      ),
    );
    assertEquals(events.map((event) => event.sequence_number), [...events.keys()]);
  }
});

Deno.test("responses: a result that names its tool may belong to no call", async () => {
  const { post } = start();
  const input = [{ role: "user", content: "Hi" }, {
    type: "function_call_output",
    name: "f",
    output: "1",
  }];
  assertEquals((await post({ input }, { "x-mock": "strict=true" })).status, "completed");
});
