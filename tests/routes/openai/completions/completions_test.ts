/** `POST /v1/completions`: to the letter, by the official client, and where it refuses. */

import OpenAI from "openai";
import { assertEquals, assertRejects } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../../../routes/mod.ts";

const CONFIG = `
[general]
default_tokens_per_second = 10
default_response_mode = "said"
[models.m]
seed = 3
[models.thinker]
seed = 3
reasoning_tokens = 5
[responses.said]
content = "Light travels far over the quiet sea."
`;
const ID = "999LGdqSvgHXI6VL6vUexI3WhyzAn";

// deno-lint-ignore no-explicit-any
type Json = any;

function start(clock = new FakeClock({ autoAdvance: true })) {
  const mocker = createStreamMocker({ clock, config: CONFIG });
  const client = new OpenAI({
    apiKey: "any",
    baseURL: "http://mock/v1",
    fetch: mocker.fetch,
    maxRetries: 0,
  });
  const send = (body: Json, mock = "") =>
    mocker.fetch("http://mock/v1/completions", {
      method: "POST",
      headers: { "x-mock": mock },
      body: JSON.stringify({ model: "m", prompt: "Say hi", ...body }),
    });
  const post = async (body: Json, mock?: string): Promise<Json> =>
    await (await send(body, mock)).json();
  const stream = async (body: Json, mock?: string) =>
    await (await send({ stream: true, ...body }, mock)).text();
  return { clock, mocker, client, send, post, stream };
}

/** A stream of one model's chunks, each given as its choice and what follows the choices. */
function chunks(id: string, ...all: readonly (readonly [choice: string, after?: string])[]) {
  const head = `{"id":"${id}","object":"text_completion","created":1700000000,"model":"m"`;
  const events = all.map(([choice, after = ""]) =>
    `data: ${head},"choices":[${choice}]${after}}\n\n`
  );
  return events.join("") + "data: [DONE]\n\n";
}

function text(text: string, index = 0, finish: string | null = null, logprobs = "null") {
  return `{"text":${JSON.stringify(text)},"index":${index},"logprobs":${logprobs}` +
    `,"finish_reason":${JSON.stringify(finish)}}`;
}

const usage = (prompt: number, completion: number) =>
  `,"usage":{"prompt_tokens":${prompt},"completion_tokens":${completion},"total_tokens":${
    prompt + completion
  }}`;

Deno.test("completions: a stream ends on its last text, which carries the usage", async () => {
  assertEquals(
    await start().stream({ max_tokens: 3 }),
    chunks(
      `mock-cmpl-${ID}`,
      [text("Light")],
      [text(" travels")],
      [text(" far", 0, "length"), usage(2, 3)],
    ),
  );
});

Deno.test("completions: include_usage adds a chunk of its own, as the real API does", async () => {
  const body = { stop: " far", stream_options: { include_usage: true } };
  assertEquals(
    await start().stream(body, "strict=true"),
    chunks(
      `cmpl-${ID}`,
      [text("Light"), ',"usage":null'],
      [text(" travels", 0, "stop"), ',"usage":null'],
      ["", usage(2, 2)],
    ),
  );
});

Deno.test("completions: strict says no usage that nobody asked for", async () => {
  assertEquals(
    await start().stream({ max_tokens: 2 }, "strict=true"),
    chunks(`cmpl-${ID}`, [text("Light")], [text(" travels", 0, "length")]),
  );
});

Deno.test("completions: prompts times n take turns, each echoed before its first token", async () => {
  const body = { prompt: ["One: ", "Two: "], n: 2, echo: true, max_tokens: 2 };
  assertEquals(
    await start().stream(body),
    chunks(
      `mock-cmpl-${ID}`,
      [text("One: Light", 0)],
      [text("One: Light", 1)],
      [text("Two: Light", 2)],
      [text("Two: Light", 3)],
      [text(" travels", 0, "length")],
      [text(" travels", 1, "length")],
      [text(" travels", 2, "length")],
      [text(" travels", 3, "length"), usage(6, 8)],
    ),
  );
});

Deno.test("completions: a whole answer says what its stream says", async () => {
  const { post, stream } = start();
  const whole = await post({ logprobs: 2 });
  const events = (await stream({ logprobs: 2 })).split("\n\n").slice(0, -2)
    .map((event): Json => JSON.parse(event.slice("data: ".length)).choices[0]);
  const [choice] = whole.choices;
  assertEquals(Object.keys(whole), ["id", "object", "created", "model", "choices", "usage"]);
  assertEquals(choice.text, events.map((event) => event.text).join(""));
  for (const list of ["tokens", "token_logprobs", "top_logprobs", "text_offset"]) {
    assertEquals(choice.logprobs[list], events.flatMap((event) => event.logprobs[list]));
  }
  assertEquals(choice.logprobs.tokens.join(""), choice.text);
  // They count from where the prompt, "Say hi", ends.
  assertEquals(choice.logprobs.text_offset.slice(0, 3), [6, 11, 19]);
  assertEquals(choice.finish_reason, "stop");
});

Deno.test("completions: text_offset stays with its token when a chunk holds several", async () => {
  const { post } = start();
  const one = await post({ logprobs: 0 });
  const three = await post({ logprobs: 0, mock: { tokens_per_chunk: 3 } });
  for (const list of ["tokens", "text_offset"]) {
    assertEquals(three.choices[0].logprobs[list], one.choices[0].logprobs[list]);
  }
  assertEquals(Object.keys(one.choices[0].logprobs.top_logprobs[0]), ["Light"]);
});

Deno.test("completions: a prompt of tokens counts them and is echoed as their text", async () => {
  const { post } = start();
  // cl100k_base: "The city". `m` would be counted in o200k_base.
  const body = { model: "m?encoding=cl100k_base", prompt: [791, 3363], echo: true, max_tokens: 1 };
  const { choices, usage } = await post(body);
  assertEquals(choices[0].text, "The cityLight");
  assertEquals(usage, { prompt_tokens: 2, completion_tokens: 1, total_tokens: 3 });
});

Deno.test("completions: without max_tokens strict stops after 16, and the mock speaks to the end", async () => {
  const { post } = start();
  const mock = { duration_seconds: 3 };
  assertEquals((await post({ mock })).usage.completion_tokens, 30);
  const strict = await post({}, "strict=true&duration_seconds=3");
  assertEquals(strict.usage.completion_tokens, 16);
  assertEquals(strict.choices[0].finish_reason, "length");
});

Deno.test("completions: max_tokens of 0 says the prompt alone, or nothing", async () => {
  const { stream } = start();
  assertEquals(
    await stream({ max_tokens: 0, echo: true }),
    chunks(`mock-cmpl-${ID}`, [text("Say hi", 0, "length"), usage(2, 0)]),
  );
  assertEquals(
    await stream({ max_tokens: 0 }),
    chunks(`mock-cmpl-${ID}`, [text("", 0, "length"), usage(2, 0)]),
  );
});

Deno.test("completions: thinking is counted and not shown", async () => {
  const { choices, usage } = await start().post({ model: "thinker", max_tokens: 7 });
  assertEquals(choices[0].text, "Light travels");
  assertEquals(usage.completion_tokens, 7);
});

Deno.test("completions: the clock shows the configured rate", async () => {
  const { stream, clock } = start();
  await stream({ prompt: ["a", "b"], max_tokens: 6 });
  assertEquals(clock.now(), 600);
});

Deno.test("completions: a stream ended by hand still says that it is finished", async () => {
  const { send, mocker, clock } = start(new FakeClock());
  const response = await send({ stream: true, n: 2 });
  const id = response.headers.get("x-request-id");
  const body = response.text();
  await clock.advance(250);
  const ending = mocker.fetch(`http://mock/streams/${id}`, {
    method: "POST",
    body: '{"action":"end"}',
  });
  await clock.advance(0);
  await (await ending).body?.cancel();
  await clock.advance(0);
  assertEquals(
    await body,
    chunks(
      `mock-cmpl-${ID}`,
      [text("Light", 0)],
      [text("Light", 1)],
      [text(" travels", 0)],
      [text(" travels", 1)],
      [text("", 0, "stop")],
      [text("", 1, "stop"), usage(2, 4)],
    ),
  );
});

Deno.test("completions: the openai client reads both forms", async () => {
  const { client } = start();
  const asked = { model: "m", prompt: "Say hi" };
  const whole = await client.completions.create(asked);
  const stream = await client.completions.create({ ...asked, stream: true });
  let said = "";
  let finish: string | null = null;
  for await (const chunk of stream) {
    said += chunk.choices[0]?.text ?? "";
    finish = chunk.choices[0]?.finish_reason ?? null;
  }
  assertEquals([said, finish], [whole.choices[0]?.text, "stop"]);
  assertEquals(said, "Light travels far over the quiet sea.");
  await assertRejects(
    () => client.completions.create({ ...asked, n: 0 }),
    OpenAI.BadRequestError,
  );
});

const REFUSED: readonly (readonly [what: string, body: Json, error: Json])[] = [
  ["no model", { model: undefined }, {
    message: "you must provide a model parameter",
    param: null,
    code: null,
  }],
  ["a prompt that is none", { prompt: { text: "a" } }, {
    message:
      "Invalid type for 'prompt': expected one of a string, array of strings, array of integers, or array of " +
      "integer arrays, but got an object instead.",
    param: "prompt",
    code: "invalid_type",
  }],
  ["prompts of two kinds", { prompt: ["a", [1]] }, { param: "prompt", code: "invalid_type" }],
  ["no prompt in the list", { prompt: [] }, { param: "prompt", code: "empty_array" }],
  ["prompts times n beyond bounds", { prompt: Array(200).fill("a"), n: 20 }, { param: "n" }],
  ["more logprobs than five", { logprobs: 6 }, {
    message:
      "Invalid 'logprobs': integer above maximum value. Expected a value <= 5, but got 6 instead.",
    param: "logprobs",
    code: "integer_above_max_value",
  }],
  ["logprobs of what is echoed", { logprobs: 1, echo: true }, {
    message: "Setting 'echo' and 'logprobs' at the same time is not supported for this model.",
  }],
  ["fewer made than asked for", { n: 3, best_of: 2 }, { param: "best_of" }],
  ["an echo of gigabytes", { prompt: "a".repeat(2 ** 20), n: 128, echo: true }, {
    param: "prompt",
  }],
  ["stream_options without a stream", { stream_options: {} }, { param: "stream_options" }],
];

for (const [what, body, expected] of REFUSED) {
  Deno.test(`completions: ${what} is refused`, async () => {
    const response = await start().send(body);
    const { error } = await response.json();
    assertEquals(response.status, 400);
    assertEquals(Object.keys(error), ["message", "type", "param", "code"]);
    assertEquals({ ...error, ...expected }, error);
  });
}

Deno.test("completions: strict refuses unknown keys and unknown models", async () => {
  const { send } = start();
  const { error } = await (await send({ response_length: "said" }, "strict=true")).json();
  assertEquals(error.message, "Unknown parameter: 'response_length'.");
  const unknown = await send({ model: "x" }, "strict=true");
  assertEquals([unknown.status, (await unknown.json()).error.code], [404, "model_not_found"]);
});
