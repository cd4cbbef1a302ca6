import { between, equal, type Json, keysAre, keySet, match, ok } from "./asserts.ts";
import { area, type Target } from "./check.ts";
import { type Ask, chat, chunks, collected, STREAM_USAGE, USER, whole } from "./requests.ts";
import { chatChunk, chatCompletion, valid } from "./schemas.ts";
import { pieces, tokens } from "./tokens.ts";
import { BOOKING, CITY, tool, TREE, WEATHER_TOOLS } from "./tools.ts";

const { checks, check } = area("chat_tools", "docs/wire.md §1, §2");

const ONE = { tools: [tool("get_weather", CITY)] };
const TWO = { mock: "tool_calls=2" };
const CALL_ID = /^call_[A-Za-z0-9]{24}$/;

function stream(target: Target, extra: Record<string, unknown>, ask?: Ask): Promise<Json[]> {
  return chunks(target, chat({ ...STREAM_USAGE, ...extra }), ask);
}

/** The arguments of the one call to a tool with this schema, on both forms of the wire. */
async function args(target: Target, parameters: unknown): Promise<string[]> {
  const tools = [tool("act", parameters)];
  const { message } = (await whole(target, { tools, tool_choice: "required" })).choices[0];
  const all = await stream(target, { tools, tool_choice: "required" });
  return [message.tool_calls[0].function.arguments, collected(all).calls[0]?.arguments ?? ""];
}

check("schema, whole", async (t) => {
  valid(chatCompletion, await whole(t, { tools: WEATHER_TOOLS, tool_choice: "required" }), "body");
});

check("schema, stream", async (t) => {
  for (const chunk of await stream(t, ONE, TWO)) valid(chatChunk, chunk, "a chunk");
});

check("auto calls a tool on a user's turn", async (t) => {
  const { finish_reason, message } = (await whole(t, ONE)).choices[0];
  equal(finish_reason, "tool_calls", "finish_reason");
  equal(message.tool_calls.length, 1, "calls");
}, "issue 4");

check("the message of a call", async (t) => {
  const { message, logprobs, index } = (await whole(t, ONE)).choices[0];
  equal([index, logprobs], [0, null], "index, logprobs");
  keySet(message, ["role", "content", "refusal", "annotations", "tool_calls"], "message");
  equal([message.role, message.content, message.refusal], ["assistant", null, null], "message");
});

check("a call, whole", async (t) => {
  const [call] = (await whole(t, ONE)).choices[0].message.tool_calls;
  keysAre(call, ["id", "type", "function"], "the call");
  match(call.id, CALL_ID, "id");
  equal([call.type, call.function.name], ["function", "get_weather"], "type, name");
  keysAre(call.function, ["name", "arguments"], "the function");
  ok(typeof call.function.arguments === "string", "arguments are not a string");
});

for (const [name, choice] of [["required", "required"], ["auto", "auto"]] as const) {
  check(`tool_choice ${name}`, async (t) => {
    const { finish_reason, message } = (await whole(t, { ...ONE, tool_choice: choice })).choices[0];
    equal(finish_reason, "tool_calls", "finish_reason");
    equal(message.tool_calls[0].function.name, "get_weather", "name");
  });
}

check("tool_choice required calls where auto would not", async (t) => {
  const messages = [
    USER,
    { role: "assistant", content: "Shall I?" },
    { role: "user", content: "Do." },
  ];
  const { finish_reason } =
    (await whole(t, { ...ONE, messages, tool_choice: "required" })).choices[0];
  equal(finish_reason, "tool_calls", "finish_reason");
});

check("tool_choice names the tool", async (t) => {
  const tool_choice = { type: "function", function: { name: "book_hotel" } };
  for (const model of ["gpt-4o", "gpt-5-mini"]) {
    const { choices } = await whole(t, { model, tools: WEATHER_TOOLS, tool_choice });
    equal(choices[0].finish_reason, "tool_calls", "finish_reason");
    const names = choices[0].message.tool_calls.map((call: Json) => call.function.name);
    equal(names, ["book_hotel"], "names");
  }
});

check("tool_choice none answers in text", async (t) => {
  const { finish_reason, message } = (await whole(t, { ...ONE, tool_choice: "none" })).choices[0];
  equal(finish_reason, "stop", "finish_reason");
  ok(message.content && !("tool_calls" in message), "a call all the same");
});

check("tool_choice none answers in text, stream", async (t) => {
  const { finish, content, calls } = collected(await stream(t, { ...ONE, tool_choice: "none" }));
  equal([finish, calls.length], ["stop", 0], "finish_reason, calls");
  ok(content !== "", "no text");
});

check("the setting never answers in text", async (t) => {
  const { finish_reason, message } = (await whole(t, ONE, { mock: "tool_calls=never" })).choices[0];
  equal(finish_reason, "stop", "finish_reason");
  ok(message.content, "no text");
}, "issue 4");

const AFTER = [
  USER,
  {
    role: "assistant",
    content: null,
    tool_calls: [{
      id: "call_abcdefghijklmnopqrstuvwx",
      type: "function",
      function: { name: "get_weather", arguments: '{"city":"Rome","unit":"c"}' },
    }],
  },
  { role: "tool", tool_call_id: "call_abcdefghijklmnopqrstuvwx", content: "21 degrees" },
];

check("after a tool's result it answers in text", async (t) => {
  const { finish_reason, message } = (await whole(t, { ...ONE, messages: AFTER })).choices[0];
  equal(finish_reason, "stop", "finish_reason");
  ok(message.content && !("tool_calls" in message), "it calls again");
}, "issue 4");

check("after a tool's result it answers in text, stream", async (t) => {
  const { finish, calls, content } = collected(await stream(t, { ...ONE, messages: AFTER }));
  equal([finish, calls.length], ["stop", 0], "finish_reason, calls");
  ok(content !== "", "no text");
}, "issue 4");

check("the next user's turn calls again", async (t) => {
  const messages = [...AFTER, { role: "assistant", content: "21." }, USER];
  equal((await whole(t, { ...ONE, messages })).choices[0].finish_reason, "tool_calls", "finish");
}, "issue 4");

check("the setting asks for a number of calls", async (t) => {
  const { tool_calls } = (await whole(t, { tools: WEATHER_TOOLS }, { mock: "tool_calls=3" }))
    .choices[0].message;
  equal(tool_calls.length, 3, "calls");
  equal(new Set(tool_calls.map((call: Json) => call.id)).size, 3, "different ids");
}, "issue 4");

check("every one of n choices calls", async (t) => {
  const { choices } = await whole(t, { ...ONE, n: 2 });
  equal(
    choices.map((choice: Json) => choice.finish_reason),
    ["tool_calls", "tool_calls"],
    "finish",
  );
  const ids = choices.flatMap((choice: Json) => choice.message.tool_calls.map((c: Json) => c.id));
  equal(new Set(ids).size, 2, "different ids");
});

check("parallel_tool_calls false keeps to one", async (t) => {
  const extra = { ...ONE, parallel_tool_calls: false };
  equal((await whole(t, extra, TWO)).choices[0].message.tool_calls.length, 1, "calls");
}, "issue 4");

for (
  const [name, parameters] of [
    ["enum and strings", CITY],
    ["formats, bounds, $ref, anyOf", BOOKING],
    ["a schema that holds itself", TREE],
    ["no properties", { type: "object", properties: {} }],
    ["an array of objects", {
      type: "object",
      properties: { rows: { type: "array", minItems: 1, items: CITY } },
      required: ["rows"],
    }],
    ["oneOf and allOf", {
      type: "object",
      properties: {
        a: { oneOf: [{ type: "string", maxLength: 4 }, { type: "integer", minimum: 9 }] },
        b: { allOf: [{ type: "integer" }, { minimum: 3, maximum: 5 }] },
      },
      required: ["a", "b"],
    }],
    ["multiples and exclusive bounds", {
      type: "object",
      properties: {
        step: { type: "integer", minimum: 6, maximum: 14, multipleOf: 5 },
        share: { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 },
      },
      required: ["step", "share"],
    }],
  ] as const
) {
  check(`arguments validate: ${name}`, async (t) => {
    for (const text of await args(t, parameters)) valid(parameters, JSON.parse(text), "arguments");
  }, "issue 4");
}

check("a tool without parameters gets an object", async (t) => {
  const tools = [{ type: "function", function: { name: "ping" } }];
  const { message } = (await whole(t, { tools, tool_choice: "required" })).choices[0];
  equal(JSON.parse(message.tool_calls[0].function.arguments), {}, "arguments");
});

check("stream: the first chunk has role and head together", async (t) => {
  const [first] = await stream(t, ONE);
  const [choice] = first.choices;
  const id = choice.delta.tool_calls[0].id;
  match(id, CALL_ID, "id");
  const head = { index: 0, id, type: "function", function: { name: "get_weather", arguments: "" } };
  const delta = { role: "assistant", content: null, tool_calls: [head], refusal: null };
  equal(choice, { index: 0, delta, logprobs: null, finish_reason: null }, "the first choice");
});

check("stream: fragments have index and arguments alone", async (t) => {
  const all = await stream(t, ONE);
  const middle = all.slice(1, -2);
  ok(middle.length > 1, "the arguments come in one piece");
  for (const { choices: [choice] } of middle) {
    const [part] = choice.delta.tool_calls;
    const expected = {
      tool_calls: [{ index: 0, function: { arguments: part.function.arguments } }],
    };
    equal(choice.delta, expected, "delta");
    ok(part.function.arguments !== "", "an empty fragment");
    equal([choice.logprobs, choice.finish_reason], [null, null], "logprobs, finish_reason");
  }
});

check("stream: a fragment a token", async (t) => {
  const [call] = collected(await stream(t, { tools: [tool("book_hotel", BOOKING)] })).calls;
  equal(call?.fragments, pieces("gpt-4o", call?.arguments ?? ""), "fragments");
});

check("stream: ends in an empty delta and tool_calls", async (t) => {
  const expected = { index: 0, delta: {}, logprobs: null, finish_reason: "tool_calls" };
  equal((await stream(t, ONE)).at(-2).choices[0], expected, "the last choice");
});

check("stream: arguments are JSON when put together", async (t) => {
  const { calls } = collected(await stream(t, ONE));
  valid(CITY, JSON.parse(calls[0]?.arguments ?? ""), "arguments");
});

check("parallel: the first chunk is the role alone", async (t) => {
  const [first] = await stream(t, ONE, TWO);
  const delta = { role: "assistant", content: null };
  equal(first.choices[0], { index: 0, delta, logprobs: null, finish_reason: null }, "first choice");
});

check("parallel: each call has its head in its own chunk, one after another", async (t) => {
  const all = await stream(t, { tools: WEATHER_TOOLS }, { mock: "tool_calls=3" });
  const parts = all.slice(1, -2).map((chunk) => chunk.choices[0].delta.tool_calls[0]);
  const marks = parts.map((part) => part.id === undefined ? part.index : `head ${part.index}`);
  const squeezed = marks.filter((mark, at) => mark !== marks[at - 1]);
  equal(squeezed, ["head 0", 0, "head 1", 1, "head 2", 2], "order");
  for (const part of parts.filter((part) => part.id !== undefined)) {
    match(part.id, CALL_ID, "id");
    keysAre(part, ["index", "id", "type", "function"], "a head");
    keysAre(part.function, ["name", "arguments"], "the function of a head");
    equal([part.type, part.function.arguments], ["function", ""], "type, arguments of a head");
  }
});

check("parallel: every call is whole", async (t) => {
  const { calls, finish } = collected(await stream(t, ONE, TWO));
  equal([calls.length, finish], [2, "tool_calls"], "calls, finish_reason");
  for (const call of calls) valid(CITY, JSON.parse(call.arguments), "arguments");
  ok(calls[0]?.id !== calls[1]?.id, "two calls have one id");
});

function cost(model: string, call: { name: string; arguments: string }): number {
  return tokens(model, call.name) + tokens(model, call.arguments);
}

for (const [model, low, high] of [["gpt-4o", 7, 8], ["gpt-4", 4, 4]] as const) {
  check(`completion_tokens of one call, ${model}`, async (t) => {
    const { choices, usage } = await whole(t, { ...ONE, model });
    const sum = cost(model, choices[0].message.tool_calls[0].function);
    between(usage.completion_tokens, sum + low, sum + high, "completion_tokens");
  }, "docs/wire.md §7");
}

check("completion_tokens of one call, stream", async (t) => {
  const all = await stream(t, ONE);
  const [call = { name: "", arguments: "" }] = collected(all).calls;
  const sum = cost("gpt-4o", call);
  between(all.at(-1).usage.completion_tokens, sum + 7, sum + 8, "completion_tokens");
}, "docs/wire.md §7");

check("completion_tokens of two calls", async (t) => {
  const { choices, usage } = await whole(t, ONE, TWO);
  const calls: Json[] = choices[0].message.tool_calls;
  const sum = calls.reduce((total, call) => total + cost("gpt-4o", call.function), 0);
  between(usage.completion_tokens, sum + 27, sum + 33, "completion_tokens");
}, "docs/wire.md §7");

check("the tools cost prompt tokens", async (t) => {
  const [bare, tooled] = [await whole(t), await whole(t, ONE)];
  ok(tooled.usage.prompt_tokens > bare.usage.prompt_tokens, "the tools are free");
}, "docs/wire.md §7");

check("a history of calls is taken", async (t) => {
  const call = { id: "call_a", type: "function", function: { name: "f", arguments: "{}" } };
  const messages = [
    USER,
    { role: "assistant", tool_calls: [call, { ...call, id: "call_b" }] },
    { role: "tool", tool_call_id: "call_a", content: [{ type: "text", text: "1" }] },
    { role: "tool", tool_call_id: "call_b", content: "2" },
  ];
  equal((await whole(t, { messages })).choices[0].finish_reason, "stop", "finish_reason");
});

const LEGACY = { functions: [{ name: "get_weather", parameters: CITY }] };

check("legacy function_call, whole", async (t) => {
  const { finish_reason, message } = (await whole(t, LEGACY)).choices[0];
  equal(finish_reason, "function_call", "finish_reason");
  keySet(message, ["role", "content", "refusal", "annotations", "function_call"], "message");
  equal(message.content, null, "content");
  keysAre(message.function_call, ["name", "arguments"], "function_call");
  equal(message.function_call.name, "get_weather", "name");
  valid(CITY, JSON.parse(message.function_call.arguments), "arguments");
});

check("legacy function_call, stream", async (t) => {
  const all = (await stream(t, LEGACY)).slice(0, -1);
  const deltas = all.map((chunk) => chunk.choices[0].delta);
  const head = { name: "get_weather", arguments: "" };
  equal(deltas[0], { role: "assistant", content: null, function_call: head }, "the first delta");
  for (const delta of deltas.slice(1, -1)) {
    keysAre(delta, ["function_call"], "delta");
    keysAre(delta.function_call, ["arguments"], "the fragment");
    ok(delta.function_call.arguments !== "", "an empty fragment");
  }
  const text = deltas.slice(1, -1).map((delta) => delta.function_call.arguments).join("");
  valid(CITY, JSON.parse(text), "arguments");
  equal(all.at(-1).choices[0].delta, {}, "the final delta");
  equal(all.at(-1).choices[0].finish_reason, "function_call", "finish_reason");
});

check("legacy function_call named", async (t) => {
  const functions = [...LEGACY.functions, { name: "other", parameters: CITY }];
  const { message } = (await whole(t, { functions, function_call: { name: "other" } })).choices[0];
  equal(message.function_call.name, "other", "name");
});

check("legacy function_call none", async (t) => {
  const { finish_reason, message } =
    (await whole(t, { ...LEGACY, function_call: "none" })).choices[0];
  equal(finish_reason, "stop", "finish_reason");
  ok(message.content && !("function_call" in message), "a call all the same");
});

check("legacy: after a function's result it answers in text", async (t) => {
  const messages = [
    USER,
    { role: "assistant", content: null, function_call: { name: "get_weather", arguments: "{}" } },
    { role: "function", name: "get_weather", content: "21" },
  ];
  equal(
    (await whole(t, { ...LEGACY, messages })).choices[0].finish_reason,
    "stop",
    "finish_reason",
  );
}, "issue 4");

export const chatToolsChecks = checks;
