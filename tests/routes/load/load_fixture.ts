/** A server whose models say eight tokens at ten a second, on a clock that stands until it is moved. */

import { createStreamMocker, FakeClock } from "../../../routes/mod.ts";

const CONFIG = `
[general]
default_tokens_per_second = 10
default_response_mode = "said"
[models.narrow]
max_running = 1
max_queue = 2
[models.slow]
load_slowdown = 0.5
[models.both]
max_running = 2
load_slowdown = 1
[responses.said]
content = "Light travels far over the quiet sea."
`;

/** What a test reads of an answer. */
// deno-lint-ignore no-explicit-any
export type Json = any;

/** How each protocol is asked for a stream. */
export const PROTOCOLS = {
  chat: ["/v1/chat/completions", { messages: [{ role: "user", content: "Hi" }] }],
  completions: ["/v1/completions", { prompt: "Hi" }],
  responses: ["/v1/responses", { input: "Hi" }],
  messages: ["/v1/messages", { max_tokens: 99, messages: [{ role: "user", content: "Hi" }] }],
  azure: ["/openai/v1/chat/completions", { messages: [{ role: "user", content: "Hi" }] }],
} as const;

/** One request that was sent, as far as it has come. */
export interface Sent {
  status: number | undefined;
  text: string;
  hasEnded: boolean;
  readonly body: Promise<Json>;
  readonly abort: () => void;
}

/** A server, and the ways to ask it. */
export function start() {
  const clock = new FakeClock();
  /** Lets everything happen that waits for no time. */
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await clock.advance(0);
  };
  const mocker = createStreamMocker({ clock, config: CONFIG });
  const send = async (
    model: string,
    { protocol = "chat", ask = {}, headers = {} }: {
      protocol?: keyof typeof PROTOCOLS;
      ask?: object;
      headers?: Record<string, string>;
    } = {},
  ): Promise<Sent> => {
    const [path, body] = PROTOCOLS[protocol];
    const leaving = new AbortController();
    const json = Promise.withResolvers<Json>();
    const sent: Sent = {
      status: undefined,
      text: "",
      hasEnded: false,
      body: json.promise,
      abort: () => leaving.abort(),
    };
    json.promise.catch(() => {});
    const read = async () => {
      const response = await mocker.fetch(`http://mock${path}`, {
        method: "POST",
        headers,
        body: JSON.stringify({ model, stream: true, ...body, ...ask }),
        signal: leaving.signal,
      });
      sent.status = response.status;
      const decoder = new TextDecoder();
      for await (const bytes of response.body ?? []) sent.text += decoder.decode(bytes);
      sent.hasEnded = true;
      json.resolve(sent.text.startsWith("{") ? JSON.parse(sent.text) : sent.text);
    };
    void read().catch(json.reject);
    await settle();
    return sent;
  };
  const advance = async (ms: number) => {
    await clock.advance(ms);
    await settle();
  };
  const get = async (path: string): Promise<Json> =>
    await (await mocker.fetch(`http://mock${path}`)).json();
  /** The ledger's entries, the oldest first. */
  const entries = async (): Promise<Json[]> =>
    await Promise.all(
      (await get("/requests")).data.toReversed().map(({ id }: Json) => get(`/requests/${id}`)),
    );
  const act = (id: string, action: object) =>
    mocker.fetch(`http://mock/streams/${id}`, { method: "POST", body: JSON.stringify(action) });
  const configure = (patch: object) =>
    mocker.fetch("http://mock/config", { method: "POST", body: JSON.stringify(patch) });
  /** Ends a session. */
  const end = async (session: string) => {
    await mocker.fetch(`http://mock/sessions/${session}`, { method: "DELETE" });
    await settle();
  };
  /** A number of `GET /metrics`. */
  const gauge = async (name: string) => {
    const metrics = await (await mocker.fetch("http://mock/metrics")).text();
    return Number(new RegExp(`^${name} (.*)$`, "m").exec(metrics)?.[1]);
  };
  return { end, gauge, clock, mocker, send, advance, get, entries, act, configure };
}
