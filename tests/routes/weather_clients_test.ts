/** The official clients in each kind of weather: the right error, so many tries, nothing that hangs. */

import Anthropic from "@anthropic-ai/sdk";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import OpenAI from "openai";
import { createStreamMocker, FakeClock } from "../../routes/mod.ts";

/** Both clients on one server; how often each asked, counted. */
function start(maxRetries = 0) {
  const clock = new FakeClock({ autoAdvance: true });
  const mocker = createStreamMocker({
    clock,
    config: '[general]\ndefault_response_mode = "short"\n',
  });
  let asked = 0;
  const fetch = (input: string | URL | Request, init?: RequestInit) => {
    asked++;
    return mocker.fetch(input, init);
  };
  const of = (mock: string) => ({
    apiKey: "any",
    fetch,
    maxRetries,
    defaultHeaders: { "x-mock": mock },
  });
  const messages = [{ role: "user" as const, content: "Hi" }];
  const openai = (mock: string) => new OpenAI({ baseURL: "http://mock/v1", ...of(mock) });
  const anthropic = (mock: string) => new Anthropic({ baseURL: "http://mock", ...of(mock) });
  return {
    asked: () => asked,
    chat: async (mock: string) =>
      await all(await openai(mock).chat.completions.create({ model: "m", messages, stream: true })),
    chatWhole: (mock: string) => openai(mock).chat.completions.create({ model: "m", messages }),
    responses: async (mock: string) =>
      await all(await openai(mock).responses.create({ model: "m", input: "Hi", stream: true })),
    messages: async (mock: string) =>
      await all(
        await anthropic(mock).messages.create({
          model: "m",
          max_tokens: 100,
          messages,
          stream: true,
        }),
      ),
    messagesWhole: (mock: string) =>
      anthropic(mock).messages.create({ model: "m", max_tokens: 100, messages }),
    outcome: async () => (await (await mocker.fetch("http://mock/requests")).json()).data[0],
  };
}

async function all<T>(events: AsyncIterable<T>): Promise<T[]> {
  const seen: T[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

const OPENAI_CLASSES = [
  ["error=invalid_request", OpenAI.BadRequestError, 400],
  ["error=context_length_exceeded", OpenAI.BadRequestError, 400],
  ["error=content_filter", OpenAI.BadRequestError, 400],
  ["error=invalid_api_key", OpenAI.AuthenticationError, 401],
  ["error=permission_denied", OpenAI.PermissionDeniedError, 403],
  ["error=rate_limit", OpenAI.RateLimitError, 429],
  ["error=insufficient_quota", OpenAI.RateLimitError, 429],
  ["error=server_error", OpenAI.InternalServerError, 500],
  ["error=overloaded", OpenAI.InternalServerError, 503],
  ["status=404", OpenAI.NotFoundError, 404],
  ["status=422", OpenAI.UnprocessableEntityError, 422],
] as const;

const ANTHROPIC_CLASSES = [
  ["error=invalid_request", Anthropic.BadRequestError, 400],
  ["error=context_length_exceeded", Anthropic.BadRequestError, 400],
  ["error=invalid_api_key", Anthropic.AuthenticationError, 401],
  ["error=permission_denied", Anthropic.PermissionDeniedError, 403],
  ["error=model_not_found", Anthropic.NotFoundError, 404],
  ["error=rate_limit", Anthropic.RateLimitError, 429],
  ["error=server_error", Anthropic.InternalServerError, 500],
  ["error=overloaded", Anthropic.InternalServerError, 529],
] as const;

Deno.test("openai: each error before the answer is of its class, and asked for once without retries", async () => {
  const { chat, chatWhole, responses, asked } = start();
  for (const [mock, kind, status] of OPENAI_CLASSES) {
    for (const ask of [chat, chatWhole, responses]) {
      const error = await assertRejects(() => ask(mock), kind);
      assertEquals(error.status, status, mock);
    }
  }
  assertEquals(asked(), OPENAI_CLASSES.length * 3);
});

Deno.test("anthropic: each error before the answer is of its class", async () => {
  const { messages, messagesWhole } = start();
  for (const [mock, kind, status] of ANTHROPIC_CLASSES) {
    for (const ask of [messages, messagesWhole]) {
      const error = await assertRejects(() => ask(mock), kind);
      assertEquals(error.status, status, mock);
    }
  }
});

Deno.test("both: an error whose body is no JSON keeps its class", async () => {
  const { chat, messages } = start();
  for (const body of ["html", "text", "empty", "half_json"]) {
    const mock = `status=502&error_body=${body}`;
    assertEquals((await assertRejects(() => chat(mock), OpenAI.InternalServerError)).status, 502);
    const error = await assertRejects(() => messages(mock), Anthropic.InternalServerError);
    assertEquals(error.status, 502);
  }
});

Deno.test("both: fail twice, then succeed is three requests and one answer", async () => {
  for (const name of ["chat", "responses", "messages", "chatWhole", "messagesWhole"] as const) {
    const server = start(2);
    await server[name]("status=503&times=2&retry_after=0.001");
    assertEquals(server.asked(), 3, name);
  }
});

Deno.test("both: x-should-retry = false is one request, and the client's retries are all used where it is true", async () => {
  const once = start(2);
  await assertRejects(() => once.chat("status=503&should_retry=false"));
  await assertRejects(() => once.messages("status=503&should_retry=false"));
  assertEquals(once.asked(), 2);
  const thrice = start(2);
  await assertRejects(() => thrice.chat("status=400&should_retry=true&retry_after=0.001"));
  await assertRejects(() => thrice.messages("status=400&should_retry=true&retry_after=0.001"));
  assertEquals(thrice.asked(), 6);
});

Deno.test("openai: an error in a stream that has begun is an APIError without a status, and not asked again", async () => {
  const { chat, responses, asked } = start(2);
  for (const ask of [chat, responses]) {
    const error = await assertRejects(() => ask("error_at=3&error=overloaded"), OpenAI.APIError);
    assertEquals(error.status, undefined);
    assertMatch(error.message, /overloaded/);
  }
  assertEquals(asked(), 2);
});

Deno.test("anthropic: an error in a stream that has begun is an APIError that tells its type", async () => {
  const { messages, asked } = start(2);
  const error = await assertRejects(
    () => messages("error_at=3&error=overloaded"),
    Anthropic.APIError,
  );
  assertMatch(error.message, /overloaded_error/);
  assertEquals(asked(), 1);
});

Deno.test("both: a connection that breaks throws, and a body that ends early does where the client looks for the end", async () => {
  const { chat, responses, messages, outcome } = start();
  for (const ask of [chat, responses, messages]) {
    await assertRejects(() => ask("cut_at=3"));
    assertEquals((await outcome()).outcome, "fault");
  }
  // What the clients make of a body that ends rightly, in the middle of the protocol: nothing. So it is with the real services.
  for (const ask of [chat, responses, messages]) {
    const events = await ask("cut_at=3&cut=close");
    assert(events.length >= 3);
    assertEquals((await outcome()).outcome, "fault");
  }
});

Deno.test("both: a bad event throws where the client reads JSON", async () => {
  const { chat, messages } = start();
  for (const malformed of ["half_json", "not_json"]) {
    await assertRejects(() => chat(`malformed=${malformed}&malformed_at=3`));
    await assertRejects(() => messages(`malformed=${malformed}&malformed_at=3`));
  }
});

Deno.test("both: a request that hangs ends with the client's timeout, and so does a silence with its abort", async () => {
  const clock = new FakeClock();
  const mocker = createStreamMocker({ clock });
  const messages = [{ role: "user" as const, content: "Hi" }];
  const shared = { apiKey: "any", fetch: mocker.fetch, maxRetries: 0, timeout: 30 };
  const openai = new OpenAI({
    baseURL: "http://mock/v1",
    ...shared,
    defaultHeaders: { "x-mock": "head=never" },
  });
  await assertRejects(
    () => openai.chat.completions.create({ model: "m", messages }),
    OpenAI.APIConnectionTimeoutError,
  );
  const anthropic = new Anthropic({
    baseURL: "http://mock",
    ...shared,
    defaultHeaders: { "x-mock": "head=never" },
  });
  await assertRejects(
    () => anthropic.messages.create({ model: "m", max_tokens: 9, messages }),
    Anthropic.APIConnectionTimeoutError,
  );
  const { data } = await (await mocker.fetch("http://mock/requests")).json();
  assertEquals(data.map(({ outcome }: { outcome: string }) => outcome), [
    "client_left",
    "client_left",
  ]);
  assertEquals(clock.pending, 0);
});

Deno.test("both: Stop in a silence is seen by the server at once", async () => {
  const { clock, mocker, ask } = silent();
  for (const stream of [await ask.openai(), await ask.anthropic()]) {
    for await (const _ of stream) {
      stream.controller.abort();
    }
  }
  await clock.advance(0);
  const { data } = await (await mocker.fetch("http://mock/requests")).json();
  assertEquals(data.map(({ outcome }: { outcome: string }) => outcome), [
    "client_left",
    "client_left",
  ]);
});

function silent() {
  const clock = new FakeClock({ autoAdvance: true });
  const mocker = createStreamMocker({ clock });
  const defaultHeaders = { "x-mock": "stall_at=1" };
  const options = { apiKey: "any", fetch: mocker.fetch, maxRetries: 0, defaultHeaders };
  const messages = [{ role: "user" as const, content: "Hi" }];
  return {
    clock,
    mocker,
    ask: {
      openai: () =>
        new OpenAI({ baseURL: "http://mock/v1", ...options }).chat.completions.create({
          model: "m",
          messages,
          stream: true,
        }),
      anthropic: () =>
        new Anthropic({ baseURL: "http://mock", ...options }).messages.create({
          model: "m",
          max_tokens: 9,
          messages,
          stream: true,
        }),
    },
  };
}
