/** Azure OpenAI: the official client against the handler, and the bytes that only Azure sends. */

import { AzureOpenAI, OpenAI } from "openai";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../../routes/mod.ts";

const ASK = [{ role: "user" as const, content: "Hello!" }];
const VERSION = "2024-10-21";
const CHAT = `/openai/deployments/gpt-4o/chat/completions?api-version=${VERSION}`;

function start(config?: string) {
  const clock = new FakeClock({ autoAdvance: true });
  const mocker = createStreamMocker(config === undefined ? { clock } : { clock, config });
  const client = new AzureOpenAI({
    apiKey: "any",
    endpoint: "http://mock",
    apiVersion: VERSION,
    fetch: mocker.fetch,
    maxRetries: 0,
  });
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    mocker.fetch(`http://mock${path}`, {
      method: "POST",
      headers: { "api-key": "any", ...headers },
      body: JSON.stringify(body),
    });
  return { clock, mocker, client, post };
}

const dataOf = (text: string) =>
  text.split("\n\n").filter((event) => event.startsWith("data: {"))
    .map((event) => JSON.parse(event.slice("data: ".length)));

Deno.test("azure: a deployment's name takes settings, which the official client writes into its URL", async () => {
  const { client } = start();
  const { usage } = await client.chat.completions.create({
    model: "gpt-4o?response_length=short",
    messages: ASK,
  });
  assertEquals(usage?.completion_tokens, 25);
});

Deno.test("azure: the official client streams the deployment's whole answer", async () => {
  const { client } = start();
  const whole = await client.chat.completions.create({ model: "gpt-4o", messages: ASK });
  const stream = await client.chat.completions.create({
    model: "gpt-4o",
    messages: ASK,
    stream: true,
  });
  let text = "";
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
  assertEquals(text, whole.choices[0]?.message.content);
  assertEquals(whole.model, "gpt-4o");
});

Deno.test("azure: the first chunk has the prompt's filter results and no choices, those that speak their own", async () => {
  const { post } = start();
  const response = await post(CHAT, {
    messages: ASK,
    stream: true,
    mock: { response_length: "short" },
  });
  const [first, role, word, ...rest] = dataOf(await response.text());
  assertEquals([first.choices, first.id, first.model], [[], "", ""]);
  assertEquals(first.prompt_filter_results[0].content_filter_results.hate, {
    filtered: false,
    severity: "safe",
  });
  assertEquals(role.choices[0].content_filter_results, {});
  assertEquals(role.choices[0].delta.role, "assistant");
  assertEquals(Object.keys(word.choices[0].content_filter_results), [
    "hate",
    "self_harm",
    "sexual",
    "violence",
  ]);
  assertEquals(rest.at(-1).choices[0].content_filter_results, {});
  assertEquals(rest.at(-1).choices[0].finish_reason, "stop");
});

Deno.test("azure: a whole answer has both filter results", async () => {
  const { post } = start();
  const completion = await (await post(CHAT, { messages: ASK })).json();
  assertEquals(completion.choices[0].content_filter_results.violence.severity, "safe");
  assertEquals(completion.prompt_filter_results[0].prompt_index, 0);
});

Deno.test("azure: a text that looks like a chunk is told as it is", async () => {
  const trap = `x "choices":[{"index":0 y`;
  const { post } = start(
    `[general]\ndefault_response_mode = "trap"\n[responses.trap]\ncontent = '''${trap}'''`,
  );
  const response = await post(CHAT, { messages: ASK, stream: true });
  const text = dataOf(await response.text())
    .map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
  assertEquals(text, trap);
});

Deno.test("azure: the deployment is the model, whatever the body calls it", async () => {
  const { post } = start();
  const completion = await (await post(CHAT, { model: "another", messages: ASK })).json();
  assertEquals(completion.model, "gpt-4o");
});

Deno.test("azure: without a version, or a deployment, or a key, its own errors", async () => {
  const { post, client, mocker } = start(
    `[general]\nunknown_models = "refuse"\n[server]\napi_keys = ["right"]`,
  );
  const right = { "api-key": "right" };
  const errorOf = async (response: Response) => [response.status, (await response.json()).error];
  assertEquals(await errorOf(await post(CHAT.split("?")[0] ?? "", { messages: ASK }, right)), [
    404,
    {
      code: "404",
      message: "Resource not found",
    },
  ]);
  const [status, missing] = await errorOf(await post(CHAT, { messages: ASK }, right));
  assertEquals([status, missing.code], [404, "DeploymentNotFound"]);
  const denied = await errorOf(await post(CHAT, { messages: ASK }));
  assertEquals([denied[0], denied[1].code], [401, "401"]);
  assert(denied[1].message.startsWith("Access denied due to invalid subscription key"));
  await assertRejects(
    () => client.chat.completions.create({ model: "gpt-4o", messages: ASK }),
    OpenAI.AuthenticationError,
  );
  const unknown = await mocker.fetch("http://mock/openai/nothing", { headers: right });
  assertEquals([unknown.status, unknown.headers.has("apim-request-id")], [404, true]);
  await unknown.body?.cancel();
});

Deno.test("azure: a rate limit says when to come again", async () => {
  const { post } = start(`[models."gpt-4o"]\nrequests_per_minute = 1`);
  await (await post(CHAT, { messages: ASK })).body?.cancel();
  const refused = await post(CHAT, { messages: ASK });
  assertEquals([refused.status, refused.headers.get("retry-after")], [429, "60"]);
  const { code, message } = (await refused.json()).error;
  assertEquals(code, "429");
  assertMatch(
    message,
    /^Requests to the ChatCompletions_Create Operation under Azure OpenAI API version \S+ have exceeded call rate limit/,
  );
});

Deno.test("azure: a rate limit names what was asked for", async () => {
  const { post } = start("[general]\nrequests_per_minute = 1");
  const asked = {
    "/openai/deployments/e/embeddings?api-version=2024-10-21":
      "Embeddings_Create Operation under Azure OpenAI API version 2024-10-21",
    "/openai/v1/responses": "Responses_Create Operation",
  };
  for (const [path, operation] of Object.entries(asked)) {
    const body = { model: "r", input: "Hi" };
    await (await post(path, body)).body?.cancel();
    const { error } = await (await post(path, body)).json();
    assertEquals(
      error.message.startsWith(`Requests to the ${operation} have exceeded`),
      true,
      error.message,
    );
  }
});

Deno.test("azure: completions, embeddings and responses, by deployment and under v1", async () => {
  const { client, mocker } = start();
  const text = await client.completions.create({ model: "gpt-3.5-turbo-instruct", prompt: "Hi" });
  assertEquals(text.object, "text_completion");
  const vectors = await client.embeddings.create({ model: "text-embedding-3-small", input: "Hi" });
  assertEquals(vectors.data[0]?.embedding.length, 1536);
  const response = await client.responses.create({ model: "gpt-4o", input: "Hi" });
  const v1 = new OpenAI({ apiKey: "any", baseURL: "http://mock/openai/v1", fetch: mocker.fetch });
  const again = await v1.responses.create({ model: "gpt-4o", input: "Hi" });
  assertEquals([response.status, again.status], ["completed", "completed"]);
  const chat = await v1.chat.completions.create({ model: "gpt-4o", messages: ASK });
  assertEquals(chat.object, "chat.completion");
});
