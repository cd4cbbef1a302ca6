/** `openai`, by chat completions and by responses, and its client for Azure. */

import OpenAI, { AzureOpenAI } from "openai";
import { ASK, type Ask, SCHEMA, testClient } from "./what_clients_must_do.ts";

const messages = [{ role: "user" as const, content: ASK }];
const tool = {
  type: "function" as const,
  function: { name: "get_weather", description: "", parameters: SCHEMA, strict: true },
};
const isRateLimit = (error: unknown) => error instanceof OpenAI.RateLimitError;
const parsed = (text: string | null | undefined) => JSON.parse(text ?? "");

const openai = ({ fetch }: Ask) =>
  new OpenAI({ apiKey: "any", baseURL: "http://mock/v1", fetch, maxRetries: 0 });
const azure = ({ fetch }: Ask) =>
  new AzureOpenAI({
    apiKey: "any",
    endpoint: "http://mock",
    apiVersion: "2024-10-21",
    fetch,
    maxRetries: 0,
  });

for (const [name, clientOf] of Object.entries({ openai, AzureOpenAI: azure })) {
  const create = (ask: Ask, more: object = {}) =>
    clientOf(ask).chat.completions.create({ model: ask.model, messages, ...more });
  const stream = (ask: Ask, more: object = {}) =>
    clientOf(ask).chat.completions.stream({ model: ask.model, messages, ...more });
  const textOf = async (answer: ReturnType<typeof create>) =>
    (await answer).choices[0]?.message.content ?? "";
  testClient({
    name: `${name}, chat`,
    text: (ask) => textOf(create(ask)),
    streamed: async (ask) => await stream(ask).finalContent() ?? "",
    call: async (ask) => {
      const call = await stream(ask, { tools: [tool] }).finalFunctionToolCall();
      return { name: call?.name ?? "", input: parsed(call?.arguments) };
    },
    loop: async (ask, run) =>
      await clientOf(ask).chat.completions.runTools({
        model: ask.model,
        messages,
        stream: true,
        tools: [{
          type: "function",
          function: {
            name: "get_weather",
            description: "",
            parameters: SCHEMA,
            parse: JSON.parse,
            function: run,
          },
        }],
      }).finalContent() ?? "",
    structured: async (ask) => {
      const json_schema = { name: "place", schema: SCHEMA, strict: true };
      const answer = await clientOf(ask).chat.completions.parse({
        model: ask.model,
        messages,
        response_format: { type: "json_schema", json_schema },
      });
      return answer.choices[0]?.message.parsed ?? parsed(answer.choices[0]?.message.content);
    },
    json: (ask) => textOf(create(ask, { response_format: { type: "json_object" } })),
    open: (ask) => {
      const open = stream(ask);
      return { read: () => open.done(), abort: () => open.abort() };
    },
    isRateLimit,
  });
}

const input = ASK;
const flat = { type: "function" as const, ...tool.function };

testClient({
  name: "openai, responses",
  text: async (ask) =>
    (await openai(ask).responses.create({ model: ask.model, input })).output_text,
  streamed: async (ask) =>
    (await openai(ask).responses.stream({ model: ask.model, input }).finalResponse()).output_text,
  call: async (ask) => {
    const open = openai(ask).responses.stream({ model: ask.model, input, tools: [flat] });
    const call = (await open.finalResponse()).output.find(({ type }) => type === "function_call");
    if (call?.type !== "function_call") throw new Error("no call came");
    return { name: call.name, input: parsed(call.arguments) };
  },
  loop: async (ask, run) => {
    const client = openai(ask);
    const asked = { model: ask.model, tools: [flat] };
    let answer = await client.responses.create({ ...asked, input });
    for (let turn = 0; turn < 5; turn++) {
      const outputs = answer.output.flatMap((item) =>
        item.type === "function_call"
          ? [{ type: "function_call_output" as const, call_id: item.call_id, output: run() }]
          : []
      );
      if (outputs.length === 0) break;
      const previous_response_id = answer.id;
      answer = await client.responses.create({ ...asked, input: outputs, previous_response_id });
    }
    return answer.output_text;
  },
  structured: async (ask) => {
    const format = { type: "json_schema" as const, name: "place", schema: SCHEMA, strict: true };
    const answer = await openai(ask).responses.parse({ model: ask.model, input, text: { format } });
    return answer.output_parsed ?? parsed(answer.output_text);
  },
  json: async (ask) => {
    const text = { format: { type: "json_object" as const } };
    return (await openai(ask).responses.create({ model: ask.model, input, text })).output_text;
  },
  open: (ask) => {
    const open = openai(ask).responses.stream({ model: ask.model, input });
    return { read: () => open.done(), abort: () => open.abort() };
  },
  isRateLimit,
});
