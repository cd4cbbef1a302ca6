/** Vercel's `ai` with each of its providers: one way of asking, five wires. */

import { createAnthropic } from "@ai-sdk/anthropic";
import { createDeepSeek } from "@ai-sdk/deepseek";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import {
  APICallError,
  generateText,
  jsonSchema,
  type LanguageModel,
  Output,
  stepCountIs,
  streamText,
  tool,
  type ToolSet,
} from "ai";
import { ASK, type Ask, SCHEMA, testClient } from "./what_clients_must_do.ts";

Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });

const apiKey = "any";
const baseURL = "http://mock/v1";
const prompt = ASK;

const MODELS: Readonly<Record<string, (ask: Ask) => LanguageModel>> = {
  "@ai-sdk/openai, chat": ({ fetch, model }) =>
    createOpenAI({ apiKey, baseURL, fetch }).chat(model),
  "@ai-sdk/openai, responses": ({ fetch, model }) =>
    createOpenAI({ apiKey, baseURL, fetch }).responses(model),
  "@ai-sdk/openai-compatible": ({ fetch, model }) =>
    createOpenAICompatible({
      name: "mock",
      apiKey,
      baseURL,
      fetch,
      supportsStructuredOutputs: true,
    })(model),
  "@ai-sdk/deepseek": ({ fetch, model }) => createDeepSeek({ apiKey, baseURL, fetch })(model),
  "@ai-sdk/anthropic": ({ fetch, model }) => createAnthropic({ apiKey, baseURL, fetch })(model),
};

const inputSchema = jsonSchema<{ city: string }>(SCHEMA);
const description = "The weather";

for (const [name, modelOf] of Object.entries(MODELS)) {
  const stream = (ask: Ask, abortSignal?: AbortSignal) => {
    let failed: unknown;
    const { textStream } = streamText({
      model: modelOf(ask),
      prompt,
      maxRetries: 0,
      ...(abortSignal && { abortSignal }),
      onError: ({ error }) => void (failed = error),
    });
    return async () => {
      let text = "";
      for await (const piece of textStream) text += piece;
      if (failed) throw failed;
      return text;
    };
  };
  testClient({
    name: `ai with ${name}`,
    text: async (ask) => (await generateText({ model: modelOf(ask), prompt, maxRetries: 0 })).text,
    streamed: (ask) => stream(ask)(),
    call: async (ask) => {
      const tools: ToolSet = { get_weather: tool({ description, inputSchema }) };
      const [call] = await streamText({ model: modelOf(ask), prompt, tools }).toolCalls;
      return { name: call?.toolName ?? "", input: call?.input };
    },
    loop: async (ask, execute) => {
      const tools: ToolSet = { get_weather: tool({ description, inputSchema, execute }) };
      const stopWhen = stepCountIs(5);
      return await streamText({ model: modelOf(ask), prompt, tools, stopWhen }).text;
    },
    // DeepSeek's provider writes the schema into the prompt, where this server does not look for it.
    ...(!name.endsWith("deepseek") && {
      structured: async (ask: Ask) => {
        const output = Output.object({ schema: inputSchema });
        return (await generateText({ model: modelOf(ask), prompt, output })).output;
      },
    }),
    // Anthropic's wire has no JSON mode: the provider sends nothing of it, and warns.
    ...(!name.endsWith("anthropic") && {
      json: async (ask: Ask) => {
        const output = Output.json();
        return JSON.stringify((await generateText({ model: modelOf(ask), prompt, output })).output);
      },
    }),
    open: (ask) => {
      const leaving = new AbortController();
      return { read: stream(ask, leaving.signal), abort: () => leaving.abort() };
    },
    isRateLimit: (error) => APICallError.isInstance(error) && error.statusCode === 429,
  });
}
