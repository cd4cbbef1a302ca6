/** What a rule's reply says, part by part, on every wire, streamed and whole. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { get, type Json, mockerWith, post, WIRES } from "./rules_fixture.ts";

const config = (rules: string) =>
  `[general]\ndefault_tokens_per_second = inf\n${rules}\n[responses.medium]\ncontent = "Nothing decides this."\n`;

const WEATHER = config(String.raw`
[[rules]]
name = "weather"
when = { user = "/weather in (?<city>\\w+)/i", turn = 1 }
reply = [
  { text = "Let me look. " },
  { call = "get_weather", arguments = { city = "{{ city }}" } },
  { text = "And the news." },
  { call = "get_news", arguments = { city = "{{ city }}", days = 3 } },
]
`);

const IN_ORDER = [
  "text Let me look. ",
  'call get_weather {"city":"Paris"}',
  "text And the news.",
  'call get_news {"city":"Paris","days":3}',
];

for (const [name, wire] of Object.entries(WIRES)) {
  Deno.test(`${name}: a reply says its parts in order, with groups in its arguments`, async () => {
    const mocker = mockerWith(WEATHER);
    const tools = ["get_weather", "get_news"];
    const { body, id } = await wire.ask(mocker, "The WEATHER in Paris?", {}, tools);
    // A chat message has one text and its calls apart.
    const chat = [
      "text Let me look. And the news.",
      ...IN_ORDER.filter((one) => one.startsWith("call")),
    ];
    assertEquals(wire.said(body), name === "chat" ? chat : IN_ORDER);
    const { rule, warnings } = await get(mocker, `/requests/${id}`);
    assertEquals([rule, warnings], ["weather", []]);
  });

  Deno.test(`${name}: what no rule holds for is answered as ever`, async () => {
    const { body } = await wire.ask(mockerWith(WEATHER), "Hello");
    assertEquals(wire.said(body), ["text Nothing decides this."]);
  });

  Deno.test(`${name}: a call of a tool that was not offered is made, and the ledger warns`, async () => {
    const mocker = mockerWith(WEATHER);
    const { body, id } = await wire.ask(mocker, "weather in Oslo");
    assertEquals(wire.said(body).filter((one) => one.startsWith("call")).length, 2);
    const { warnings } = await get(mocker, `/requests/${id}`);
    assertEquals(warnings[0], "It calls 'get_weather', a tool that was not offered.");
  });

  Deno.test(`${name}: a refusal, JSON, an echo and a response by name are said`, async () => {
    const mocker = mockerWith(config(`
[[rules]]
when.user = "refuse"
reply = [{ refusal = "Not that, {{ user }}." }]
[[rules]]
when.user = "json"
reply = [{ json = { n = 1, list = ["{{ user }}", true] } }]
[[rules]]
when.user = "echo"
reply = [{ echo = true }]
[[rules]]
when.user = "by name"
reply = [{ response = "medium" }]
`));
    const said = async (user: string) => wire.said((await wire.ask(mocker, user)).body);
    assertEquals(await said("refuse"), ["refusal Not that, refuse."]);
    assertEquals(await said("json"), ['text {"n":1,"list":["json",true]}']);
    assertEquals(await said("Echo this"), ["text Echo this"]);
    assertEquals(await said("by name"), ["text Nothing decides this."]);
  });

  Deno.test(`${name}: replies come in turn, and the last stays; a rule of so many times is used up`, async () => {
    const mocker = mockerWith(config(`
[[rules]]
when.user = "story"
replies = [[{ text = "One" }], [{ text = "Two" }]]
[[rules]]
when.user = "once"
times = 1
reply = [{ text = "Once" }]
[[rules]]
when.user = "once"
reply = [{ text = "No. {{ counter }}" }]
`));
    const said = async (user: string) => wire.said((await wire.ask(mocker, user)).body)[0];
    assertEquals([await said("story"), await said("story"), await said("story")], [
      "text One",
      "text Two",
      "text Two",
    ]);
    assertEquals([await said("once"), await said("once"), await said("once")], [
      "text Once",
      "text No. 1",
      "text No. 2",
    ]);
  });
}

/** The kinds of a stream's deltas in their order, each once in a row. */
function kindsOf(stream: string): string[] {
  const told =
    /"(content|tool_calls)":(?!null|"",|\[\{"type|\[\]|\[\{"id)|"(text_delta|input_json_delta)"|^event: response\.(\w+)\.delta/gm;
  const kinds = [...stream.matchAll(told)]
    .map(([, chat, messages, responses]) => chat ?? messages ?? responses ?? "");
  return kinds.filter((kind, i) => kind !== kinds[i - 1]);
}

const STREAMED: Record<string, readonly string[]> = {
  chat: ["content", "tool_calls", "content", "tool_calls"],
  responses: ["output_text", "function_call_arguments", "output_text", "function_call_arguments"],
  messages: ["text_delta", "input_json_delta", "text_delta", "input_json_delta"],
};

for (const [name, wire] of Object.entries(WIRES)) {
  Deno.test(`${name}: a stream tells text and calls in the order of the reply`, async () => {
    const mocker = mockerWith(WEATHER);
    const { body } = await wire.ask(mocker, "weather in Paris", { stream: true }, [
      "get_weather",
      "get_news",
    ]);
    assertEquals(kindsOf(body), STREAMED[name]);
  });
}

Deno.test("a part's settings are the answer's, over those of the model and of the request", async () => {
  const mocker = mockerWith(config(`
[[rules]]
when.user = "slow"
reply = [{ text = "one two three four five six seven eight nine ten", tokens_per_second = 2 }]
`));
  const ask = WIRES.chat?.ask;
  const answer = await ask?.(mocker, "slow", { stream: true, mock: { tokens_per_second: 100 } });
  assertStringIncludes(answer?.body, "[DONE]");
  const { data: [entry] } = await get(mocker, "/requests");
  assertEquals(Math.round(entry.duration_ms), 5000);
});

Deno.test("a reply of settings alone leaves to the request what is said", async () => {
  const mocker = mockerWith(config(`
[[rules]]
when.user = "no"
reply = [{ refuse = true }]
`));
  const { body } = await post(mocker, "/v1/chat/completions", {
    model: "gpt-4o",
    messages: [{ role: "user", content: "no" }],
  });
  assertEquals(body.choices[0].message.refusal, "I'm sorry, but I can't help with that.");
});

Deno.test("reasoning is thought in the words of the rule, and counted", async () => {
  const mocker = mockerWith(config(`
[[rules]]
reply = [{ reasoning = "Hm, 2 and 2." }, { text = "4" }]
`));
  const { body } = await post(mocker, "/v1/responses", {
    model: "gpt-5",
    input: "2+2",
    reasoning: { summary: "auto" },
  });
  assertEquals(WIRES.responses?.said(body), ["thought Hm, 2 and 2.", "text 4"]);
  const thought: Json = await WIRES.messages?.ask(mocker, "2+2");
  assertEquals(WIRES.messages?.said(thought.body), ["thought Hm, 2 and 2.", "text 4"]);
});

Deno.test("a stop text and max_tokens end what a rule says", async () => {
  const mocker = mockerWith(config(`
[[rules]]
reply = [{ text = "one two STOP three" }, { call = "f" }]
`));
  const ask = async (more: Json) => (await WIRES.chat?.ask(mocker, "x", more))?.body.choices[0];
  const stopped = await ask({ stop: ["STOP"] });
  assertEquals([stopped.message.content, stopped.finish_reason, stopped.message.tool_calls], [
    "one two ",
    "stop",
    undefined,
  ]);
  const cut = await ask({ max_tokens: 2 });
  assertEquals([cut.message.content, cut.finish_reason], ["one two", "length"]);
});

Deno.test("a part that is alone needs no list, in reply and in replies", async () => {
  const mocker = mockerWith(config(`
[[rules]]
when.user = "one"
reply = { text = "One." }
[[rules]]
when.user = "two"
replies = [{ text = "First." }, [{ text = "Second, " }, { text = "in parts." }]]
`));
  const wire = WIRES.chat;
  const said = async (user: string) => wire?.said((await wire.ask(mocker, user)).body);
  assertEquals(await said("one"), ["text One."]);
  assertEquals(await said("two"), ["text First."]);
  assertEquals(await said("two"), ["text Second, in parts."]);
});
