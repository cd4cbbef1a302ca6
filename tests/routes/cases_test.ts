/**
 * What people who do this job met (issue 11, CASES.md), row by row, each with siblings of its kind, by default and strict. Rows 16 to 18
 * and 24 to 35 are in refused_together_test.ts; rows 1, 10, 48 to 51 ask a socket, a file or a machine: tests/server, tests/config,
 * tests/sample and tests/recipes.
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../routes/mod.ts";
import { shippedConfig } from "../../lib/config/shipped.ts";

const CHAT = "/v1/chat/completions";
const RESPONSES = "/v1/responses";
const MESSAGES = "/v1/messages";
const AZURE = "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21";
const USER = { role: "user", content: "Hello!" };
const ANTHROPIC = { "anthropic-version": "2023-06-01" };

// deno-lint-ignore no-explicit-any
type Json = any;

const chat = (body: Json = {}) => ({ model: "gpt-4o", messages: [USER], ...body });
const respond = (body: Json = {}) => ({ model: "gpt-4o", input: "Hello!", ...body });
const message = (body: Json = {}) => ({
  model: "claude-sonnet-4-5",
  max_tokens: 2000,
  messages: [USER],
  ...body,
});
const fn = (name: string, parameters: Json = { type: "object" }) => ({
  type: "function",
  function: { name, parameters },
});
const flat = (name: string, parameters: Json = { type: "object" }) => ({
  type: "function",
  name,
  parameters,
});
const owned = (name: string) => ({ name, input_schema: { type: "object" } });

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Json;
  /** The data of a stream's events. */
  readonly events: readonly Json[];
}

interface World {
  readonly strict: boolean;
  readonly clock: FakeClock;
  post(path: string, body: Json, headers?: Record<string, string>): Promise<Answered>;
  get(path: string, headers?: Record<string, string>, method?: string): Promise<Answered>;
}

/** A test of a row, by default and strict. */
function row(number: number, what: string, test: (world: World) => Promise<void>): void {
  for (const strict of [false, true]) {
    Deno.test(`row ${number}${strict ? " S" : ""}: ${what}`, () => test(world(strict)));
  }
}

function world(strict: boolean, settings = "tps=inf&ttft=0&jitter=0"): World {
  const clock = new FakeClock({ autoAdvance: true });
  const { fetch } = createStreamMocker({ clock, config: shippedConfig });
  const send = async (path: string, init: RequestInit): Promise<Answered> => {
    const headers = new Headers(init.headers);
    const own = headers.get("x-mock");
    headers.set("x-mock", `${settings}&strict=${strict}${own === null ? "" : `&${own}`}`);
    const response = await fetch(`http://mock${path}`, { ...init, headers });
    const text = await response.text();
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isStream || text === "" ? undefined : parsed(text),
      events: isStream
        ? text.split("\n").filter((line) => line.startsWith("data: {")).map((line) =>
          JSON.parse(line.slice(6))
        )
        : [],
    };
  };
  return {
    strict,
    clock,
    post: (path, body, headers = {}) =>
      send(path, {
        method: "POST",
        headers,
        body: typeof body === "string" || body instanceof Uint8Array
          ? body as BodyInit
          : JSON.stringify(body),
      }),
    get: (path, headers = {}, method = "GET") => send(path, { method, headers }),
  };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  }
}

function ok(answer: Answered): Answered {
  assertEquals(answer.status, 200, answer.text);
  return answer;
}

async function packed(body: Json, format: CompressionFormat): Promise<Uint8Array> {
  const stream = new Blob([JSON.stringify(body)]).stream()
    .pipeThrough(new CompressionStream(format));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

row(
  2,
  "a compressed body is read, and an encoding that is not known is named",
  async ({ post }) => {
    for (const format of ["gzip", "deflate"] as const) {
      const head = { "content-encoding": format };
      ok(await post(CHAT, await packed(chat(), format), head));
      ok(await post(RESPONSES, await packed(respond(), format), head));
      ok(await post(MESSAGES, await packed(message(), format), { ...head, ...ANTHROPIC }));
      ok(await post(AZURE, await packed(chat(), format), head));
    }
    const { status, text } = await post(CHAT, chat(), { "content-encoding": "lzma" });
    assertEquals(status, 415);
    assertStringIncludes(text, "lzma");
  },
);

row(3, "large whole numbers are taken, wherever they stand", async ({ post, strict }) => {
  const raw = (more: string) =>
    `{"model":"gpt-4o","messages":[{"role":"user","content":"Hello!"}],${more}}`;
  ok(await post(CHAT, raw('"seed":9223372036854775807')));
  ok(await post(CHAT, raw('"seed":-9223372036854775808')));
  ok(await post(`${CHAT}?seed=9223372036854775807`, chat()));
  ok(await post(CHAT, chat(), { "x-mock": "seed=9223372036854775807" }));
  ok(await post(CHAT, raw('"max_completion_tokens":9223372036854775807')));
  ok(
    await post(
      RESPONSES,
      '{"model":"gpt-4o","input":"Hi","max_output_tokens":9223372036854775807,"max_tool_calls":9223372036854775807}',
    ),
  );
  ok(
    await post(
      MESSAGES,
      '{"model":"claude-sonnet-4-5","messages":[{"role":"user","content":"Hi"}],"max_tokens":9223372036854775807,"top_k":9007199254740993}',
      ANTHROPIC,
    ),
  );
  ok(
    await post(
      "/v1/completions",
      '{"model":"gpt-3.5-turbo-instruct","prompt":"Hi","seed":9223372036854775807}',
    ),
  );
  if (!strict) ok(await post(CHAT, raw('"mock":{"seed":9223372036854775807}')));
});

row(4, "a slash in a value on the URL is part of the value", async ({ post }) => {
  ok(await post(`${CHAT}?truncation_message=n/a`, chat()));
  const refused = ok(await post(`${CHAT}?refuse=true&refusal_message=and/or/not`, chat()));
  assertEquals(refused.json.choices[0].message.refusal, "and/or/not");
  ok(await post(`${MESSAGES}?truncation_message=a/b`, message(), ANTHROPIC));
  // The same in a client's base URL, behind which it appends its path.
  for (const value of ["and/or", "and%2For"]) {
    const path = `/v1?refusal_message=${value}&refuse=true/chat/completions`;
    const { json } = ok(await post(path, chat()));
    assertEquals(json.choices[0].message.refusal, "and/or");
  }
  ok(await post("/?truncation_message=http://x/y/v1/messages", message(), ANTHROPIC));
});

row(5, "keys on the URL that are somebody else's are let pass", async ({ post, get }) => {
  for (const keys of ["_ts=123", "key=x", "alt=sse", "utm_source=a&v=2"]) {
    const answer = ok(await post(`${CHAT}?${keys}`, chat()));
    const { json } = await get(`/requests/${answer.headers.get("x-request-id")}`);
    assertStringIncludes(json.warnings.join(), `'${keys.split("=")[0]}' on the URL`);
    ok(await post(`${RESPONSES}?${keys}`, respond()));
    ok(await get(`/v1/models?${keys}`));
  }
  for (const [path, body] of [[`${MESSAGES}?beta=true`, message()], [AZURE, chat()]] as const) {
    const answer = ok(await post(path, body, ANTHROPIC));
    const id = answer.headers.get("request-id") ?? answer.headers.get("x-request-id");
    assertEquals((await get(`/requests/${id}`)).json.warnings, []);
  }
});

row(6, "a path that misses something of the base is told the right one", async ({ post, get }) => {
  for (
    const [path, meant, body] of [
      ["/responses", RESPONSES, respond()],
      ["/chat/completions", CHAT, chat()],
      ["/v1/v1/chat/completions", CHAT, chat()],
      ["/completions", "/v1/completions", {}],
      ["/embeddings", "/v1/embeddings", {}],
      ["/moderations", "/v1/moderations", {}],
      ["/conversations", "/v1/conversations", {}],
    ] as const
  ) {
    const { status, text } = await post(path, body);
    assertEquals(status, 404, text);
    assertStringIncludes(text, `Did you mean ${meant}?`);
  }
  const { status, json } = await post("/messages", message(), ANTHROPIC);
  assertEquals([status, json.type], [404, "error"]);
  assertStringIncludes(json.error.message, "Did you mean /v1/messages?");
  assertStringIncludes((await get("/models")).text, "Did you mean /v1/models?");
  for (const path of ["/models/gpt-4o", "/responses/resp_1", "/conversations/conv_1/items"]) {
    assertStringIncludes((await get(path)).text, `Did you mean /v1${path}?`);
    assertStringIncludes((await get(`/api/v1${path}`)).text, `Did you mean /v1${path}?`);
  }
  const { text } = await post("/v1/Chat/Completions", chat());
  assertStringIncludes(text, "Did you mean /v1/chat/completions?");
});

row(
  6,
  "an endpoint that the service has and the mock has not is told as such",
  async ({ post, get }) => {
    const has = "The real service has such an endpoint; this mock does not.";
    for (const path of ["/v1/audio/speech", "/v1/images/generations", "/openai/v1/files"]) {
      const { status, text } = await post(path, {});
      assertEquals(status, 404);
      assertStringIncludes(text, has);
    }
    assertStringIncludes((await get("/v1/files/file_1", ANTHROPIC)).json.error.message, has);
    assertEquals((await get("/v1/nope")).json.error.message, "Invalid URL (GET /v1/nope)");
  },
);

row(7, "a page that sends credentials reads the answer", async ({ post, get }) => {
  const origin = "https://app.test";
  for (
    const [path, body] of [[CHAT, chat()], [RESPONSES, respond()], [MESSAGES, message()]] as const
  ) {
    for (const stream of [true, false]) {
      const { headers } = ok(await post(path, { ...body, stream }, { origin, ...ANTHROPIC }));
      assertEquals(headers.get("access-control-allow-origin"), origin);
      assertEquals(headers.get("access-control-allow-credentials"), "true");
      assertEquals(headers.get("timing-allow-origin"), origin);
      assertMatch(headers.get("vary") ?? "", /origin/i);
      assertMatch(headers.get("access-control-expose-headers") ?? "", /request-id/);
    }
  }
  const warned = await post(CHAT, chat({ quality: 1 }), { origin });
  if (warned.status === 200) {
    assertMatch(warned.headers.get("access-control-expose-headers") ?? "", /x-mock-warning/);
  }
  const asked = await get(CHAT, {
    origin,
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization, content-type",
  }, "OPTIONS");
  assertEquals(asked.headers.get("access-control-allow-headers"), "authorization, content-type");
  assertEquals(asked.headers.get("access-control-allow-credentials"), "true");
});

row(8, "Azure's header and Basic are keys", async ({ strict }) => {
  const { fetch } = createStreamMocker({ config: `[server]\napi_keys = ["right"]\n[models.m]` });
  const status = async (headers: Record<string, string>) => {
    const body = JSON.stringify({ model: "m", messages: [USER], stream: false });
    const response = await fetch(`http://mock${CHAT}`, {
      method: "POST",
      headers: { ...headers, "x-mock": `strict=${strict}&tps=inf` },
      body,
    });
    await response.body?.cancel();
    return response.status;
  };
  assertEquals(await status({ "api-key": "right" }), 200);
  assertEquals(await status({ "x-api-key": "right" }), 200);
  assertEquals(await status({ authorization: `Basic ${btoa(":right")}` }), 200);
  assertEquals(await status({ authorization: "bearer right" }), 200);
  assertEquals(await status({ authorization: `Basic ${btoa(":wrong")}` }), 401);
  assertEquals(await status({}), 401);
});

row(
  9,
  "who speaks Anthropic's protocol is answered in it, whatever the URL",
  async ({ post, get }) => {
    for (const path of ["/v1/nope", "/v1/messages/nope/nope", "/nope"]) {
      const { status, json, headers } = await post(path, {}, ANTHROPIC);
      assertEquals([status, json.type, json.error.type], [404, "error", "not_found_error"]);
      assertEquals(headers.get("request-id"), json.request_id);
    }
    const { status, json, headers } = await get(MESSAGES, ANTHROPIC);
    assertEquals([status, json.type], [405, "error"]);
    assertEquals(headers.get("request-id"), json.request_id);
  },
);

const TEXT = (events: readonly Json[]) =>
  events.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);

row(11, "a lone call has its id, type and name, whatever came before it", async ({ post }) => {
  for (const model of ["deepseek-r1", "gpt-4o", "gpt-5"]) {
    for (const tools of [[fn("f")], [fn("f"), fn("g")]]) {
      const body = chat({ model, tools, tool_choice: "required", stream: true });
      const [head] = TEXT(ok(await post(CHAT, body)).events);
      assertEquals([typeof head.id, head.type, head.index], ["string", "function", 0]);
      assert(["f", "g"].includes(head.function.name));
    }
    const old = chat({
      model,
      functions: [{ name: "f" }],
      function_call: { name: "f" },
      stream: true,
    });
    const { events } = ok(await post(CHAT, old));
    assert(events.some(({ choices }) => choices[0]?.delta.function_call?.name === "f"), model);
  }
});

row(12, "JSON mode speaks an object worth streaming", async ({ post }) => {
  const json = { role: "user", content: "JSON, please." };
  const asked = chat({ messages: [json], response_format: { type: "json_object" } });
  const whole = JSON.parse(ok(await post(CHAT, asked)).json.choices[0].message.content);
  assert(Object.keys(whole).length > 1);
  const { events } = ok(await post(CHAT, { ...asked, stream: true }));
  const text = events.map(({ choices }) => choices[0]?.delta.content ?? "").join("");
  assert(Object.keys(JSON.parse(text)).length > 1);
  const schema = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
  const given = chat({ messages: [json], response_format: { type: "json_object", schema } });
  assertEquals(
    Object.keys(JSON.parse(ok(await post(CHAT, given)).json.choices[0].message.content)),
    ["n"],
  );
  const format = { text: { format: { type: "json_object" } } };
  const response = ok(await post(RESPONSES, respond({ input: "JSON, please.", ...format }))).json;
  assert(Object.keys(JSON.parse(response.output[0].content[0].text)).length > 1);
  ok(await post(AZURE, asked));
});

row(13, "a call's arguments are an object, whatever the schema", async ({ post }) => {
  for (
    const parameters of [{}, { description: "x" }, { type: "OBJECT" }, {
      title: "t",
      $comment: "c",
    }]
  ) {
    const body = chat({ tools: [fn("f", parameters)], tool_choice: "required" });
    const [call] = ok(await post(CHAT, body)).json.choices[0].message.tool_calls;
    assertEquals(
      Object.prototype.toString.call(JSON.parse(call.function.arguments)),
      "[object Object]",
    );
    const asked = respond({ tools: [flat("f", parameters)], tool_choice: "required" });
    const item = ok(await post(RESPONSES, asked)).json.output.find((one: Json) =>
      one.type === "function_call"
    );
    assertEquals(Object.prototype.toString.call(JSON.parse(item.arguments)), "[object Object]");
  }
  const none = chat({
    tools: [{ type: "function", function: { name: "f" } }],
    tool_choice: "required",
  });
  assertEquals(
    ok(await post(CHAT, none)).json.choices[0].message.tool_calls[0].function.arguments,
    "{}",
  );
});

row(14, "of the allowed tools one is called, of the others none", async ({ post }) => {
  const tools = ["a", "b", "c"].map((name) => fn(name));
  for (let i = 0; i < 5; i++) {
    const tool_choice = {
      type: "allowed_tools",
      allowed_tools: { mode: "required", tools: [{ type: "function", function: { name: "c" } }] },
    };
    const { json } = ok(await post(CHAT, chat({ tools, tool_choice })));
    assertEquals(json.choices[0].message.tool_calls.map((one: Json) => one.function.name), ["c"]);
    const choice = {
      type: "allowed_tools",
      mode: "required",
      tools: [{ type: "function", name: "b" }],
    };
    const asked = respond({ tools: ["a", "b"].map((name) => flat(name)), tool_choice: choice });
    const { output } = ok(await post(RESPONSES, asked)).json;
    assertEquals(output.map((one: Json) => one.name), ["b"]);
  }
});

row(15, "custom tools are called with a text", async ({ post }) => {
  const custom = { type: "custom", custom: { name: "sh", description: "Runs a command" } };
  const body = chat({ tools: [custom], tool_choice: "required" });
  const [call] = ok(await post(CHAT, body)).json.choices[0].message.tool_calls;
  assertEquals([call.type, call.custom.name, typeof call.custom.input], ["custom", "sh", "string"]);
  const named = { ...body, tool_choice: { type: "custom", custom: { name: "sh" } }, stream: true };
  const [head] = TEXT(ok(await post(CHAT, named)).events);
  assertEquals([head.type, head.custom.name], ["custom", "sh"]);
  const grammar = { type: "grammar", syntax: "regex", definition: "[0-9]{3}" };
  const asked = respond({
    tools: [{ type: "custom", name: "n", format: grammar }],
    tool_choice: "required",
    stream: true,
  });
  const { events } = ok(await post(RESPONSES, asked));
  const done = events.find(({ type }) => type === "response.custom_tool_call_input.done");
  assertMatch(done.input, /^[0-9]{3}$/);
  const { id, call_id, name, input } = events.at(-1).response.output[0];
  ok(
    await post(
      RESPONSES,
      respond({
        input: [USER, { type: "custom_tool_call", id, call_id, name, input }, {
          type: "custom_tool_call_output",
          call_id,
          output: "1",
        }],
      }),
    ),
  );
});

row(19, "a note after a tool's result does not make the tool be called again", async ({ post }) => {
  const calls = { role: "assistant", content: null, tool_calls: [{ id: "c", ...fn("f") }] };
  calls.tool_calls[0]!.function = { name: "f", arguments: "{}" } as Json;
  const result = { role: "tool", tool_call_id: "c", content: "1" };
  for (const role of ["system", "developer"]) {
    const messages = [USER, calls, result, { role, content: "Be brief." }];
    const { json } = ok(await post(CHAT, chat({ messages, tools: [fn("f")] })));
    assertEquals(json.choices[0].finish_reason, "stop");
    const input = [
      USER,
      { type: "function_call", call_id: "c", name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: "c", output: "1" },
      { role, content: "Be brief." },
    ];
    const { output } = ok(await post(RESPONSES, respond({ input, tools: [flat("f")] }))).json;
    assertEquals(output.map((one: Json) => one.type), ["message"]);
  }
  const said = [
    USER,
    { role: "assistant", content: [{ type: "tool_use", id: "t", name: "f", input: {} }] },
    {
      role: "user",
      content: [{ type: "tool_result", tool_use_id: "t", content: "1" }, {
        type: "text",
        text: "Note.",
      }],
    },
  ];
  const { json } = ok(
    await post(MESSAGES, message({ messages: said, tools: [owned("f")] }), ANTHROPIC),
  );
  assertEquals(json.stop_reason, "end_turn");
});

row(20, "the service tier is told back as it was used", async ({ post }) => {
  for (
    const [asked, told] of [["flex", "flex"], ["priority", "priority"], ["fast", "priority"], [
      "auto",
      "default",
    ]]
  ) {
    assertEquals(ok(await post(CHAT, chat({ service_tier: asked }))).json.service_tier, told);
    assertEquals(
      ok(await post(RESPONSES, respond({ service_tier: asked }))).json.service_tier,
      told,
    );
    const { events } = ok(await post(CHAT, chat({ service_tier: asked, stream: true })));
    assert(events.every(({ service_tier }) => service_tier === told));
  }
});

row(21, "a refusal with logprobs begins with those of the refusal", async ({ post }) => {
  const body = chat({ logprobs: true, stream: true });
  const { events: [first] } = ok(await post(CHAT, body, { "x-mock": "refuse=true" }));
  assertEquals(first.choices[0].logprobs, { content: null, refusal: [] });
});

row(22, "a spoken answer has an id, sound and a transcript", async ({ post }) => {
  const modalities = ["text", "audio"];
  const whole = chat({ modalities, audio: { format: "wav", voice: "alloy" } });
  const { audio, content } = ok(await post(CHAT, whole)).json.choices[0].message;
  assertEquals([content, typeof audio.id, typeof audio.transcript], [null, "string", "string"]);
  assertEquals(atob(audio.data).slice(0, 4), "RIFF");
  const streamed = chat({ modalities, audio: { format: "pcm16", voice: "alloy" }, stream: true });
  const pieces = ok(await post(CHAT, streamed)).events.flatMap(({ choices }) =>
    choices[0]?.delta.audio ?? []
  );
  assert(pieces.some(({ transcript }) => transcript) && pieces.some(({ data }) => data));
});

row(23, "a stored completion is found, listed, changed and deleted", async ({ post, get }) => {
  const { json: { id } } = ok(await post(CHAT, chat({ store: true, metadata: { a: "b" } })));
  assertEquals(ok(await get(`${CHAT}/${id}`)).json.id, id);
  assertEquals(ok(await get(CHAT)).json.data.map((one: Json) => one.id), [id]);
  assertEquals(ok(await get(`${CHAT}/${id}/messages`)).json.data[0].content, "Hello!");
  assertEquals(ok(await post(`${CHAT}/${id}`, { metadata: { c: "d" } })).json.metadata, { c: "d" });
  assertEquals(ok(await get(`${CHAT}/${id}`, {}, "DELETE")).json.deleted, true);
  assertEquals((await get(`${CHAT}/${id}`)).status, 404);
  const { json: streamed, events } = await post(CHAT, chat({ store: true, stream: true }));
  assertEquals(streamed, undefined);
  assertEquals(ok(await get(`${CHAT}/${events[0].id}`)).json.object, "chat.completion");
});

row(34, "keys that today's clients have are known", async ({ post }) => {
  for (
    const key of ["access_programs", "context_management", "moderation", "multi_agent", "image"]
  ) {
    assertEquals(
      ok(await post(RESPONSES, respond({ [key]: {} }))).headers.get("x-mock-warning"),
      null,
    );
  }
  ok(await post(RESPONSES, respond({ personality: "friendly" })));
  ok(await post("/v1/responses/input_tokens", respond({ personality: "friendly" })));
  const format = { type: "json_schema", schema: { type: "object" } };
  const keys = {
    fallbacks: "default",
    output_format: format,
    compaction: {},
    mcp_servers: [],
    speed: "fast",
  };
  for (const [key, value] of Object.entries(keys)) {
    const answer = ok(await post(MESSAGES, message({ [key]: value }), ANTHROPIC));
    assertEquals(answer.headers.get("x-mock-warning"), null, key);
  }
});

row(36, "a response's events can be read again from any number on", async ({ post, get }) => {
  const { events } = ok(await post(RESPONSES, respond({ stream: true, background: true })));
  const { id } = events[0].response;
  for (const after of [0, 3, events.length - 2]) {
    const again = ok(await get(`${RESPONSES}/${id}?stream=true&starting_after=${after}`));
    assertEquals(again.events, events.slice(after + 1));
  }
  assertEquals(ok(await get(`${RESPONSES}/${id}?stream=true`)).events, events);
  assertEquals(ok(await get(`${RESPONSES}/${id}`)).json.status, "completed");
});

row(36, "Azure has them, too", async ({ post, get }) => {
  for (const base of ["/openai/v1/responses", "/openai/responses"]) {
    const { events } = ok(
      await post(`${base}?api-version=preview`, respond({ stream: true, store: true })),
    );
    const { id } = events[0].response;
    const again = ok(await get(`${base}/${id}?api-version=preview&stream=true&starting_after=2`));
    assertEquals(again.events, events.slice(3));
    const items = ok(await get(`${base}/${id}/input_items?api-version=preview`)).json;
    assertEquals(items.data.length, 1);
    ok(await get(`${base}/${id}?api-version=preview`, {}, "DELETE"));
    assertEquals((await get(`${base}/${id}?api-version=preview`)).status, 404);
  }
});

row(37, "what goes on from something may leave out the rest", async ({ post }) => {
  const { json: { id } } = ok(await post(RESPONSES, respond({ store: true })));
  const next = ok(await post(RESPONSES, { previous_response_id: id })).json;
  assertEquals([next.previous_response_id, next.model], [id, "gpt-4o"]);
  const prompt = { id: "pmpt_1", version: "2" };
  for (const body of [{ prompt }, { model: "gpt-4o", prompt }]) {
    assertEquals(ok(await post(RESPONSES, body)).json.prompt.id, "pmpt_1");
  }
  const { json: kept } = ok(await post("/v1/conversations", {}));
  const answer = ok(await post(RESPONSES, respond({ conversation: kept.id }))).json;
  assertEquals(answer.conversation, { id: kept.id });
});

row(38, "input items are as the document has them", async ({ post, get }) => {
  const { json: { id } } = ok(
    await post(
      RESPONSES,
      respond({
        input: [
          { role: "user", content: [{ type: "input_image", image_url: "https://a.test/b.png" }] },
          { type: "function_call", call_id: "c", name: "f", arguments: "{}" },
          { type: "function_call_output", call_id: "c", output: "1" },
        ],
      }),
    ),
  );
  const { data } = ok(await get(`${RESPONSES}/${id}/input_items?order=asc`)).json;
  assertEquals(data.map((one: Json) => one.id.split("_")[0]), ["msg", "fc", "fco"]);
  assertEquals(data[0].content[0].detail, "auto");
  assertEquals([data[1].status, data[2].status], ["completed", "completed"]);
});

row(39, "hosted tools are acted out, a message after them", async ({ post }) => {
  const label = { server_label: "s", server_url: "https://a.test" };
  for (
    const tool of [
      { type: "web_search" },
      { type: "file_search", vector_store_ids: ["vs_1"] },
      { type: "code_interpreter", container: { type: "auto" } },
      { type: "image_generation" },
      { type: "mcp", require_approval: "never", ...label },
    ]
  ) {
    const { output } = ok(await post(RESPONSES, respond({ tools: [tool] }))).json;
    assert(output.length > 1, tool.type);
    assertEquals(output.at(-1).type, "message");
    const { events } = ok(await post(RESPONSES, respond({ tools: [tool], stream: true })));
    assertEquals(events.at(-1).type, "response.completed");
    assertEquals(events.map(({ sequence_number }) => sequence_number), events.map((_, i) => i));
  }
  assertEquals(
    ok(await post("/v1/responses/compact", respond())).json.object,
    "response.compaction",
  );
});

row(40, "tools in namespaces, and those that come later, are called", async ({ post }) => {
  const tools = [{ type: "namespace", name: "n", description: "N", tools: [flat("f")] }];
  const { output } = ok(await post(RESPONSES, respond({ tools, tool_choice: "required" }))).json;
  assertEquals([output[0].type, output[0].name, output[0].namespace], ["function_call", "f", "n"]);
  const input = [
    USER,
    { type: "additional_tools", role: "developer", tools: [flat("later")] },
    { type: "configuration_update", reasoning: { effort: "low" } },
  ];
  const later =
    ok(await post(RESPONSES, respond({ model: "gpt-5", input, tool_choice: "required" }))).json;
  assertEquals(later.output.at(-1).name, "later");
});

row(41, "what today's clients of Anthropic send is taken", async ({ post }) => {
  const said = [
    USER,
    { role: "system", content: "Note." },
    { role: "assistant", content: "Hi." },
    USER,
  ];
  const answer = ok(await post(MESSAGES, message({ messages: said }), ANTHROPIC));
  assertEquals(answer.headers.get("x-mock-warning"), null);
  const tools = [{ type: "mcp_toolset", mcp_server_name: "s" }, {
    type: "computer_toolset_20260801",
  }, { type: "browser_toolset_20260801" }];
  ok(await post(MESSAGES, message({ tools }), ANTHROPIC));
  ok(await post(MESSAGES, message({ thinking: { type: "between_tools" } }), ANTHROPIC));
});

row(42, "the end of a stream says what was read, and a call who made it", async ({ post }) => {
  const { events } = ok(await post(MESSAGES, message({ stream: true }), ANTHROPIC));
  const { usage } = events.find(({ type }) => type === "message_delta");
  for (
    const key of [
      "input_tokens",
      "cache_creation_input_tokens",
      "cache_read_input_tokens",
      "output_tokens",
    ]
  ) {
    assertEquals(typeof usage[key], "number", key);
  }
  const call = message({ tools: [owned("f")], tool_choice: { type: "any" } });
  assertEquals(ok(await post(MESSAGES, call, ANTHROPIC)).json.content[0].caller, {
    type: "direct",
  });
  const refused =
    ok(await post(MESSAGES, message(), { ...ANTHROPIC, "x-mock": "refuse=true" })).json;
  assertEquals([refused.stop_reason, typeof refused.stop_details], ["refusal", "object"]);
  const wrong = await post(MESSAGES, message({ max_tokens: -1 }), ANTHROPIC);
  assertEquals([wrong.status, wrong.headers.get("x-should-retry")], [400, "false"]);
});

row(43, "models come in pages, for whoever speaks Anthropic's protocol", async ({ get }) => {
  const first = ok(await get("/v1/models?limit=2", ANTHROPIC)).json;
  assertEquals([first.data.length, first.has_more], [2, true]);
  const next = ok(await get(`/v1/models?limit=2&after_id=${first.last_id}`, ANTHROPIC)).json;
  assert(next.first_id !== first.first_id && next.data.length === 2);
  const before = ok(await get(`/v1/models?limit=2&before_id=${next.first_id}`, ANTHROPIC)).json;
  assertEquals(before.data.map((one: Json) => one.id), first.data.map((one: Json) => one.id));
  const { json } = ok(await get("/v1/models/gpt-4", ANTHROPIC));
  assertEquals([json.max_input_tokens, json.type], [8192, "model"]);
});

row(
  44,
  "a batch ends when its requests have had their time",
  async ({ post, get, clock, strict }) => {
    const requests = ["a", "b"].map((custom_id) => ({ custom_id, params: message() }));
    const slow = { ...ANTHROPIC, "x-mock": "tps=10" };
    const { json: batch } = ok(await post("/v1/messages/batches", { requests }, slow));
    assertEquals(batch.processing_status, "in_progress");
    await clock.advance(60_000);
    assertEquals(
      ok(await get(`/v1/messages/batches/${batch.id}`, ANTHROPIC)).json.processing_status,
      "ended",
    );
    const { json: lines } = ok(await get(`/v1/messages/batches/${batch.id}/results`, ANTHROPIC));
    assertEquals(lines.map((one: Json) => [one.custom_id, one.result.type]), [["a", "succeeded"], [
      "b",
      "succeeded",
    ]]);
    const wrong = [{ custom_id: "w", params: message({ quality: 1 }) }];
    const { json: other, headers } = ok(
      await post("/v1/messages/batches", { requests: wrong }, ANTHROPIC),
    );
    await clock.advance(60_000);
    const { text } = ok(await get(`/v1/messages/batches/${other.id}/results`, ANTHROPIC));
    const line = JSON.parse(text);
    assertEquals(line.result.type, strict ? "errored" : "succeeded");
    assertEquals(headers.has("x-mock-warning"), !strict);
  },
);

row(45, "a request that no minute holds is not told to come again", async ({ post }) => {
  for (
    const [path, body, word] of [
      [CHAT, chat(), "Request too large"],
      [RESPONSES, respond(), "Request too large"],
      [AZURE, chat(), "Request too large"],
      [MESSAGES, message(), "rate limit of 5"],
    ] as const
  ) {
    const { status, text, headers } = await post(path, body, {
      ...ANTHROPIC,
      "x-mock": "tokens_per_minute=5",
    });
    assertEquals(status, 429);
    assertStringIncludes(text, word);
    assertEquals(headers.get("retry-after"), null);
  }
});
