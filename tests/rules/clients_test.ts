/** The official clients put together what a rule says in parts, and the lesser wires say what they can of it. */

import { assertEquals } from "@std/assert";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { get, mockerWith, post } from "./rules_fixture.ts";

const CONFIG = `
[general]
default_tokens_per_second = inf
[[rules]]
name = "both"
when.user = "trip"
reply = [
  { reasoning = "A trip, then." },
  { text = "First the flight. " },
  { call = "book", arguments = { to = "Oslo" } },
  { text = "Then the room." },
  { call = "book", arguments = '{"to": "bed"}' },
  { text = "Done." },
]
[[rules]]
when = { dialect = "completions", user = "once" }
reply = [{ text = "Once upon a time." }]
[[rules]]
when.user = "azure"
reply = [{ text = "From Azure. " }, { call = "book" }]
`;

const PARAMETERS = { type: "object", properties: {} } as const;
const BOTH = ['{"to":"Oslo"}', '{"to": "bed"}'];
const TEXTS = ["First the flight. ", "Then the room.", "Done."];

Deno.test("openai: chat has a rule's texts as one and its calls in order, streamed as whole", async () => {
  const { fetch } = mockerWith(CONFIG);
  const client = new OpenAI({ apiKey: "any", baseURL: "http://mock/v1", fetch });
  const body = {
    model: "gpt-4o",
    messages: [{ role: "user", content: "a trip" }],
    tools: [{ type: "function", function: { name: "book", parameters: PARAMETERS } }],
  } satisfies OpenAI.ChatCompletionCreateParams;
  const streamed = await client.chat.completions.stream(body).finalChatCompletion();
  const whole = await client.chat.completions.create(body);
  for (const { choices: [choice] } of [streamed, whole]) {
    assertEquals([choice?.finish_reason, choice?.message.content], ["tool_calls", TEXTS.join("")]);
    const calls = choice?.message.tool_calls ?? [];
    assertEquals(calls.map((call) => call.type === "function" && call.function.arguments), BOTH);
  }
});

Deno.test("openai: Responses has an item for each part of a rule, streamed as whole", async () => {
  const { fetch } = mockerWith(CONFIG);
  const client = new OpenAI({ apiKey: "any", baseURL: "http://mock/v1", fetch });
  const body = {
    model: "gpt-5",
    input: "a trip",
    reasoning: { summary: "auto" },
    tools: [{ type: "function", name: "book", parameters: PARAMETERS, strict: false }],
  } satisfies OpenAI.Responses.ResponseCreateParams;
  const streamed = await client.responses.stream(body).finalResponse();
  const whole = await client.responses.create(body);
  for (const { output } of [streamed, whole]) {
    const said = output.map((item) => {
      if (item.type === "function_call") return item.arguments;
      if (item.type === "reasoning") return item.summary[0]?.text;
      return item.type === "message" && item.content[0]?.type === "output_text"
        ? item.content[0].text
        : item.type;
    });
    assertEquals(said, ["A trip, then.", TEXTS[0], BOTH[0], TEXTS[1], BOTH[1], TEXTS[2]]);
  }
});

Deno.test("@anthropic-ai/sdk: a message has a block for each part of a rule, streamed as whole", async () => {
  const { fetch } = mockerWith(CONFIG);
  const client = new Anthropic({ apiKey: "any", baseURL: "http://mock", fetch });
  const body = {
    model: "claude-sonnet-4-5",
    max_tokens: 1000,
    messages: [{ role: "user", content: "a trip" }],
    tools: [{ name: "book", input_schema: PARAMETERS }],
  } satisfies Anthropic.MessageCreateParams;
  const streamed = await client.messages.stream(body).finalMessage();
  const whole = await client.messages.create(body);
  for (const { content, stop_reason } of [streamed, whole]) {
    const said = content.map((block) => {
      if (block.type === "tool_use") return block.input;
      if (block.type === "thinking") return block.thinking;
      return block.type === "text" ? block.text : block.type;
    });
    const [first, second] = BOTH.map((json) => JSON.parse(json));
    assertEquals(said, ["A trip, then.", TEXTS[0], first, TEXTS[1], second, TEXTS[2]]);
    assertEquals(stop_reason, "tool_use");
  }
});

Deno.test("completions say a rule's texts, and Azure its calls too", async () => {
  const mocker = mockerWith(CONFIG);
  const { body } = await post(mocker, "/v1/completions", {
    model: "gpt-3.5-turbo-instruct",
    prompt: "Tell me once",
    max_tokens: 50,
  });
  assertEquals(body.choices[0].text, "Once upon a time.");
  const path = "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21";
  const messages = [{ role: "user", content: "Hello azure" }];
  const tools = [{ type: "function", function: { name: "book", parameters: PARAMETERS } }];
  const azure = (await post(mocker, path, { messages, tools }, { "api-key": "k" })).body;
  const [{ message, content_filter_results }] = azure.choices;
  assertEquals([message.content, message.tool_calls.length], ["From Azure. ", 1]);
  assertEquals(content_filter_results.hate.filtered, false);
});

Deno.test("a request of a batch is answered by rules, too", async () => {
  const mocker = mockerWith(CONFIG);
  const params = {
    model: "claude-sonnet-4-5",
    max_tokens: 100,
    messages: [{ role: "user", content: "azure" }],
  };
  const headers = { "anthropic-version": "2023-06-01" };
  const batch = await post(
    mocker,
    "/v1/messages/batches",
    { requests: [{ custom_id: "a", params }] },
    headers,
  );
  const url = `http://mock/v1/messages/batches/${batch.body.id}/results`;
  for (let i = 0; i < 50; i++) await get(mocker, "/healthz");
  const text = await (await mocker.fetch(url, { headers })).text();
  assertEquals(JSON.parse(text).result?.message?.content[0].text ?? text, "From Azure. ");
});
