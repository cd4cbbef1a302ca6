/** What public reports met in chat completions: each case stands for its kind. */

import { assert, assertEquals } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../../../routes/mod.ts";

function start(config?: string) {
  const clock = new FakeClock({ autoAdvance: true });
  const mocker = createStreamMocker(config === undefined ? { clock } : { clock, config });
  const ask = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    mocker.fetch(`http://mock${path}`, {
      method: "POST",
      headers,
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const chat = async (body: object, path = "/v1/chat/completions") => {
    const response = await ask(path, { model: "gpt-4o", messages: ASK, ...body });
    return { status: response.status, headers: response.headers, json: await response.json() };
  };
  const chunks = async (body: object) => {
    const response = await ask("/v1/chat/completions", {
      model: "gpt-4o",
      messages: ASK,
      stream: true,
      ...body,
    });
    return (await response.text()).split("\n\n").filter((event) => event.startsWith("data: {"))
      .map((event) => JSON.parse(event.slice(6)));
  };
  return { ask, chat, chunks };
}

const ASK = [{ role: "user", content: "Hello!" }];
const tool = (name: string, parameters: unknown = { type: "object" }) => ({
  type: "function",
  function: { name, parameters },
});

Deno.test("chat: a model that shows its thinking tells a lone call's id, type and name", async () => {
  const { chunks } = start();
  const all = await chunks({ model: "deepseek-r1", tools: [tool("f")], tool_choice: "required" });
  const heads = all.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? [])
    .filter((call) => call.id !== undefined);
  assertEquals(heads.map(({ type, function: { name } }) => [type, name]), [["function", "f"]]);
  assert(heads[0].id.startsWith("call_"));
});

Deno.test("chat: JSON mode speaks an object worth streaming, by the schema where one is given", async () => {
  const { chat } = start();
  const content = async (body: object) => (await chat(body)).json.choices[0].message.content;
  const plain = await content({ response_format: { type: "json_object" } });
  assert(Object.keys(JSON.parse(plain)).length > 2, plain);
  const schema = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
  const given = await content({ response_format: { type: "json_object", schema } });
  assertEquals(Object.keys(JSON.parse(given)), ["city"]);
});

Deno.test("chat: JSON mode speaks the named response where that is JSON", async () => {
  const { chat } = start(
    `[general]\ndefault_response_mode = "j"\n[responses.j]\ncontent = '{"a": [1]}'\n`,
  );
  const { json } = await chat({ response_format: { type: "json_object" } });
  assertEquals(json.choices[0].message.content, '{"a": [1]}');
});

for (
  const parameters of [
    {},
    { description: "nothing" },
    { type: "OBJECT", properties: { a: { type: "STRING" } }, required: ["a"] },
    { type: "string" },
    { type: ["string", "null"] },
    { enum: ["a"] },
    undefined,
  ]
) {
  Deno.test(`chat: arguments are an object for the parameters ${JSON.stringify(parameters)}`, async () => {
    const { chat } = start();
    const { json } = await chat({
      tools: [{ type: "function", function: { name: "f", ...(parameters ? { parameters } : {}) } }],
      tool_choice: "required",
      seed: 3,
    });
    const args = JSON.parse(json.choices[0].message.tool_calls[0].function.arguments);
    assert(typeof args === "object" && args !== null && !Array.isArray(args), JSON.stringify(args));
  });
}

Deno.test("chat: anchors in a tool's schema resolve", async () => {
  const { chat } = start();
  const parameters = {
    type: "object",
    properties: { at: { $ref: "#place" } },
    required: ["at"],
    $defs: {
      p: { $anchor: "place", type: "object", properties: { x: { const: 7 } }, required: ["x"] },
    },
  };
  const { json } = await chat({ tools: [tool("f", parameters)], tool_choice: "required" });
  assertEquals(JSON.parse(json.choices[0].message.tool_calls[0].function.arguments), {
    at: { x: 7 },
  });
});

Deno.test("chat: allowed_tools lets only those be called, and required holds", async () => {
  const { chat } = start();
  const allowed = (mode: string, ...names: string[]) => ({
    type: "allowed_tools",
    allowed_tools: { mode, tools: names.map((name) => ({ type: "function", function: { name } })) },
  });
  for (let seed = 0; seed < 5; seed++) {
    const { json } = await chat({
      seed,
      tools: [tool("a"), tool("b"), tool("c")],
      tool_choice: allowed("required", "b"),
      mock: { tool_calls: "never" },
    });
    assertEquals(json.choices[0].message.tool_calls[0].function.name, "b");
  }
  const { json } = await chat({
    tools: [tool("a")],
    tool_choice: allowed("auto", "a"),
    mock: { tool_calls: "never" },
  });
  assertEquals(json.choices[0].finish_reason, "stop");
});

Deno.test("chat: the tier that was asked for is told back, fast as priority", async () => {
  const { chat, chunks } = start();
  const tier = async (asked?: string) =>
    (await chat(asked ? { service_tier: asked } : {})).json.service_tier;
  assertEquals(
    await Promise.all([undefined, "auto", "default", "flex", "priority", "fast"].map(tier)),
    ["default", "default", "default", "flex", "priority", "priority"],
  );
  assertEquals((await chunks({ service_tier: "flex" }))[0].service_tier, "flex");
});

Deno.test("chat: a refusal's first chunk lists its log probabilities under refusal", async () => {
  const { chunks } = start();
  const [first] = await chunks({ logprobs: true, mock: { refuse: true } });
  assertEquals(first.choices[0].logprobs, { content: null, refusal: [] });
});

for (const seed of ["9223372036854775807", "-9223372036854775808", "9007199254740993"]) {
  Deno.test(`chat: the seed ${seed} is taken, wherever it stands`, async () => {
    const { ask } = start();
    const body = (more: string) =>
      `{"model":"gpt-4o","messages":[{"role":"user","content":"x"}]${more}}`;
    const path = "/v1/chat/completions";
    const all = await Promise.all([
      ask(path, body(`,"seed":${seed}`)),
      ask(`${path}?seed=${seed}`, body("")),
      ask(path, body(""), { "x-mock": `seed=${seed}` }),
      ask(path, body(`,"mock":{"seed":${seed}}`)),
    ]);
    assertEquals(all.map(({ status }) => status), [200, 200, 200, 200]);
    const [first, ...others] = await Promise.all(all.map(async (one) => (await one.json()).id));
    assertEquals(others, [first, first, first]);
  });
}

Deno.test("seeds beyond 2^53 are not all alike", async () => {
  const { chat } = start();
  const id = async (seed: number) => (await chat({ mock: { seed } })).json.id;
  assert(await id(2 ** 62) !== await id(2 ** 61));
});

for (const path of ["/v1/chat/completions", "/v1/responses", "/v1/messages", "/v1/completions"]) {
  Deno.test(`${path}: a limit of more tokens than can be counted with is taken`, async () => {
    const { ask } = start();
    const input = { messages: ASK, input: "x", prompt: "x" };
    const limit = path === "/v1/responses" ? "max_output_tokens" : "max_tokens";
    const keys = path === "/v1/messages" || path === "/v1/chat/completions"
      ? { messages: input.messages }
      : path === "/v1/responses"
      ? { input: input.input }
      : { prompt: input.prompt };
    const body = JSON.stringify({ model: "gpt-4o", ...keys, [limit]: 1 })
      .replace(`"${limit}":1`, `"${limit}":9223372036854775807`);
    const response = await ask(path, body);
    assertEquals(response.status, 200);
    await response.body?.cancel();
  });
}

for (
  const query of ["_ts=123", "key=abc", "alt=sse", "api-version=1", "utm_source=x", "ts=1", "v=2"]
) {
  Deno.test(`a query of somebody else's, ?${query}, is let pass`, async () => {
    const { chat } = start();
    assertEquals((await chat({}, `/v1/chat/completions?${query}`)).status, 200);
  });
}

Deno.test("a query key that is nearly a setting is refused with the one that was meant", async () => {
  const { chat } = start();
  const { status, json } = await chat({}, "/v1/chat/completions?tokens_per_secnd=5");
  assertEquals(status, 400);
  assert(json.error.message.includes("Did you mean 'tokens_per_second'?"), json.error.message);
});

Deno.test("a setting's slash on the endpoint's URL stays a value", async () => {
  const { chat } = start();
  for (const value of ["n/a", "/v1/models", "/x/../../../../config"]) {
    const { status } = await chat({}, `/v1/chat/completions?truncation_message=${value}`);
    assertEquals(status, 200, value);
  }
});

const MEANT = [
  ["/chat/completions", "/v1/chat/completions"],
  ["/responses", "/v1/responses"],
  ["/messages", "/v1/messages"],
  ["/embeddings", "/v1/embeddings"],
  ["/v1/v1/chat/completions", "/v1/chat/completions"],
  ["/api/v1/chat/completions", "/v1/chat/completions"],
  ["/v1/chat/completions/", "/v1/chat/completions"],
  ["//v1/chat/completions", "/v1/chat/completions"],
  ["/v1beta/completions", "/v1/completions"],
] as const;

for (const [path, meant] of MEANT) {
  Deno.test(`POST ${path} is a 404 that names ${meant}`, async () => {
    const { chat } = start();
    const { status, json } = await chat({}, path);
    assertEquals(status, 404);
    assert(json.error.message.includes(`Did you mean ${meant}?`), json.error.message);
  });
}

Deno.test("a request larger than the bucket is told so, and not when to come again", async () => {
  const { ask } = start("[models.m]\ntokens_per_minute = 5\n");
  const openAi = await ask("/v1/chat/completions", { model: "m", messages: ASK });
  const { error } = await openAi.json();
  assertEquals([openAi.status, error.type, error.code], [429, "tokens", "rate_limit_exceeded"]);
  assert(error.message.startsWith("Request too large for m in organization"), error.message);
  assert(error.message.includes("on tokens per min (TPM): Limit 5, Requested "), error.message);
  assertEquals(openAi.headers.get("retry-after"), null);
  const anthropic = await ask(
    "/v1/messages",
    { model: "m", messages: ASK, max_tokens: 9 },
    { "anthropic-version": "2023-06-01" },
  );
  assertEquals([anthropic.status, anthropic.headers.get("retry-after")], [429, null]);
  await anthropic.body?.cancel();
});
