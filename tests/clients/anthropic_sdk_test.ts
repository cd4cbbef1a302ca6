/** `@anthropic-ai/sdk`: what tests/routes/anthropic does not have of it, a loop by its own runner and its parsed output. */

import Anthropic from "@anthropic-ai/sdk";
import { ASK, type Ask, SCHEMA, testClient } from "./what_clients_must_do.ts";

const body = ({ model }: Ask) => ({
  model,
  max_tokens: 2048,
  messages: [{ role: "user" as const, content: ASK }],
});
const WEATHER = { name: "get_weather", description: "The weather", input_schema: SCHEMA };
const anthropic = ({ fetch }: Ask) =>
  new Anthropic({ apiKey: "any", baseURL: "http://mock", fetch, maxRetries: 0 });
const textOf = ({ content }: { content: readonly { type: string; text?: string }[] }) =>
  content.map((block) => block.text ?? "").join("");

testClient({
  name: "@anthropic-ai/sdk",
  text: async (ask) => textOf(await anthropic(ask).messages.create(body(ask))),
  streamed: (ask) => anthropic(ask).messages.stream(body(ask)).finalText(),
  call: async (ask) => {
    const stream = anthropic(ask).messages.stream({ ...body(ask), tools: [WEATHER] });
    const call = (await stream.finalMessage()).content.find(({ type }) => type === "tool_use");
    if (call?.type !== "tool_use") throw new Error("no call came");
    return { name: call.name, input: call.input };
  },
  loop: async (ask, run) => {
    const tool = { ...WEATHER, type: "custom" as const, run, parse: (input: unknown) => input };
    const params = { ...body(ask), tools: [tool], max_iterations: 5 };
    return textOf(await anthropic(ask).beta.messages.toolRunner(params).runUntilDone());
  },
  structured: async (ask) => {
    const output_config = { format: { type: "json_schema" as const, schema: SCHEMA } };
    const answer = await anthropic(ask).messages.parse({ ...body(ask), output_config });
    return answer.parsed_output ?? JSON.parse(textOf(answer));
  },
  open: (ask) => {
    const stream = anthropic(ask).messages.stream(body(ask));
    return { read: () => stream.done(), abort: () => stream.abort() };
  },
  isRateLimit: (error) => error instanceof Anthropic.RateLimitError,
});
