/** Fifty agents side by side, each in its session: five turns with two tools, by rules alone, with the official clients of three wires. */

import Anthropic from "@anthropic-ai/sdk";
import { assertEquals } from "@std/assert";
import OpenAI from "openai";
import { createStreamMocker, FakeClock } from "../../routes/mod.ts";
import { inVirtualTime } from "../verdict/virtual_time.ts";

// deno-lint-ignore no-explicit-any -- What a tool is given is JSON of any shape.
type Json = any;

const CONFIG = String.raw`
unmatched = "refuse"
[general]
default_tokens_per_second = inf
[[rules]]
name = "ask for the weather"
when = { turn = 1, user = "/trip to (?<city>\\w+)/i", tools = ["get_weather"] }
reply = [{ call = "get_weather", arguments = { city = "{{ city }}" } }]
[[rules]]
name = "ask for trains"
when = { turn = 2, result_of = "get_weather" }
reply = [{ call = "get_trains", arguments = { on = "{{ result.best_day }}" } }]
[[rules]]
name = "ask for the weather again"
when = { turn = 3, result_of = "get_trains" }
reply = [{ text = "One more look. " }, { call = "get_weather", arguments = { city = "{{ result.via }}" } }]
[[rules]]
name = "ask for trains again, at the second try"
when = { turn = 4, result_of = "get_weather" }
replies = [
  [{ status = 429, retry_after = 1 }],
  [{ call = "get_trains", arguments = { on = "{{ result.best_day }}" } }],
]
[[rules]]
name = "conclude"
when = { turn = 5, result_of = "get_trains" }
reply = [{ text = "Take the train of {{ result.at }}." }]
`;

/** What the tools say; it depends on what they are asked alone. */
const TOOLS: Readonly<Record<string, (given: Json) => object>> = {
  get_weather: ({ city }) => ({ best_day: `the day of ${city}` }),
  get_trains: ({ on }) => ({ via: `${String(on).split(" ").at(-1)}ville`, at: `nine on ${on}` }),
};

const PARAMETERS = { type: "object" as const, properties: {}, additionalProperties: true };
const NAMES = Object.keys(TOOLS);
const run = (name: string, given: Json) => JSON.stringify(TOOLS[name]?.(given) ?? {});

/** An agent's loop: gives its answers, one a turn. */
type Loop = (options: { baseURL: string; fetch: typeof fetch }, ask: string) => Promise<string[]>;

const chat: Loop = async (options, ask) => {
  const client = new OpenAI({ ...options, apiKey: "any" });
  const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: ask }];
  const said: string[] = [];
  const tools = NAMES.map((name) => ({
    type: "function" as const,
    function: { name, parameters: PARAMETERS },
  }));
  for (;;) {
    const answer = await client.chat.completions.stream({ model: "m", messages, tools })
      .finalMessage();
    messages.push(answer);
    const calls = answer.tool_calls ?? [];
    said.push(answer.content ?? "", ...calls.map((call) => textOf(call)));
    if (calls.length === 0) return said.filter((text) => text !== "");
    for (const call of calls) {
      if (call.type !== "function") continue;
      const { name, arguments: given } = call.function;
      const content = run(name, JSON.parse(given));
      messages.push({ role: "tool", tool_call_id: call.id, content });
    }
  }
};

function textOf(call: OpenAI.ChatCompletionMessageToolCall): string {
  return call.type === "function" ? `${call.function.name} ${call.function.arguments}` : "";
}

const responses: Loop = async (options, ask) => {
  const client = new OpenAI({ ...options, apiKey: "any" });
  const said: string[] = [];
  let input: OpenAI.Responses.ResponseInput = [{ role: "user", content: ask }];
  let before: string | undefined;
  const tools = NAMES.map((name) => ({
    type: "function" as const,
    name,
    parameters: PARAMETERS,
    strict: false,
  }));
  for (;;) {
    const answer = await client.responses.create({
      model: "m",
      input,
      tools,
      ...before === undefined ? {} : { previous_response_id: before },
    });
    before = answer.id;
    input = [];
    said.push(answer.output_text);
    for (const item of answer.output) {
      if (item.type !== "function_call") continue;
      said.push(`${item.name} ${item.arguments}`);
      const output = run(item.name, JSON.parse(item.arguments));
      input.push({ type: "function_call_output", call_id: item.call_id, output });
    }
    if (input.length === 0) return said.filter((text) => text !== "");
  }
};

const messages: Loop = async ({ baseURL, fetch }, ask) => {
  const client = new Anthropic({ baseURL: baseURL.replace("/v1", ""), fetch, apiKey: "any" });
  const said: string[] = [];
  const told: Anthropic.MessageParam[] = [{ role: "user", content: ask }];
  const tools = NAMES.map((name) => ({ name, input_schema: PARAMETERS }));
  for (;;) {
    const answer = await client.messages.stream({
      model: "m",
      max_tokens: 1000,
      messages: told,
      tools,
    }).finalMessage();
    told.push({ role: "assistant", content: answer.content });
    const results: Anthropic.ToolResultBlockParam[] = [];
    for (const block of answer.content) {
      if (block.type === "text") said.push(block.text);
      if (block.type !== "tool_use") continue;
      said.push(`${block.name} ${JSON.stringify(block.input)}`);
      const content = run(block.name, block.input);
      results.push({ type: "tool_result", tool_use_id: block.id, content });
    }
    if (results.length === 0) return said.filter((text) => text !== "");
    told.push({ role: "user", content: results });
  }
};

const LOOPS = [chat, responses, messages];

Deno.test("rules: fifty agents of five turns with two tools, each in its session, on three wires, the same each time", async () => {
  const runAll = async () => {
    const clock = new FakeClock();
    const mocker = createStreamMocker({ config: CONFIG, clock });
    const json = async (path: string): Promise<Json> =>
      await (await mocker.fetch(`http://mock${path}`)).json();
    const agents = Array.from({ length: 50 }, (_, i) => ({ session: `s${i}`, city: `City${i}` }));
    const said = await inVirtualTime(clock, () =>
      Promise.all(agents.map(({ session, city }, i) => {
        const loop = LOOPS[i % LOOPS.length] ?? chat;
        const baseURL = `http://mock/s/${session}/v1`;
        return loop({ baseURL, fetch: mocker.fetch }, `Plan my trip to ${city}.`);
      })));
    const seen = await Promise.all(agents.map(async ({ session }) => {
      const { ok, findings } = await json(`/verdict?session=${session}`);
      const { data } = await json(`/requests?session=${session}`);
      return { ok, findings, rules: data.map(({ rule }: Json) => rule).reverse() };
    }));
    return agents.map((agent, i) => ({ ...agent, said: said[i], ...seen[i] }));
  };
  const all = await runAll();
  for (const { city, said, ok, findings, rules } of all) {
    assertEquals(said, [
      `get_weather {"city":"${city}"}`,
      `get_trains {"on":"the day of ${city}"}`,
      "One more look. ",
      `get_weather {"city":"${city}ville"}`,
      `get_trains {"on":"the day of ${city}ville"}`,
      `Take the train of nine on the day of ${city}ville.`,
    ]);
    assertEquals([ok, findings], [true, []]);
    assertEquals(rules, [
      "ask for the weather",
      "ask for trains",
      "ask for the weather again",
      "ask for trains again, at the second try",
      "ask for trains again, at the second try",
      "conclude",
    ]);
  }
  assertEquals(await runAll(), all);
});
