/** The official clients in an agent's loop of five turns with two tools, by rules alone, fifty at once, each in its session. */

import { assertEquals } from "@std/assert";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { createStreamMocker, FakeClock, type StreamMocker } from "../../routes/mod.ts";

/** Asked for a trip: looks for a flight, books it, looks for the weather, tells of it; asked once more, says that it is done. */
const RULES = String.raw`
[general]
default_tokens_per_second = inf

[[rules]]
name = "search"
when = { user = "/fly (?<who>\\w+) to (?<city>\\w+)/", turn = 1 }
reply = [
  { text = "Let me see." },
  { call = "search", arguments = { what = "flights to {{ city }}", for = "{{ who }}" } },
]

[[rules]]
name = "book"
when = { result_of = "search", result = "/\"flight\":\"(?<flight>\\w+)\"/" }
reply = [{ call = "book", arguments = { flight = "{{ flight }}", seat = "{{ result.seat }}" } }]

[[rules]]
name = "both"
when = { result_of = "book" , turn = 3 }
reply = [
  { call = "search", arguments = { what = "weather" } },
  { call = "book", arguments = { flight = "back", seat = 1 } },
]

[[rules]]
name = "tell"
when = { result_of = "book", turn = 4 }
reply = [{ text = "Booked for {{ user }}; {{ result.price }} euros, request {{ counter }}." }]

[[rules]]
name = "done"
when = { user = "thanks", turn = 5 }
reply = [{ text = "Have a good flight. {{ fake.name }}", seed = 7 }]

[[rules]]
reply = [{ text = "No rule was meant to answer." }]
`;

/** What the two tools give back. */
const TOOLS: Readonly<Record<string, (given: Record<string, unknown>) => object>> = {
  search: ({ what }) =>
    what === "weather" ? { weather: "sunny" } : { flight: `F${String(what).length}`, seat: 12 },
  book: ({ flight, seat }) => ({ price: 100 + Number(seat), flight }),
};
const NAMES = ["search", "book"] as const;
const PARAMETERS = { type: "object", properties: {} } as const;

/** What happened, in order: what was said, and each call with its arguments. */
type Log = string[];

function called(log: Log, name: string, json: string): string {
  log.push(`${name} ${json}`);
  return JSON.stringify(TOOLS[name]?.(JSON.parse(json)));
}

const asks = (who: string) => [`Please fly ${who} to Lisbon`, "thanks"];

async function chat(mocker: StreamMocker, session: string, who: string): Promise<Log> {
  const baseURL = `http://mock/s/${session}/v1`;
  const client = new OpenAI({ apiKey: "any", baseURL, fetch: mocker.fetch });
  const log: Log = [];
  const messages: OpenAI.ChatCompletionMessageParam[] = [];
  for (const content of asks(who)) {
    messages.push({ role: "user", content });
    for (let turn = 0; turn < 9; turn++) {
      const stream = client.chat.completions.stream({
        model: "gpt-4o",
        messages,
        tools: NAMES.map((name) => ({
          type: "function",
          function: { name, parameters: PARAMETERS },
        })),
      });
      const message = (await stream.finalChatCompletion()).choices[0]?.message;
      if (!message) throw new Error("no message");
      messages.push(message);
      if (message.content) log.push(message.content);
      const calls = message.tool_calls ?? [];
      if (calls.length === 0) break;
      for (const call of calls) {
        if (call.type !== "function") continue;
        const { name, arguments: json } = call.function;
        messages.push({ role: "tool", tool_call_id: call.id, content: called(log, name, json) });
      }
    }
  }
  return log;
}

async function responses(mocker: StreamMocker, session: string, who: string): Promise<Log> {
  const baseURL = `http://mock/s/${session}/v1`;
  const client = new OpenAI({ apiKey: "any", baseURL, fetch: mocker.fetch });
  const log: Log = [];
  const input: OpenAI.Responses.ResponseInputItem[] = [];
  for (const content of asks(who)) {
    input.push({ role: "user", content });
    for (let turn = 0; turn < 9; turn++) {
      const { output, output_text } = await client.responses.create({
        model: "gpt-4o",
        input,
        tools: NAMES.map((name) => ({
          type: "function",
          name,
          parameters: PARAMETERS,
          strict: false,
        })),
      });
      input.push(...output as OpenAI.Responses.ResponseInputItem[]);
      if (output_text) log.push(output_text);
      const calls = output.filter((item) => item.type === "function_call");
      if (calls.length === 0) break;
      for (const { call_id, name, arguments: json } of calls) {
        input.push({ type: "function_call_output", call_id, output: called(log, name, json) });
      }
    }
  }
  return log;
}

async function messages(mocker: StreamMocker, session: string, who: string): Promise<Log> {
  const baseURL = `http://mock/s/${session}`;
  const client = new Anthropic({ apiKey: "any", baseURL, fetch: mocker.fetch });
  const log: Log = [];
  const turns: Anthropic.MessageParam[] = [];
  for (const content of asks(who)) {
    turns.push({ role: "user", content });
    for (let turn = 0; turn < 9; turn++) {
      const message = await client.messages.stream({
        model: "claude-sonnet-4-5",
        max_tokens: 1000,
        messages: turns,
        tools: NAMES.map((name) => ({ name, input_schema: PARAMETERS })),
      }).finalMessage();
      turns.push({ role: "assistant", content: message.content });
      for (const block of message.content) if (block.type === "text") log.push(block.text);
      const calls = message.content.filter((block) => block.type === "tool_use");
      if (calls.length === 0) break;
      turns.push({
        role: "user",
        content: calls.map(({ id, name, input }) => ({
          type: "tool_result",
          tool_use_id: id,
          content: called(log, name, JSON.stringify(input)),
        })),
      });
    }
  }
  return log;
}

const expected = (who: string): Log => [
  "Let me see.",
  `search {"what":"flights to Lisbon","for":"${who}"}`,
  'book {"flight":"F17","seat":12}',
  'search {"what":"weather"}',
  'book {"flight":"back","seat":1}',
  `Booked for Please fly ${who} to Lisbon; 101 euros, request 1.`,
];

const SESSIONS = 50;

for (const [name, loop] of Object.entries({ chat, responses, messages })) {
  Deno.test(`${name}: an agent's loop of five turns runs by rules alone, the same in ${SESSIONS} sessions at once`, async () => {
    const mocker = createStreamMocker({
      config: RULES,
      clock: new FakeClock({ autoAdvance: true }),
    });
    const logs = await Promise.all(
      Array.from({ length: SESSIONS }, (_, i) => loop(mocker, `t${i}`, `Guest${i}`)),
    );
    const last = logs[0]?.at(-1) ?? "";
    assertEquals(last.startsWith("Have a good flight. "), true);
    for (const [i, log] of logs.entries()) {
      assertEquals(log, [...expected(`Guest${i}`), last]);
    }
    const { data } = await (await mocker.fetch("http://mock/rules")).json();
    assertEquals(
      data.map(({ matched }: { matched: number }) => matched),
      [SESSIONS, SESSIONS, SESSIONS, SESSIONS, SESSIONS, 0],
    );
  });
}
