import { between, equal, type Json, keysAre, keySet, match, ok, same } from "./asserts.ts";
import { area, type Target } from "./check.ts";
import {
  answer,
  type Ask,
  envelope,
  events,
  headersOf,
  jsonOf,
  only,
  post,
  RESPONSES,
} from "./requests.ts";
import { outputItem, response as responseSchema, responsesUsage, valid } from "./schemas.ts";
import type { Typed } from "./sse.ts";
import { pieces, tokens } from "./tokens.ts";
import { BOOKING, CITY, flatTool } from "./tools.ts";

const { checks, check } = area("responses", "docs/wire.md §4");

type Extra = Record<string, unknown>;

const body = (extra: Extra = {}): Extra => ({ model: "gpt-4o", input: "About buoys.", ...extra });
const whole = (t: Target, extra?: Extra, ask?: Ask): Promise<Json> =>
  answer(t, RESPONSES, body(extra), ask);
const stream = (t: Target, extra?: Extra, ask?: Ask): Promise<Typed[]> =>
  events(t, RESPONSES, body(extra), ask);

const CALLS = { tools: [flatTool("get_weather", CITY)], tool_choice: "required" };
const REFUSE = { mock: "refuse=true" };
const LONG = { mock: "response_length=long" };
const THINKING = { model: "o4-mini", reasoning: { effort: "medium", summary: "auto" } };
const THIRTY = { mock: "reasoning_tokens=30" };

/** The names of the events, a run of deltas told as one. */
function names(all: readonly Typed[]): string[] {
  return all.map(({ event }) => event)
    .filter((event, at, list) => !event.endsWith(".delta") || event !== list[at - 1]);
}

function named(all: readonly Typed[], name: string): Json[] {
  return all.filter(({ event }) => event === name).map(({ data }) => data);
}

const of = (...last: string[]): string[] => last.map((name) => `response.${name}`);

const TEXT = of(
  "created",
  "in_progress",
  "output_item.added",
  "content_part.added",
  "output_text.delta",
  "output_text.done",
  "content_part.done",
  "output_item.done",
  "completed",
);

const CALL = of(
  "output_item.added",
  "function_call_arguments.delta",
  "function_call_arguments.done",
  "output_item.done",
);

// Whole.

check("schema", async (t) => valid(responseSchema, await whole(t), "the response"));

check("the keys begin id, object, created_at, status", async (t) => {
  const keys = Object.keys(await whole(t)).slice(0, 4);
  equal(keys, ["id", "object", "created_at", "status"], "the first keys");
});

check("output_text is the client's to make", async (t) => {
  ok(!("output_text" in await whole(t)), "output_text was sent");
});

check("a completed response", async (t) => {
  const made = await whole(t);
  match(made.id, /^resp_[0-9a-f]{48,50}$/, "id");
  equal([made.object, made.status, made.error], ["response", "completed", null], "object, status");
  equal([made.incomplete_details, made.background], [null, false], "details, background");
  equal(made.service_tier, "default", "service_tier");
  between(made.completed_at, made.created_at, made.created_at + 600, "completed_at");
  match(made.model, /^gpt-4o(-\d{4}-\d\d-\d\d)?$/, "model");
});

check("defaults are told", async (t) => {
  const made = await whole(t);
  equal([made.temperature, made.top_p], [1, 1], "temperature, top_p");
  equal([made.tools, made.tool_choice, made.parallel_tool_calls], [[], "auto", true], "tools");
  equal([made.instructions, made.max_output_tokens], [null, null], "instructions, limit");
  equal([made.previous_response_id, made.metadata], [null, {}], "previous, metadata");
  equal([made.store, made.truncation], [true, "disabled"], "store, truncation");
  equal(made.text.format, { type: "text" }, "format");
}, "docs/wire.md §4 [spec]");

check("what was asked is told back", async (t) => {
  const asked = {
    temperature: 0.5,
    top_p: 0.9,
    instructions: "Be brief.",
    metadata: { a: "b" },
    max_output_tokens: 900,
    parallel_tool_calls: false,
  };
  const made = await whole(t, asked);
  for (const [key, value] of Object.entries(asked)) equal(made[key], value, key);
  const tooled = await whole(t, CALLS);
  equal([tooled.tool_choice, tooled.tools.length], ["required", 1], "tool_choice, tools");
  equal([tooled.tools[0].type, tooled.tools[0].name], ["function", "get_weather"], "the tool");
}, "docs/wire.md §4 [spec]");

check("the message", async (t) => {
  const { output } = await whole(t);
  equal(output.length, 1, "items");
  const [item] = output;
  valid(outputItem, item, "the item");
  keysAre(item, ["id", "type", "status", "content", "role"], "the item");
  match(item.id, /^msg_[0-9a-f]{48,50}$/, "id");
  equal([item.type, item.status, item.role], ["message", "completed", "assistant"], "the item");
});

check("the part", async (t) => {
  const [part] = (await whole(t)).output[0].content;
  keysAre(part, ["type", "annotations", "logprobs", "text"], "the part");
  equal([part.type, part.annotations, part.logprobs], ["output_text", [], []], "the part");
  ok(part.text !== "", "no text");
});

check("usage", async (t) => {
  const { usage, output } = await whole(t);
  valid(responsesUsage, usage, "usage");
  keysAre(usage, [
    "input_tokens",
    "input_tokens_details",
    "output_tokens",
    "output_tokens_details",
    "total_tokens",
  ], "usage");
  keysAre(usage.input_tokens_details, ["cached_tokens", "cache_write_tokens"], "input details");
  keysAre(usage.output_tokens_details, ["reasoning_tokens"], "output details");
  ok(usage.input_tokens > 0, "no input tokens");
  equal(usage.total_tokens, usage.input_tokens + usage.output_tokens, "total_tokens");
  const said = tokens("gpt-4o", output[0].content[0].text);
  between(usage.output_tokens, said, said + 5, "output_tokens");
}, "docs/wire.md §4, §7");

check("input as messages and parts", async (t) => {
  const url = "data:image/png;base64,iVBORw0KGgo=";
  const content = [
    { type: "input_text", text: "What is this?" },
    { type: "input_image", image_url: url, detail: "auto" },
  ];
  const input = [{ role: "developer", content: "Be brief." }, { role: "user", content }];
  equal((await whole(t, { input })).status, "completed", "status");
});

check("a longer input costs more", async (t) => {
  const [a, b] = [await whole(t, { input: "Hi" }), await whole(t, { input: "Hi ".repeat(50) })];
  ok(b.usage.input_tokens > a.usage.input_tokens + 20, "the input is not counted");
});

check("every real parameter is known", async (t) => {
  await whole(t, {
    store: true,
    background: false,
    truncation: "auto",
    user: "u",
    service_tier: "auto",
    include: [],
    max_tool_calls: 3,
    top_logprobs: 0,
    prompt_cache_key: "k",
    safety_identifier: "s",
    stream: false,
    text: { format: { type: "text" }, verbosity: "medium" },
  });
});

// Stream: text.

check("text: the order of events", async (t) => equal(names(await stream(t)), TEXT, "events"));

check("sequence numbers have no gaps", async (t) => {
  const all = await stream(t);
  equal(all.map(({ data }) => data.sequence_number), [...all.keys()], "sequence_number");
});

check("type and sequence_number come first", async (t) => {
  for (const { data } of await stream(t)) {
    equal(Object.keys(data).slice(0, 2), ["type", "sequence_number"], `first keys of ${data.type}`);
  }
});

check("there is no [DONE]", async (t) => {
  const sent = await post(t, RESPONSES, body({ stream: true }));
  const text = await sent.text();
  ok(!text.includes("[DONE]"), "[DONE] was sent");
  ok(text.endsWith("}\n\n"), `ends ${JSON.stringify(text.slice(-20))}`);
});

check("created and in_progress: the response has not begun", async (t) => {
  const all = await stream(t);
  for (const name of of("created", "in_progress")) {
    const data = only(all, name);
    keysAre(data, ["type", "sequence_number", "response"], name);
    valid(responseSchema, data.response, name);
    const { status, output, usage, service_tier, completed_at } = data.response;
    equal([status, output, usage], ["in_progress", [], null], `status, output, usage of ${name}`);
    equal([service_tier, completed_at], ["auto", null], `tier, completed_at of ${name}`);
  }
});

check("completed: the whole response", async (t) => {
  const all = await stream(t);
  const data = only(all, "response.completed");
  keysAre(data, ["type", "sequence_number", "response"], "completed");
  valid(responseSchema, data.response, "the response");
  equal([data.response.status, data.response.service_tier], ["completed", "default"], "status");
  equal(data.response.output, [only(all, "response.output_item.done").item], "output");
  ok(data.response.usage, "no usage");
});

check("id and model are constant", async (t) => {
  const all = await stream(t);
  const whole = named(all, "response.created").concat(named(all, "response.completed"));
  for (const key of ["id", "created_at", "model"]) {
    equal(new Set(whole.map(({ response }) => response[key])).size, 1, `different ${key}`);
  }
});

check("output_item.added", async (t) => {
  const data = only(await stream(t), "response.output_item.added");
  keySet(data, ["type", "sequence_number", "output_index", "item"], "the event");
  const { id } = data.item;
  match(id, /^msg_[0-9a-f]{48,50}$/, "id");
  const item = { id, type: "message", status: "in_progress", content: [], role: "assistant" };
  equal([data.output_index, data.item], [0, item], "output_index, item");
});

const PLACE = ["type", "sequence_number", "item_id", "output_index", "content_index"];

check("content_part.added and done", async (t) => {
  const all = await stream(t);
  const added = only(all, "response.content_part.added");
  const done = only(all, "response.content_part.done");
  for (const data of [added, done]) {
    keySet(data, [...PLACE, "part"], data.type);
    keysAre(data.part, ["type", "annotations", "logprobs", "text"], "the part");
    equal([data.output_index, data.content_index], [0, 0], "indexes");
    equal([data.part.type, data.part.annotations, data.part.logprobs], ["output_text", [], []], "");
  }
  equal(added.part.text, "", "text of the part added");
  equal(done.part.text, only(all, "response.output_text.done").text, "text of the part done");
});

check("output_text.delta", async (t) => {
  for (const data of named(await stream(t), "response.output_text.delta")) {
    keySet(data, [...PLACE, "delta", "logprobs", "obfuscation"], "the event");
    ok(typeof data.delta === "string" && data.delta !== "", "an empty delta");
    equal([data.output_index, data.content_index, data.logprobs], [0, 0, []], "indexes, logprobs");
    match(data.obfuscation, /^[A-Za-z0-9]+$/, "obfuscation");
  }
});

check("include_obfuscation false takes it off", async (t) => {
  const all = await stream(t, { stream_options: { include_obfuscation: false } });
  ok(all.every(({ data }) => !("obfuscation" in data)), "obfuscation");
});

check("output_text.done and the deltas before it", async (t) => {
  const all = await stream(t);
  const done = only(all, "response.output_text.done");
  keySet(done, [...PLACE, "text", "logprobs"], "the event");
  const deltas = named(all, "response.output_text.delta").map(({ delta }) => delta);
  equal(deltas.join(""), done.text, "the deltas put together");
  equal(deltas, pieces("gpt-4o", done.text), "a token a delta");
});

check("output_item.done", async (t) => {
  const all = await stream(t);
  const data = only(all, "response.output_item.done");
  keySet(data, ["type", "sequence_number", "output_index", "item"], "the event");
  valid(outputItem, data.item, "the item");
  equal(data.item.status, "completed", "status");
  equal(data.item.content[0].text, only(all, "response.output_text.done").text, "text");
});

check("item_id is the item's everywhere", async (t) => {
  const all = await stream(t);
  const { id } = only(all, "response.output_item.added").item;
  for (const { data } of all) {
    if ("item_id" in data) equal(data.item_id, id, `item_id of ${data.type}`);
  }
  equal(only(all, "response.output_item.done").item.id, id, "id of the item done");
});

check("the stream's usage is the text's", async (t) => {
  const all = await stream(t);
  const said = tokens("gpt-4o", only(all, "response.output_text.done").text);
  const { usage } = only(all, "response.completed").response;
  between(usage.output_tokens, said, said + 5, "output_tokens");
}, "docs/wire.md §7");

check("background puts queued after created", async (t) => {
  const all = await stream(t, { background: true });
  equal(names(all).slice(0, 3), of("created", "queued", "in_progress"), "the first events");
  equal(only(all, "response.queued").response.usage, null, "usage");
});

// Function calls.

check("call: whole", async (t) => {
  const made = await whole(t, CALLS);
  valid(responseSchema, made, "the response");
  const [item] = made.output;
  keySet(item, ["id", "type", "status", "arguments", "call_id", "name"], "the item");
  match(item.id, /^fc_[0-9a-f]{48,50}$/, "id");
  match(item.call_id, /^call_[A-Za-z0-9]{24}$/, "call_id");
  equal([item.status, item.name, made.status], ["completed", "get_weather", "completed"], "item");
  valid(CITY, JSON.parse(item.arguments), "arguments");
});

check("call: the order of events", async (t) => {
  const expected = [...of("created", "in_progress"), ...CALL, "response.completed"];
  equal(names(await stream(t, CALLS)), expected, "events");
});

check("call: the item added", async (t) => {
  const { output_index, item } = only(await stream(t, CALLS), "response.output_item.added");
  equal([output_index, item.type, item.status], [0, "function_call", "in_progress"], "the item");
  equal([item.arguments, item.name], ["", "get_weather"], "arguments, name");
  match(item.id, /^fc_[0-9a-f]{48,50}$/, "id");
  match(item.call_id, /^call_[A-Za-z0-9]{24}$/, "call_id");
});

check("call: deltas", async (t) => {
  const all = await stream(t, CALLS);
  const deltas = named(all, "response.function_call_arguments.delta");
  for (const data of deltas) {
    const keys = ["type", "sequence_number", "item_id", "output_index", "delta", "obfuscation"];
    keySet(data, keys, "the event");
    ok(data.delta !== "", "an empty delta");
  }
  const done = only(all, "response.function_call_arguments.done");
  const keys = ["type", "sequence_number", "item_id", "output_index", "arguments"];
  keySet(done, keys, "the event done", ["name"]);
  const fragments = deltas.map(({ delta }) => delta);
  equal(fragments, pieces("gpt-4o", done.arguments), "a token a delta");
});

check("call: the item done", async (t) => {
  const all = await stream(t, CALLS);
  const { item } = only(all, "response.output_item.done");
  valid(outputItem, item, "the item");
  const done = only(all, "response.function_call_arguments.done");
  equal([item.status, item.arguments], ["completed", done.arguments], "status, arguments");
  equal(done.item_id, item.id, "item_id");
  equal(only(all, "response.completed").response.output, [item], "output");
});

check("calls: several come one after another", async (t) => {
  const all = await stream(t, CALLS, { mock: "tool_calls=3" });
  const expected = [
    ...of("created", "in_progress"),
    ...CALL,
    ...CALL,
    ...CALL,
    "response.completed",
  ];
  equal(names(all), expected, "events");
  const items = all.filter(({ data }) => "output_index" in data);
  const indexes = items.map(({ data }) => data.output_index);
  equal(indexes.filter((at, i) => at !== indexes[i - 1]), [0, 1, 2], "output_index");
  const done = named(all, "response.output_item.done").map(({ item }) => item);
  equal(new Set(done.map((item) => item.call_id)).size, 3, "different call_ids");
  equal(only(all, "response.completed").response.output, done, "output");
});

check("call: the named tool", async (t) => {
  const tools = [flatTool("get_weather", CITY), flatTool("book_hotel", BOOKING)];
  const made = await whole(t, { tools, tool_choice: { type: "function", name: "book_hotel" } });
  equal(made.output.map((item: Json) => item.name), ["book_hotel"], "names");
  valid(BOOKING, JSON.parse(made.output[0].arguments), "arguments");
});

check("call: tool_choice none", async (t) => {
  const made = await whole(t, { ...CALLS, tool_choice: "none" });
  equal(made.output.map((item: Json) => item.type), ["message"], "items");
});

check("call: after its result comes text", async (t) => {
  const call = { type: "function_call", call_id: "call_a", name: "get_weather", arguments: "{}" };
  const input = [
    { role: "user", content: "The weather?" },
    call,
    { type: "function_call_output", call_id: "call_a", output: "21 degrees" },
  ];
  const made = await whole(t, { tools: CALLS.tools, input });
  equal(made.output.map((item: Json) => item.type), ["message"], "items");
});

check("call: after its result by previous_response_id comes text", async (t) => {
  const first = await whole(t, CALLS);
  const input = [{
    type: "function_call_output",
    call_id: first.output[0].call_id,
    output: "21 degrees",
  }];
  const made = await whole(t, { tools: CALLS.tools, input, previous_response_id: first.id });
  equal(made.output.map((item: Json) => item.type), ["message"], "items");
});

// Reasoning.

const SUMMARY = of(
  "reasoning_summary_part.added",
  "reasoning_summary_text.delta",
  "reasoning_summary_text.done",
  "reasoning_summary_part.done",
);

check("reasoning: with a summary, the order of events", async (t) => {
  const seen = names(await stream(t, THINKING, THIRTY));
  const parts = seen.filter((name) => name === "response.reasoning_summary_part.added").length;
  const expected = [
    ...of("created", "in_progress", "output_item.added"),
    ...Array.from({ length: Math.max(1, parts) }, () => SUMMARY).flat(),
    "response.output_item.done",
    ...TEXT.slice(2),
  ];
  equal(seen, expected, "events");
});

check("reasoning: without a summary, added and done alone", async (t) => {
  const seen = names(await stream(t, { model: "o4-mini" }, THIRTY));
  const expected = [
    ...of("created", "in_progress", "output_item.added", "output_item.done"),
    ...TEXT.slice(2),
  ];
  equal(seen, expected, "events");
});

check("reasoning: the item", async (t) => {
  const all = await stream(t, THINKING, THIRTY);
  const [added] = named(all, "response.output_item.added");
  match(added.item.id, /^rs_[0-9a-f]{48,50}$/, "id");
  equal([added.item.type, added.item.summary, added.output_index], ["reasoning", [], 0], "added");
  ok(!("encrypted_content" in added.item), "encrypted_content was not asked for");
  const [done, message] = named(all, "response.output_item.done");
  valid(outputItem, done.item, "the item done");
  equal([done.item.id, done.item.type], [added.item.id, "reasoning"], "done");
  equal([message.item.type, message.output_index], ["message", 1], "the message");
  equal(only(all, "response.completed").response.output, [done.item, message.item], "output");
});

check("reasoning: the summary's events", async (t) => {
  const all = await stream(t, THINKING, THIRTY);
  const place = ["type", "sequence_number", "item_id", "output_index", "summary_index"];
  for (const name of of("reasoning_summary_part.added", "reasoning_summary_part.done")) {
    for (const data of named(all, name)) {
      keySet(data, [...place, "part"], name);
      keysAre(data.part, ["type", "text"], "the part");
      equal(data.part.type, "summary_text", "type of the part");
      if (name.endsWith("added")) equal(data.part.text, "", "text of the part added");
    }
  }
  const deltas = named(all, "response.reasoning_summary_text.delta");
  for (const data of deltas) keySet(data, [...place, "delta", "obfuscation"], "the delta");
  const done = named(all, "response.reasoning_summary_text.done");
  for (const data of done) keySet(data, [...place, "text"], "the text done");
  const said = done.map(({ text }) => text);
  equal(deltas.map(({ delta }) => delta).join(""), said.join(""), "the deltas put together");
  const parts = named(all, "response.reasoning_summary_part.done").map(({ part }) => part);
  equal(parts.map(({ text }) => text), said, "texts of the parts");
  const [item] = named(all, "response.output_item.done");
  same(item.item.summary, parts, "the summary");
  equal(done.map((data) => data.summary_index), [...done.keys()], "summary_index");
});

check("reasoning: usage", async (t) => {
  const { usage, output, reasoning } = await whole(t, THINKING, THIRTY);
  equal(usage.output_tokens_details.reasoning_tokens, 30, "reasoning_tokens");
  const said = tokens("o4-mini", output.at(-1).content[0].text);
  between(usage.output_tokens, 30 + said, 30 + said + 14, "output_tokens");
  equal(reasoning.effort, "medium", "effort");
});

check("reasoning: whole", async (t) => {
  const made = await whole(t, THINKING, THIRTY);
  valid(responseSchema, made, "the response");
  equal(made.output.map((item: Json) => item.type), ["reasoning", "message"], "items");
  ok(made.output[0].summary.length > 0, "no summary");
  equal((await whole(t, { model: "o4-mini" }, THIRTY)).output[0].summary, [], "summary unasked");
});

check("reasoning: encrypted_content on request", async (t) => {
  const asked = { model: "o4-mini", include: ["reasoning.encrypted_content"] };
  const [item] = (await whole(t, asked, THIRTY)).output;
  match(item.encrypted_content, /./, "encrypted_content");
});

// Refusal, limits, formats.

check("refusal: the order of events", async (t) => {
  const expected = TEXT.map((name) => name.replace("output_text", "refusal"));
  equal(names(await stream(t, {}, REFUSE)), expected, "events");
});

check("refusal: its events", async (t) => {
  const all = await stream(t, {}, REFUSE);
  const deltas = named(all, "response.refusal.delta");
  for (const data of deltas) keySet(data, [...PLACE, "delta"], "the delta", ["obfuscation"]);
  const done = only(all, "response.refusal.done");
  keySet(done, [...PLACE, "refusal"], "the refusal done");
  equal(deltas.map(({ delta }) => delta).join(""), done.refusal, "the deltas put together");
  const part = { type: "refusal", refusal: "" };
  equal(only(all, "response.content_part.added").part, part, "the part added");
  const { item } = only(all, "response.output_item.done");
  equal(item.content, [{ type: "refusal", refusal: done.refusal }], "content");
});

check("refusal: whole", async (t) => {
  const made = await whole(t, {}, REFUSE);
  valid(responseSchema, made, "the response");
  equal([made.status, made.output[0].content[0].type], ["completed", "refusal"], "status, part");
});

check("max_output_tokens: whole", async (t) => {
  const made = await whole(t, { max_output_tokens: 16 }, LONG);
  valid(responseSchema, made, "the response");
  equal([made.status, made.max_output_tokens], ["incomplete", 16], "status, limit");
  equal(made.incomplete_details, { reason: "max_output_tokens" }, "incomplete_details");
  equal(made.usage.output_tokens, 16, "output_tokens");
  equal(made.completed_at, null, "completed_at");
});

check("max_output_tokens: stream", async (t) => {
  const all = await stream(t, { max_output_tokens: 16 }, LONG);
  equal(names(all), [...TEXT.slice(0, -1), "response.incomplete"], "events");
  const { response } = only(all, "response.incomplete");
  valid(responseSchema, response, "the response");
  equal(response.incomplete_details, { reason: "max_output_tokens" }, "incomplete_details");
  equal(response.output[0].status, "incomplete", "status of the item");
});

check("json_schema: validates", async (t) => {
  const format = { type: "json_schema", name: "thing", strict: true, schema: BOOKING };
  const made = await whole(t, { text: { format } });
  valid(BOOKING, JSON.parse(made.output[0].content[0].text), "text");
  equal([made.text.format.type, made.text.format.name], ["json_schema", "thing"], "format");
  const all = await stream(t, { text: { format } });
  valid(BOOKING, JSON.parse(only(all, "response.output_text.done").text), "streamed text");
}, "issue 4");

check("json_object: is an object", async (t) => {
  const text = { format: { type: "json_object" } };
  const made = await whole(t, { input: "Answer in JSON.", text });
  const value = JSON.parse(made.output[0].content[0].text);
  ok(typeof value === "object" && value !== null, "not an object");
}, "issue 4");

// Stored responses.

const at = (id: string): string => `${RESPONSES}/${id}`;

check("GET answers the stored response", async (t) => {
  const made = await whole(t);
  same(await jsonOf(await t.fetch(at(made.id))), made, "the stored response");
});

check("GET answers a streamed response", async (t) => {
  const { response } = only(await stream(t), "response.completed");
  same(await jsonOf(await t.fetch(at(response.id))), response, "the stored response");
});

check("GET of an unknown id", async (t) => {
  const message = /^(?!Invalid URL).*resp_0000/;
  const id = `resp_${"0".repeat(48)}`;
  await envelope(await t.fetch(at(id)), { status: 404, message });
}, "docs/wire.md §3, envelope");

check("DELETE, then GET", async (t) => {
  const { id } = await whole(t);
  const gone = await jsonOf(await t.fetch(at(id), { method: "DELETE" }));
  equal([gone.id, gone.deleted], [id, true], "id, deleted");
  match(gone.object, /^response(\.deleted)?$/, "object");
  await envelope(await t.fetch(at(id)), { status: 404, message: /./ });
}, "spec");

check("DELETE of an unknown id", async (t) => {
  const id = `resp_${"0".repeat(48)}`;
  const message = /^(?!Invalid URL)/;
  await envelope(await t.fetch(at(id), { method: "DELETE" }), { status: 404, message });
}, "spec");

check("store false is not kept", async (t) => {
  const made = await whole(t, { store: false });
  equal(made.store, false, "store");
  const response = await t.fetch(at(made.id), { headers: headersOf({}) });
  await envelope(response, { status: 404, message: /./ });
}, "spec");

check("previous_response_id", async (t) => {
  const first = await whole(t, { input: "My name is Ada. ".repeat(20) });
  const next = await whole(t, { input: "Who am I?", previous_response_id: first.id });
  equal(next.previous_response_id, first.id, "previous_response_id");
  ok(next.id !== first.id, "two responses have one id");
  ok(next.usage.input_tokens > 80, "what came before is not counted");
});

check("previous_response_id that nobody knows", async (t) => {
  const id = `resp_${"0".repeat(48)}`;
  const sent = await post(t, RESPONSES, body({ previous_response_id: id }));
  const expected = { status: sent.status, message: /resp_0000/, param: "previous_response_id" };
  ok([400, 404].includes(sent.status), `status ${sent.status}`);
  await envelope(sent, expected);
}, "docs/wire.md §3, envelope");

check("[sdk]: created first, and a part before its text", async (t) => {
  const all = await stream(t);
  equal(all[0]?.event, "response.created", "the first event");
  const seen = all.map(({ event }) => event);
  const [part, text] = of("content_part.added", "output_text.delta").map((n) => seen.indexOf(n));
  ok((part ?? 0) < (text ?? 0), "text comes before its part");
});

export const responsesChecks = checks;
