/** A server in process with rules, and each wire asked in the same few words. */

import { createStreamMocker, FakeClock, type StreamMocker } from "../../routes/mod.ts";

// deno-lint-ignore no-explicit-any
export type Json = any;

/** A server whose time never waits. */
export function mockerWith(config: string): StreamMocker {
  return createStreamMocker({ config, clock: new FakeClock({ autoAdvance: true }) });
}

export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly id: string;
}

export async function post(
  mocker: StreamMocker,
  path: string,
  body: Json,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const init = { method: "POST", body: JSON.stringify(body), headers };
  const response = await mocker.fetch(`http://mock${path}`, init);
  const id = response.headers.get("x-request-id") ?? response.headers.get("request-id") ?? "";
  const text = await response.text();
  return { status: response.status, body: text.startsWith("{") ? JSON.parse(text) : text, id };
}

export const get = async (mocker: StreamMocker, path: string): Promise<Json> =>
  await (await mocker.fetch(`http://mock${path}`)).json();

/** What an answer says, in order, whatever the wire: `text`, `call name args`, `thought`. */
export type Said = readonly string[];

const PARAMETERS = { type: "object", properties: { city: { type: "string" } } };

/** A wire: how a user's words are sent on it, and what comes back. */
export interface Wire {
  ask(mocker: StreamMocker, user: string, more?: Json, tools?: readonly string[]): Promise<Answer>;
  said(body: Json): Said;
}

export const WIRES: Readonly<Record<string, Wire>> = {
  chat: {
    ask: (mocker, user, more = {}, tools = []) =>
      post(mocker, "/v1/chat/completions", {
        model: "gpt-4o",
        messages: [{ role: "user", content: user }],
        ...(tools.length > 0
          ? {
            tools: tools.map((name) => ({
              type: "function",
              function: { name, parameters: PARAMETERS },
            })),
          }
          : {}),
        ...more,
      }),
    said: ({ choices: [{ message }] }) => [
      ...(message.content ? [`text ${message.content}`] : []),
      ...(message.refusal ? [`refusal ${message.refusal}`] : []),
      ...(message.tool_calls ?? []).map(({ function: f }: Json) => `call ${f.name} ${f.arguments}`),
    ],
  },
  responses: {
    ask: (mocker, user, more = {}, tools = []) =>
      post(mocker, "/v1/responses", {
        model: "gpt-4o",
        input: user,
        ...(tools.length > 0
          ? {
            tools: tools.map((name) => ({ type: "function", name, parameters: PARAMETERS })),
          }
          : {}),
        ...more,
      }),
    said: ({ output }) =>
      output.flatMap((item: Json) => {
        if (item.type === "function_call") return [`call ${item.name} ${item.arguments}`];
        if (item.type === "reasoning") {
          return item.summary.map(({ text }: Json) => `thought ${text}`);
        }
        return item.content.map((part: Json) =>
          part.type === "refusal" ? `refusal ${part.refusal}` : `text ${part.text}`
        );
      }),
  },
  messages: {
    ask: (mocker, user, more = {}, tools = []) =>
      post(mocker, "/v1/messages", {
        model: "claude-sonnet-4-5",
        max_tokens: 5000,
        messages: [{ role: "user", content: user }],
        ...(tools.length > 0
          ? { tools: tools.map((name) => ({ name, input_schema: PARAMETERS })) }
          : {}),
        ...more,
      }, { "anthropic-version": "2023-06-01" }),
    said: ({ content, stop_reason }) =>
      content.map((block: Json) => {
        if (block.type === "tool_use") return `call ${block.name} ${JSON.stringify(block.input)}`;
        if (block.type === "thinking") return `thought ${block.thinking}`;
        return `${stop_reason === "refusal" ? "refusal" : "text"} ${block.text}`;
      }),
  },
};
