/** A small server for the tests of the Responses API: every model says eight tokens at ten a second. */

import OpenAI from "openai";
import { assertEquals } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../../../routes/mod.ts";

const CONFIG = `
[general]
default_tokens_per_second = 10
default_response_mode = "said"
[models.m]
[models.seeded]
seed = 3
[models.thinker]
reasoning_tokens = 5
[responses.said]
content = "Light travels far over the quiet sea."
`;

/** What a test reads of an answer. */
// deno-lint-ignore no-explicit-any
export type Json = any;

/** A function that can be called in one way only. */
export const WEATHER = {
  type: "function" as const,
  name: "get_weather",
  description: "The weather",
  strict: true,
  parameters: {
    type: "object",
    properties: { city: { type: "string", enum: ["Oslo"] } },
    required: ["city"],
    additionalProperties: false,
  },
};
export const TIME = { ...WEATHER, name: "get_time" };

/** A server with the config above, and the ways to ask it. */
export function start(clock = new FakeClock({ autoAdvance: true })) {
  const mocker = createStreamMocker({ clock, config: CONFIG });
  const client = new OpenAI({
    apiKey: "any",
    baseURL: "http://mock/v1",
    fetch: mocker.fetch,
    maxRetries: 0,
  });
  const send = (body: Json, headers: Record<string, string> = {}, path = "/v1/responses") =>
    mocker.fetch(`http://mock${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const post = async (body: Json, headers?: Record<string, string>, path?: string) =>
    await (await send({ model: "m", input: "Hello!", ...body }, headers, path)).json() as Json;
  const get = async (path: string, method = "GET") =>
    await (await mocker.fetch(`http://mock${path}`, { method })).json() as Json;
  const stream = async (body: Json, headers?: Record<string, string>) => {
    const asked = { model: "m", input: "Hello!", stream: true, ...body };
    return await (await send(asked, headers)).text();
  };
  return { clock, mocker, client, send, post, get, stream };
}

/** The events of a stream, each of which must be two lines. */
export function eventsOf(text: string): Json[] {
  return text.split("\n\n").slice(0, -1).map((event) => {
    const [name = "", data = "", ...rest] = event.split("\n");
    assertEquals(rest, []);
    const json = JSON.parse(data.slice("data: ".length));
    assertEquals(name, `event: ${json.type}`);
    return json;
  });
}
