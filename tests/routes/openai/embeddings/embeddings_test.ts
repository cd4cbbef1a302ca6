/** `POST /v1/embeddings`: its form, the official client, and where it refuses. */

import OpenAI from "openai";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../../../routes/mod.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

const SMALL = "text-embedding-3-small";

function start(config?: string) {
  const clock = new FakeClock({ autoAdvance: true });
  const mocker = createStreamMocker(config === undefined ? { clock } : { clock, config });
  const client = new OpenAI({
    apiKey: "any",
    baseURL: "http://mock/v1",
    fetch: mocker.fetch,
    maxRetries: 0,
  });
  const send = (body: Json, mock = "") =>
    mocker.fetch("http://mock/v1/embeddings", {
      method: "POST",
      headers: { "x-mock": mock },
      body: JSON.stringify({ model: SMALL, ...body }),
    });
  const post = async (body: Json, mock?: string): Promise<Json> =>
    await (await send(body, mock)).json();
  return { mocker, client, send, post };
}

Deno.test("embeddings: the answer reads to the letter, as numbers and as base64", async () => {
  const { send } = start();
  const list = (embedding: string) =>
    `{"object":"list","data":[{"object":"embedding","index":0,"embedding":${embedding}}]` +
    `,"model":"${SMALL}","usage":{"prompt_tokens":2,"total_tokens":2}}`;
  const asked = { input: "a lamp", dimensions: 2 };
  const [x, y] = JSON.parse(await (await send(asked)).text()).data[0].embedding;
  assertEquals(await (await send(asked)).text(), list(`[${x},${y}]`));
  const base64 = new Uint8Array(Float32Array.of(x, y).buffer).toBase64();
  const encoded = await send({ ...asked, encoding_format: "base64" });
  assertEquals(await encoded.text(), list(`"${base64}"`));
});

Deno.test("embeddings: each model has its dimensions, and all vectors are of length 1", async () => {
  const { post } = start();
  const sizes = {
    [SMALL]: 1536,
    "text-embedding-3-large": 3072,
    "text-embedding-ada-002": 1536,
    x: 1536,
  };
  for (const [model, size] of Object.entries(sizes)) {
    const vector: number[] = (await post({ model, input: "a lamp" })).data[0].embedding;
    assertEquals(vector.length, size);
    assertAlmostEquals(Math.hypot(...vector), 1, 1e-6);
  }
});

Deno.test("embeddings: the openai client, which asks for base64, decodes the same numbers", async () => {
  const { client, post } = start();
  const { data } = await client.embeddings.create({ model: SMALL, input: ["a lamp", "a horn"] });
  const plain = await post({ input: ["a lamp", "a horn"], encoding_format: "float" });
  assertEquals(data.map((one) => one.embedding), plain.data.map((one: Json) => one.embedding));
});

Deno.test("embeddings: an input of tokens counts them and means their text", async () => {
  const { post } = start();
  const [tokens, text] = [await post({ input: [791, 3363] }), await post({ input: "The city" })];
  assertEquals(tokens, text);
  const several = await post({ input: [[791, 3363], [791]] });
  assertEquals(several.usage, { prompt_tokens: 3, total_tokens: 3 });
  assertEquals(several.data[0], text.data[0]);
});

Deno.test("embeddings: headers name the model, and the ledger has model and tokens", async () => {
  const { send, mocker } = start();
  const response = await send({ input: "a lamp" });
  await response.body?.cancel();
  assertEquals(response.headers.get("openai-model"), SMALL);
  assertEquals(response.headers.get("x-ratelimit-limit-requests"), "10000");
  const id = response.headers.get("x-request-id");
  const entry = await (await mocker.fetch(`http://mock/requests/${id}`)).json();
  assertEquals(
    [entry.model, entry.prompt_tokens, entry.tokens, entry.outcome, entry.completion_id],
    [SMALL, 2, 0, "completed", null],
  );
});

Deno.test("embeddings: a model may be called what no header can carry", async () => {
  const response = await start().send({ model: "a→b é", input: "a" });
  assertEquals(response.headers.get("openai-model"), "a?b??");
  assertEquals((await response.json()).model, "a→b é");
});

Deno.test("embeddings: a model's rate limits hold", async () => {
  const { send } = start('[models."text-embedding-3-small"]\ntokens_per_minute = 3\n');
  const [first, second] = [await send({ input: "a lamp" }), await send({ input: "a lamp" })];
  assertEquals([first.status, second.status], [200, 429]);
  const { error } = await second.json();
  assertEquals([error.type, error.code], ["tokens", "rate_limit_exceeded"]);
  await first.body?.cancel();
});

Deno.test("embeddings: 2,048 long inputs leave the event loop its turns", async () => {
  const { send } = start();
  const input = Array.from({ length: 2048 }, (_, i) => `${i} ${"lorem ipsum ".repeat(40)}`);
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const response = await send({ input, dimensions: 8, mock: { encoding: "estimate" } });
  const { data } = await response.json();
  clearInterval(timer);
  assertEquals(data.length, 2048);
  assertEquals(turns > 20, true, `${turns} turns`);
});

const INVALID =
  "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.";

const REFUSED: readonly (readonly [what: string, body: Json, error: Json, mock?: string])[] = [
  ["no model", { model: "", input: "a" }, { message: "you must provide a model parameter" }],
  ["no input", {}, { message: "Missing required parameter: 'input'.", param: "input" }],
  ["an empty text", { input: "" }, { message: INVALID, param: null, code: null }],
  ["an empty text among others", { input: ["a", ""] }, { message: INVALID }],
  ["an empty list", { input: [] }, { param: "input", code: "empty_array" }],
  ["an empty list of tokens", { input: [[]] }, { param: "input", code: "invalid_type" }],
  ["an input that is none", { input: { a: 1 } }, { param: "input", code: "invalid_type" }],
  ["a token that is none", { input: [1, 2.5] }, { param: "input", code: "invalid_type" }],
  ["more than 2,048 inputs", { input: Array(2049).fill("a") }, {
    message:
      "Invalid 'input': array too long. Expected an array with maximum length 2048, but got an array with length " +
      "2049 instead.",
    code: "array_above_max_length",
  }],
  ["another encoding", { input: "a", encoding_format: "int8" }, {
    message: "Invalid value: 'int8'. Supported values are: 'float' and 'base64'.",
  }],
  ["no dimensions at all", { input: "a", dimensions: 0 }, { param: "dimensions" }],
  [
    "dimensions of an old model, if strict,",
    { model: "text-embedding-ada-002", input: "a", dimensions: 8 },
    { message: "This model does not support specifying dimensions.", param: null },
    "strict=true",
  ],
  ["more dimensions than there are, if strict,", { input: "a", dimensions: 1537 }, {
    message:
      "Invalid 'dimensions': integer above maximum value. Expected a value <= 1536, but got 1537 instead.",
  }, "strict=true"],
  ["a text of over 8,192 tokens, if strict,", { input: "a ".repeat(9000) }, {
    message:
      "This model's maximum context length is 8192 tokens, however you requested 9001 tokens (9001 in your prompt; " +
      "0 for the completion). Please reduce your prompt; or completion length.",
  }, "strict=true"],
];

for (const [what, body, expected, mock] of REFUSED) {
  Deno.test(`embeddings: ${what} is refused`, async () => {
    const response = await start().send(body, mock);
    const { error } = await response.json();
    assertEquals(response.status, 400);
    assertEquals(Object.keys(error), ["message", "type", "param", "code"]);
    assertEquals({ ...error, ...expected }, error);
  });
}

Deno.test("embeddings: strict refuses an unknown model", async () => {
  const response = await start().send({ model: "x", input: "a" }, "strict=true");
  assertEquals([response.status, (await response.json()).error.code], [404, "model_not_found"]);
});
