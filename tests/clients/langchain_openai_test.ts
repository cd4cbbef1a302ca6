/** `@langchain/openai`, by chat completions and by responses. */

import {
  type BaseMessage,
  HumanMessage,
  type MessageContent,
  ToolMessage,
} from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import { ASK, type Ask, SCHEMA, testClient } from "./what_clients_must_do.ts";

const NAMED = { name: "get_weather", description: "The weather", schema: SCHEMA };

const textOf = (content: MessageContent) =>
  typeof content === "string"
    ? content
    : content.map((block) => block.type === "text" ? block["text"] : "").join("");

for (const useResponsesApi of [false, true]) {
  const modelOf = ({ fetch, model }: Ask) =>
    new ChatOpenAI({
      apiKey: "any",
      model,
      maxRetries: 0,
      useResponsesApi,
      configuration: { baseURL: "http://mock/v1", fetch },
    });
  const streamed = async (ask: Ask, signal?: AbortSignal) => {
    let text = "";
    for await (const piece of await modelOf(ask).stream(ASK, signal ? { signal } : {})) {
      text += textOf(piece.content);
    }
    return text;
  };
  testClient({
    name: `@langchain/openai, ${useResponsesApi ? "responses" : "chat"}`,
    text: async (ask) => textOf((await modelOf(ask).invoke(ASK)).content),
    streamed: (ask) => streamed(ask),
    call: async (ask) => {
      const pieces = await Array.fromAsync(
        await modelOf(ask).bindTools([tool(() => "", NAMED)]).stream(ASK),
      );
      const call = pieces.reduce((sum, piece) => sum.concat(piece)).tool_calls?.[0];
      return { name: call?.name ?? "", input: call?.args };
    },
    loop: async (ask, run) => {
      const model = modelOf(ask).bindTools([tool(run, NAMED)]);
      const messages: BaseMessage[] = [new HumanMessage(ASK)];
      let said = await model.invoke(messages);
      for (let turn = 0; turn < 5 && said.tool_calls?.length; turn++) {
        const results = said.tool_calls.map(({ id = "" }) =>
          new ToolMessage({ content: run(), tool_call_id: id })
        );
        messages.push(said, ...results);
        said = await model.invoke(messages);
      }
      return textOf(said.content);
    },
    structured: (ask) => modelOf(ask).withStructuredOutput(SCHEMA, { name: "place" }).invoke(ASK),
    json: async (ask) => {
      const model = modelOf(ask).withStructuredOutput({}, { method: "jsonMode" });
      return JSON.stringify(await model.invoke(ASK));
    },
    open: (ask) => {
      const leaving = new AbortController();
      return { read: () => streamed(ask, leaving.signal), abort: () => leaving.abort() };
    },
    isRateLimit: (error) =>
      error instanceof Error && "lc_error_code" in error &&
      error.lc_error_code === "MODEL_RATE_LIMIT",
  });
}
