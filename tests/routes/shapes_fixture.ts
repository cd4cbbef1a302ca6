/** A small server for the tests of shapes and of the network: four tokens at ten a second, or calls that are given a city. */

import { assertEquals } from "@std/assert";
import { createStreamMocker, FakeClock, type StreamMocker } from "../../routes/mod.ts";

const CONFIG = `
[general]
default_tokens_per_second = 10
default_response_mode = "said"
[models.m]
[models.thinker]
reasoning_tokens = 2
reasoning_text = "content"
[responses.said]
content = "A quiet sea."
`;

/** What a test reads of an answer. */
// deno-lint-ignore no-explicit-any
export type Json = any;

const PATHS = {
  chat: "/v1/chat/completions",
  completions: "/v1/completions",
  responses: "/v1/responses",
  messages: "/v1/messages",
} as const;

/** The protocols. */
export type Wire = keyof typeof PATHS;

const ASKS: Readonly<Record<Wire, object>> = {
  chat: { messages: [{ role: "user", content: "Hello!" }] },
  completions: { prompt: "Hello!" },
  responses: { input: "Hello!" },
  messages: { messages: [{ role: "user", content: "Hello!" }], max_tokens: 2048 },
};

const PARAMETERS = {
  type: "object",
  properties: { city: { const: "Oslo" }, day: { const: 3 } },
  required: ["city"],
  additionalProperties: false,
};
const NAMES = ["get_weather", "get_time"];

/** Two tools, each of which can be called in one way only, as each protocol has them. */
export const TOOLS: Readonly<Record<Wire, readonly object[]>> = {
  chat: NAMES.map((name) => ({ type: "function", function: { name, parameters: PARAMETERS } })),
  completions: [],
  responses: NAMES.map((name) => ({ type: "function", name, parameters: PARAMETERS })),
  messages: NAMES.map((name) => ({ name, input_schema: PARAMETERS })),
};

/** A server with the config above, and the ways to ask it. The `x-mock` header brings the settings. */
export function start(clock: FakeClock, config = CONFIG) {
  const mocker = createStreamMocker({ clock, config });
  return { mocker, ...asking(() => mocker) };
}

/** Ends the one stream that is open by hand, now. */
export async function endByHand(mocker: StreamMocker, clock: FakeClock): Promise<void> {
  const { data: [{ id }] } = await (await mocker.fetch("http://mock/streams")).json();
  const body = JSON.stringify({ action: "end" });
  await mocker.fetch(`http://mock/streams/${id}`, { method: "POST", body });
  await clock.advance(10);
}

/** The same with a server for each request, so that all of them come at the same time. */
export const { send, stream, whole, events } = asking(() =>
  createStreamMocker({ clock: new FakeClock({ autoAdvance: true }), config: CONFIG })
);

function asking(mocker: () => StreamMocker) {
  const send = (wire: Wire, mock: string, body: Json = {}) =>
    mocker().fetch(`http://mock${PATHS[wire]}`, {
      method: "POST",
      headers: { "x-mock": `seed=7&${mock}` },
      body: JSON.stringify({ model: "m", stream: true, ...ASKS[wire], ...body }),
    });
  const stream = async (wire: Wire, mock: string, body?: Json) => {
    const response = await send(wire, mock, body);
    assertEquals(response.status, 200, mock);
    return await response.text();
  };
  const whole = async (wire: Wire, mock: string, body: Json = {}): Promise<Json> =>
    await (await send(wire, mock, { ...body, stream: false })).json();
  /** The data of a stream's events; text where it is no JSON object. */
  const events = async (wire: Wire, mock: string, body?: Json): Promise<Json[]> =>
    dataOf(await stream(wire, mock, body));
  return { send, stream, whole, events };
}

/** The data of events that are worded as the services word them. */
export function dataOf(text: string): Json[] {
  return text.split("\n\n").slice(0, -1).map((event) => {
    const data = /^data: (.*)$/m.exec(event)?.[1] ?? "";
    return data.startsWith("{") ? JSON.parse(data) : data;
  });
}
