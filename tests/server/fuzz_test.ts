/**
 * Bodies that hardly anybody would send, to every endpoint: none breaks the server or a stream, and every error is in
 * its envelope. 2,000 of them, or as many as `FUZZ` says: `FUZZ=20000 deno task test`; `FUZZ_SEED` gives others.
 */

import { assert, assertEquals } from "@std/assert";
import { type Random, seededRandom } from "../../lib/random.ts";
import { createStreamMocker, FakeClock, type StreamMocker } from "../../routes/mod.ts";
import { fuzzedBody, pick } from "./fuzz_bodies.ts";
import { compressed } from "./fuzz_encodings.ts";
import { type Endpoint, ENDPOINTS, type Family } from "./fuzz_endpoints.ts";

const CONFIG = `
[general]
default_tokens_per_second = 1000
default_response_mode = "said"
[models.m]
[models.thinker]
reasoning_tokens = 20
reasoning_text = "content"
[models.text-embedding-3-small]
[responses.said]
content = "Light travels far over the quiet sea. 🏳️‍🌈"
[responses.long]
content = "Far over the quiet sea, light travels."
`;

/** A client that has read so much leaves. */
const PATIENCE_BYTES = 2 ** 21;

const MOCKS: readonly [string, ...string[]] = [
  "",
  "",
  "",
  "strict=true",
  "tps=inf&seed=1",
  "jitter=2",
];

// deno-lint-ignore no-explicit-any
type Json = any;

function newMocker(): StreamMocker {
  return createStreamMocker({ clock: new FakeClock({ autoAdvance: true }), config: CONFIG });
}

/** What came of an answer: all of it, or as much as was waited for. */
interface Received {
  readonly text: string;
  readonly whole: boolean;
}

async function receive(response: Response): Promise<Received> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > PATIENCE_BYTES) return { text, whole: false };
  }
  return { text: text + decoder.decode(), whole: true };
}

function assertEnvelope(text: string, family: Family): void {
  const body: Json = JSON.parse(text);
  if (family === "anthropic") {
    assertEquals(Object.keys(body), ["type", "error", "request_id"]);
    assertEquals(Object.keys(body.error), ["type", "message"]);
  } else {
    assertEquals(Object.keys(body), ["error"]);
    assertEquals(Object.keys(body.error), ["message", "type", "param", "code"]);
  }
  assert(body.error.message !== "", "an error without words");
}

/** A stream is events of JSON up to its proper last one. */
function assertStream(text: string, family: Family): void {
  assert(text.endsWith("\n\n"), `ends within an event: ${text.slice(-80)}`);
  const events = text.slice(0, -2).split("\n\n");
  const datas = events.map((event) => event.split("\n").at(-1)?.replace(/^data: /, "") ?? "");
  const last = family === "openai" ? datas.pop() : undefined;
  const values: readonly Json[] = datas.map((data) => JSON.parse(data));
  switch (family) {
    case "openai": {
      assertEquals(last, "[DONE]");
      const choices: readonly Json[] = values.flatMap((value) => value.choices);
      const indexes = new Set(choices.map((choice) => choice.index));
      const finished = choices.filter((choice) => choice.finish_reason !== null);
      assertEquals(finished.length, indexes.size, "choices that finish");
      break;
    }
    case "responses":
      assertEquals(values.map((value) => value.sequence_number), [...values.keys()]);
      assert(/^response\.(completed|incomplete)$/.test(values.at(-1).type));
      break;
    case "anthropic":
      assertEquals(values.at(-1), { type: "message_stop" });
      break;
  }
}

async function assertSound(response: Response, family: Family): Promise<void> {
  assert(response.status < 500, `status ${response.status}`);
  const type = response.headers.get("content-type") ?? "";
  const { text, whole } = await receive(response);
  if (response.status >= 400) assertEnvelope(text, family);
  else if (!whole) return;
  else if (type.startsWith("text/event-stream")) assertStream(text, family);
  else JSON.parse(text);
}

/** Opens a stream that nobody reads, so that it stays open. */
async function openStream(mocker: StreamMocker): Promise<Response> {
  return await mocker.fetch("http://mock/v1/chat/completions", {
    method: "POST",
    body: '{"model":"m","messages":[{"role":"user","content":"a"}],"stream":true}',
  });
}

async function fire({ path, family, bases }: Endpoint, random: Random, shared: StreamMocker) {
  const json = fuzzedBody(pick(random, bases), random);
  const mock = pick(random, MOCKS);
  // What is done to a configuration stays: each gets a server of its own.
  const mocker = path === "/config" ? newMocker() : shared;
  const held = path.includes(":stream") ? await openStream(mocker) : undefined;
  const url = "http://mock" + path.replace(":stream", held?.headers.get("x-request-id") ?? "");
  const { encoding, body } = compressed(json, random);
  const headers = {
    "x-mock": mock,
    "anthropic-version": "2023-06-01",
    ...(encoding === undefined ? {} : { "content-encoding": encoding }),
  };
  try {
    const response = await mocker.fetch(url, { method: "POST", headers, body });
    await assertSound(response, family);
    if (path === "/config") assertEquals((await mocker.fetch("http://mock/config")).status, 200);
  } catch (error) {
    const how = `x-mock: ${mock}, content-encoding: ${encoding}`;
    throw new Error(`POST ${path} (${how}) ${json.slice(0, 4000)}`, { cause: error });
  } finally {
    await held?.body?.cancel().catch(() => {});
  }
}

const count = Number(Deno.env.get("FUZZ") ?? 2000);
const seed = Number(Deno.env.get("FUZZ_SEED") ?? 1);

Deno.test(`fuzz: ${count} mutated bodies break nothing`, async () => {
  const random = seededRandom(seed);
  const mocker = newMocker();
  const failures: Error[] = [];
  for (let i = 0; i < count && failures.length < 20; i++) {
    try {
      await fire(pick(random, ENDPOINTS), random, mocker);
    } catch (error) {
      if (error instanceof Error) failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures);
  const response = await openStream(mocker);
  await assertSound(response, "openai");
});

const USER = { role: "user", content: "a" };
const LONG = { model: "m", duration_seconds: 80_000, mock: { tokens_per_second: 10 } };

const COSTLY: readonly (readonly [what: string, path: string, body: Json])[] = [
  ["3 million messages", "/v1/chat/completions", { model: "m", messages: Array(3e6).fill(1) }],
  ["3 million items", "/v1/responses", { model: "m", input: Array(3e6).fill(1) }],
  ["3 million turns", "/v1/messages", { model: "m", max_tokens: 1, messages: Array(3e6).fill(1) }],
  ["3 million empty texts", "/v1/embeddings", { model: "m", input: Array(3e6).fill("") }],
  ["gigabytes of logprobs", "/v1/chat/completions", {
    ...LONG,
    messages: [USER],
    logprobs: true,
    top_logprobs: 20,
  }],
  ["gigabytes of echo", "/v1/completions", {
    ...LONG,
    prompt: "a".repeat(1e6),
    echo: true,
    n: 128,
  }],
  ["a hundred days of text", "/v1/chat/completions", { ...LONG, messages: [USER], n: 100 }],
];

for (const [what, path, body] of COSTLY) {
  Deno.test(`fuzz: ${what} are refused before they cost much`, async () => {
    // Without bounds these took 4 to 33 s, or the server's life.
    const response = await newMocker().fetch(`http://mock${path}`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    assertEquals(response.status, 400);
    await assertSound(response, path === "/v1/messages" ? "anthropic" : "openai");
  });
}
