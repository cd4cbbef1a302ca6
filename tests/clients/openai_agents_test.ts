/** `@openai/agents`, by chat completions and by responses. */

import {
  Agent,
  type AgentOutputType,
  OpenAIProvider,
  Runner,
  setTracingDisabled,
  tool,
} from "@openai/agents";
import OpenAI from "openai";
import { ASK, type Ask, SCHEMA, testClient } from "./what_clients_must_do.ts";

setTracingDisabled(true);

const named = {
  name: "get_weather",
  description: "The weather",
  parameters: SCHEMA,
  strict: true as const,
};
const PLACE: AgentOutputType = { type: "json_schema", name: "place", strict: true, schema: SCHEMA };

for (const useResponses of [false, true]) {
  const runnerOf = ({ fetch }: Ask) => {
    const openAIClient = new OpenAI({
      apiKey: "any",
      baseURL: "http://mock/v1",
      fetch,
      maxRetries: 0,
    });
    return new Runner({ modelProvider: new OpenAIProvider({ openAIClient, useResponses }) });
  };
  const run = async (ask: Ask, more: object = {}) => {
    const agent = new Agent({ name: "a", model: ask.model, ...more });
    return (await runnerOf(ask).run(agent, ASK, { maxTurns: 5 })).finalOutput;
  };
  const stream = async (ask: Ask, signal?: AbortSignal, more: object = {}) => {
    const agent = new Agent({ name: "a", model: ask.model, ...more });
    const options = { stream: true as const, maxTurns: 5, ...(signal && { signal }) };
    const running = await runnerOf(ask).run(agent, ASK, options);
    let text = "";
    for await (const piece of running.toTextStream()) text += piece;
    await running.completed;
    return text;
  };
  testClient({
    name: `@openai/agents, ${useResponses ? "responses" : "chat"}`,
    text: async (ask) => `${await run(ask)}`,
    streamed: (ask) => stream(ask),
    call: async (ask) => {
      let input: unknown;
      const get = tool({ ...named, execute: (given) => void (input = given) });
      await stream(ask, undefined, { tools: [get] });
      return { name: get.name, input };
    },
    loop: (ask, execute) => stream(ask, undefined, { tools: [tool({ ...named, execute })] }),
    structured: (ask) => run(ask, { outputType: PLACE }),
    open: (ask) => {
      const leaving = new AbortController();
      return { read: () => stream(ask, leaving.signal), abort: () => leaving.abort() };
    },
    isRateLimit: (error) => error instanceof OpenAI.RateLimitError,
  });
}
