/** Tools of the type `custom`: called with a text, in chat completions and in the Responses API, whole and streamed. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import OpenAI from "openai";
import { createStreamMocker, FakeClock } from "../../../routes/mod.ts";

const MODEL = { model: "gpt-4o" };
const ASK = [{ role: "user", content: "Hello!" }];

function start() {
  const mocker = createStreamMocker({ clock: new FakeClock({ autoAdvance: true }) });
  const ask = (path: string, body: object) =>
    mocker.fetch(`http://mock/v1/${path}`, { method: "POST", body: JSON.stringify(body) });
  const events = async (path: string, body: object) =>
    (await (await ask(path, { ...body, stream: true })).text()).split("\n")
      .filter((line) => line.startsWith("data: {")).map((line) => JSON.parse(line.slice(6)));
  const json = async (path: string, body: object) => await (await ask(path, body)).json();
  const chat = (body: object) => json("chat/completions", { ...MODEL, messages: ASK, ...body });
  const respond = (body: object) => json("responses", { ...MODEL, input: "Hello!", ...body });
  return { ask, events, chat, respond, fetch: mocker.fetch };
}

const DATE = String.raw`^(?P<month>January|May)\s+(?P<day>\d{1,2})(?:st|th)?\s+(?P<year>\d{4})$`;
const LARK = 'start: "SELECT " NAME\nNAME: /[a-z]+/';
const custom = (name: string, format?: object) => ({
  type: "custom",
  custom: { name, description: "Runs code.", ...(format ? { format } : {}) },
});
const grammar = (syntax: string, definition: string) => ({
  type: "grammar",
  grammar: { syntax, definition },
});
const flat = (name: string, format?: object) => ({
  type: "custom",
  name,
  ...(format ? { format } : {}),
});

for (const choice of ["required", { type: "custom", custom: { name: "code_exec" } }]) {
  Deno.test(`chat: a custom tool is called with a text, tool_choice ${JSON.stringify(choice)}`, async () => {
    const body = { tools: [custom("code_exec")], tool_choice: choice };
    const { choices: [{ message, finish_reason }] } = await start().chat(body);
    assertEquals([finish_reason, message.content], ["tool_calls", null]);
    const [{ id, ...call }] = message.tool_calls;
    assertMatch(id, /^call_/);
    assertEquals(Object.keys(call), ["type", "custom"]);
    assertEquals([call.type, call.custom.name], ["custom", "code_exec"]);
    assert(call.custom.input.length > 0);
  });
}

Deno.test("chat: streamed, the head of a custom call comes first and its input in pieces", async () => {
  const { events, chat } = start();
  const body = { seed: 3, tools: [custom("code_exec")], tool_choice: "required" };
  const told = (await events("chat/completions", { ...MODEL, messages: ASK, ...body }))
    .flatMap(({ choices: [choice] }) => choice?.delta.tool_calls ?? []);
  const [head, ...rest] = told;
  assertEquals([head.index, head.type, head.custom], [0, "custom", {
    name: "code_exec",
    input: "",
  }]);
  assert(rest.length > 1);
  for (const piece of rest) assertEquals(Object.keys(piece), ["index", "custom"]);
  const [{ custom: whole }] = (await chat(body)).choices[0].message.tool_calls;
  assertEquals(rest.map(({ custom }) => custom.input).join(""), whole.input);
});

for (
  const [definition, expected] of [
    [DATE, /^(January|May)\s+\d{1,2}(st|th)?\s+\d{4}$/],
    [String.raw`\A[A-Z]{3}-\d{4}\z`, /^[A-Z]{3}-\d{4}$/],
    ["(?i)(add|mul)\\(\\d, \\d\\)", /^(add|mul)\(\d, \d\)$/],
    ["yes|no", /^(yes|no)$/],
  ] as const
) {
  Deno.test(`custom tools: the input matches ${definition} as a whole`, async () => {
    const { chat, respond } = start();
    for (let seed = 0; seed < 5; seed++) {
      const tools = [custom("when", grammar("regex", definition))];
      const { choices: [{ message }] } = await chat({ tools, tool_choice: "required", seed });
      assertMatch(message.tool_calls[0].custom.input, expected);
    }
    const format = { type: "grammar", syntax: "regex", definition };
    const { output } = await respond({ tools: [flat("when", format)], tool_choice: "required" });
    assertMatch(output.at(-1).input, expected);
  });
}

Deno.test("custom tools: what suits the name is given only where all of it matches", async () => {
  const tools = [custom("query", grammar("regex", "[a-z]+"))];
  const { choices: [{ message }] } = await start().chat({ tools, tool_choice: "required" });
  assertMatch(message.tool_calls[0].custom.input, /^[a-z]+$/);
});

Deno.test("custom tools: a Lark grammar, or an expression that is none, is given a plain text", async () => {
  for (const format of [grammar("lark", LARK), grammar("regex", "((("), { type: "text" }]) {
    const body = { tools: [custom("f", format)], tool_choice: "required" };
    const { choices: [{ message }] } = await start().chat(body);
    assert(message.tool_calls[0].custom.input.length > 0);
  }
});

Deno.test("custom tools: name, description and grammar are counted, and calls and outputs of before", async () => {
  const { chat, respond } = start();
  const tokens = async (body: object) => (await chat(body)).usage.prompt_tokens;
  const bare = await tokens({});
  const plain = await tokens({ tools: [custom("code_exec")], tool_choice: "none" });
  const bound = await tokens({
    tools: [custom("code_exec", grammar("lark", LARK))],
    tool_choice: "none",
  });
  assert(bare < plain && plain < bound, `${bare}, ${plain}, ${bound}`);
  const read = async (input: object[]) => (await respond({ input })).usage.input_tokens;
  const call = { type: "custom_tool_call", call_id: "call_1", name: "f", input: "print(1)" };
  const output = { type: "custom_tool_call_output", call_id: "call_1", output: "1, and so on" };
  const counts = [await read(ASK), await read([...ASK, call]), await read([...ASK, call, output])];
  assertEquals(counts, counts.toSorted((a, b) => a - b));
  assertEquals(new Set(counts).size, 3);
});

Deno.test("chat: a custom tool's result ends the loop", async () => {
  const tools = [custom("f")];
  const calls = [{ id: "call_1", type: "custom", custom: { name: "f", input: "print(1)" } }];
  const messages = [
    ...ASK,
    { role: "assistant", content: null, tool_calls: calls },
    { role: "tool", tool_call_id: "call_1", content: "1" },
  ];
  assertEquals((await start().chat({ tools, messages })).choices[0].finish_reason, "stop");
});

for (const choice of ["required", { type: "custom", name: "code_exec" }]) {
  Deno.test(`responses: a custom tool is called, tool_choice ${JSON.stringify(choice)}`, async () => {
    const { events, respond } = start();
    const body = { tools: [flat("code_exec")], tool_choice: choice };
    const { output: [item], tools } = await respond(body);
    assertMatch(item.id, /^ctc_/);
    assertMatch(item.call_id, /^call_/);
    assertEquals([item.type, item.status, item.name], [
      "custom_tool_call",
      "completed",
      "code_exec",
    ]);
    assertEquals(tools[0].format, { type: "text" });
    const all = await events("responses", { ...MODEL, input: "Hello!", ...body });
    const of = (type: string) => all.filter((event) => event.type === `response.${type}`);
    const begun = of("output_item.added")[0].item;
    const ended = of("output_item.done")[0].item;
    assertEquals([begun.input, begun.status], ["", "in_progress"]);
    const deltas = of("custom_tool_call_input.delta");
    assert(deltas.length > 1);
    assertEquals(deltas.map(({ delta }) => delta).join(""), ended.input);
    const [done] = of("custom_tool_call_input.done");
    assertEquals([done.item_id, done.output_index, done.input], [begun.id, 0, ended.input]);
    assertEquals(of("function_call_arguments.done"), []);
  });
}

Deno.test("custom tools: what lacks its definition is a 400 that names it", async () => {
  const { chat, respond } = start();
  const lacking = await chat({ tools: [{ type: "custom" }] });
  assertEquals(lacking.error.param, "tools[0].custom");
  const noGrammar = await chat({ tools: [custom("f", { type: "grammar" })] });
  assertEquals(noGrammar.error.param, "tools[0].custom.format.grammar");
  const unnamed = await respond({ tools: [{ type: "custom" }] });
  assertEquals(unnamed.error.param, "tools[0].name");
  const wrong = await respond({
    tools: [flat("f", { type: "grammar", syntax: "peg", definition: "" })],
  });
  assertStringIncludes(wrong.error.param, "tools[0].format");
});

Deno.test("custom tools: the official client streams a call and sends its output back", async () => {
  const { fetch } = start();
  const client = new OpenAI({ apiKey: "any", baseURL: "http://mock/v1", fetch });
  const tools = [{ type: "custom" as const, name: "code_exec" }];
  const first = await client.responses.stream({
    ...MODEL,
    input: "Hello!",
    tools,
    tool_choice: "required",
  }).finalResponse();
  const [call] = first.output;
  assert(call?.type === "custom_tool_call");
  const next = await client.responses.create({
    ...MODEL,
    previous_response_id: first.id,
    input: [{ type: "custom_tool_call_output", call_id: call.call_id, output: "done" }],
    tools,
  });
  assert(next.output_text.length > 0);
});

Deno.test("custom tools: the official client puts a streamed chat call together", async () => {
  const { fetch } = start();
  const client = new OpenAI({ apiKey: "any", baseURL: "http://mock/v1", fetch });
  const { choices: [choice] } = await client.chat.completions.stream({
    ...MODEL,
    messages: [{ role: "user", content: "Hello!" }],
    tools: [{ type: "custom", custom: { name: "code_exec" } }],
    tool_choice: "required",
  }).finalChatCompletion();
  const [call] = choice?.message.tool_calls ?? [];
  const told: unknown = call;
  assertEquals(JSON.parse(JSON.stringify(told)).custom, {
    name: "code_exec",
    input: "print('hello')",
  });
});
