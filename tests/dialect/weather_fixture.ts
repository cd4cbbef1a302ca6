/** A small server whose models say eight tokens at ten a second, asked on three wires. */

import { createStreamMocker, FakeClock } from "../../routes/mod.ts";

const CONFIG = `
[general]
default_tokens_per_second = 10
default_response_mode = "said"
[responses.said]
content = "Light travels far over the quiet sea."
[responses.wide]
content = "Licht 日本語 😀 zum Ende."
`;

// deno-lint-ignore no-explicit-any
export type Json = any;

/** A tool that can be called in one way only. */
const PARAMETERS = {
  type: "object",
  properties: { city: { type: "string", enum: ["Oslo"] } },
  required: ["city"],
  additionalProperties: false,
};

/** Each wire's path and least body, and how it offers a tool that must be called. */
export const WIRES = {
  chat: {
    path: "/v1/chat/completions",
    body: { messages: [{ role: "user", content: "Hi" }] },
    quiet: { stream_options: { include_obfuscation: false } },
    tool: {
      tools: [{ type: "function", function: { name: "find", parameters: PARAMETERS } }],
      tool_choice: "required",
    },
  },
  responses: {
    path: "/v1/responses",
    body: { input: "Hi" },
    quiet: { stream_options: { include_obfuscation: false } },
    tool: {
      tools: [{ type: "function", name: "find", parameters: PARAMETERS, strict: true }],
      tool_choice: "required",
    },
  },
  messages: {
    path: "/v1/messages",
    body: { max_tokens: 100, messages: [{ role: "user", content: "Hi" }] },
    quiet: {},
    tool: { tools: [{ name: "find", input_schema: PARAMETERS }], tool_choice: { type: "any" } },
  },
} as const;

/** One of them. */
export type Wire = keyof typeof WIRES;

/** Their names. */
export const WIRE_NAMES: readonly Wire[] = ["chat", "responses", "messages"];

/** How a request is asked. */
export interface Asking {
  readonly wire?: Wire;
  readonly whole?: boolean;
  readonly tool?: boolean;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
  readonly body?: Json;
}

/** A server and the ways to ask it. Its clock jumps, unless another is given. */
export function start(config = "", clock = new FakeClock({ autoAdvance: true })) {
  const mocker = createStreamMocker({ clock, config: CONFIG + config });
  const post = async (path: string, body: Json) =>
    await (await mocker.fetch(`http://mock${path}`, {
      method: "POST",
      body: JSON.stringify(body),
    })).json() as Json;
  const get = async (path: string) =>
    await (await mocker.fetch(`http://mock${path}`)).json() as Json;
  const send = (mock: Json = {}, asking: Asking = {}) => {
    const { wire = "chat", whole = false, tool = false, headers = {}, signal, body = {} } = asking;
    const { path, body: least, quiet, tool: tools } = WIRES[wire];
    const stream = whole ? {} : { stream: true, ...quiet };
    const all = { model: "m", ...least, ...stream, ...(tool ? tools : {}), mock, ...body };
    return mocker.fetch(`http://mock${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(all),
      ...(signal ? { signal } : {}),
    });
  };
  /** The newest entry of the ledger, whole. */
  const entry = async () => {
    const { data: [{ id }] } = await get("/requests?limit=1");
    return await get(`/requests/${id}`);
  };
  /** Asks and reads to the end: what came, when it came, how it ended, and what the ledger says. */
  const ask = async (mock: Json = {}, asking: Asking = {}) => {
    const began = clock.now();
    const response = await send(mock, asking);
    const chunks: Uint8Array[] = [];
    const times: number[] = [];
    let broke = false;
    try {
      for await (const chunk of response.body ?? []) {
        chunks.push(chunk);
        times.push(clock.now() - began);
      }
    } catch {
      broke = true;
    }
    const bytes = new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    return { response, bytes, text, times, broke, entry: await entry() };
  };
  return { clock, mocker, get, post, send, ask, entry };
}

/** The events of a stream, as they stand on the wire. */
export function eventsIn(text: string): string[] {
  return text.split(/(?<=\n\n)/).filter((event) => event !== "");
}
