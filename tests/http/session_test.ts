/** A session is named by the base URL, a header or the API key, on every service and with no route of its own. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { isSessionName, splitSession } from "../../lib/http/session.ts";
import { createStreamMocker, FakeClock } from "../../routes/mod.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

function start(config = "") {
  const mocker = createStreamMocker({ config, clock: new FakeClock({ autoAdvance: true }) });
  const ask = (path: string, headers: Record<string, string> = {}, body: Json = CHAT) =>
    mocker.fetch(`http://mock${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const get = async (path: string): Promise<Json> =>
    await (await mocker.fetch(`http://mock${path}`)).json();
  const newest = async () => (await get("/requests")).data[0];
  return { mocker, ask, get, newest };
}

const CHAT = { model: "gpt-4", messages: [{ role: "user", content: "Hi" }] };
const MESSAGES = { ...CHAT, max_tokens: 100 };

const AZURE = "/openai/deployments/gpt-4/chat/completions?api-version=2024-10-21";

/** Every service, by its path below a base URL, where its clients put their key, and a body. */
const SERVICES: readonly (readonly [string, (key: string) => Record<string, string>, Json])[] = [
  ["/v1/chat/completions", (key) => ({ authorization: `Bearer ${key}` }), CHAT],
  ["/v1/responses", (key) => ({ authorization: `Bearer ${key}` }), { model: "gpt-4", input: "Hi" }],
  ["/v1/completions", (key) => ({ authorization: `Bearer ${key}` }), {
    model: "gpt-4",
    prompt: "Hi",
  }],
  ["/v1/embeddings", (key) => ({ authorization: `Bearer ${key}` }), {
    model: "text-embedding-3-small",
    input: "Hi",
  }],
  ["/v1/messages", (key) => ({ "x-api-key": key, "anthropic-version": "2023-06-01" }), MESSAGES],
  [AZURE, (key) => ({ "api-key": key }), CHAT],
];

for (const [path, key, body] of SERVICES) {
  Deno.test(`session: ${path} is in it by base URL, header and key`, async () => {
    const { ask, newest } = start();
    const ways: readonly [string, Record<string, string>][] = [
      [`/s/t1${path}`, key("any")],
      [path, { ...key("any"), "x-mock-session": "t1" }],
      [path, key("mock-session-t1")],
    ];
    for (const [url, headers] of ways) {
      const response = await ask(url, headers, body);
      assertEquals([response.status, (await response.json()).error ?? null], [200, null]);
      const { session, path: written } = await newest();
      assertEquals([session, written], ["t1", path.split("?")[0]]);
    }
    await (await ask(path, key("any"), body)).body?.cancel();
    assertEquals((await newest()).session, null);
  });
}

Deno.test("session: the URL is nearer than the header, and the header than the key", async () => {
  const { ask, newest } = start();
  const key = { authorization: "Bearer mock-session-by-key" };
  const header = { ...key, "x-mock-session": "by-header" };
  for (
    const [path, headers, session] of [
      ["/v1/chat/completions", key, "by-key"],
      ["/v1/chat/completions", header, "by-header"],
      ["/s/by-url/v1/chat/completions", header, "by-url"],
    ] as const
  ) {
    await (await ask(path, headers)).body?.cancel();
    assertEquals((await newest()).session, session);
  }
});

Deno.test("session: a base URL with a query, and a path that is not quite right, work below it as without it", async () => {
  const { ask, newest } = start();
  for (const path of ["/s/t1/v1?tps=80/chat/completions", "/s/t1?tps=80/v1/chat/completions"]) {
    assertEquals((await ask(path)).status, 200);
    assertEquals((await newest()).session, "t1");
  }
  const wrong = await ask("/s/t1/chat/completions");
  assertEquals(wrong.status, 404);
  assertStringIncludes(
    (await wrong.json()).error.message,
    "Invalid URL (POST /s/t1/chat/completions). Did you mean /s/t1/v1/chat/completions?",
  );
  const method = await start().mocker.fetch("http://mock/s/t1/v1/embeddings");
  assertEquals([method.status, method.headers.get("allow")], [405, "POST, OPTIONS"]);
});

Deno.test("session: a name that cannot be one is a 400 that says what can, in the service's envelope", async () => {
  const { ask, newest } = start();
  const names = ["", "a%2Fb", "a%20b", "%00", "é", "%ff", "x".repeat(101), "%2Fconfig"];
  for (const name of names) {
    const response = await ask(`/s/${name}/v1/chat/completions`);
    const { error } = await response.json();
    assertEquals([response.status, error.code], [400, "invalid_session"], name);
    assertStringIncludes(error.message, "http://localhost:8000/s/NAME/v1");
    assertEquals([(await newest()).session, (await newest()).status], [null, 400]);
  }
  assertEquals((await ask("/v1/chat/completions", { "x-mock-session": "a b" })).status, 400);
  const key = { authorization: "Bearer mock-session-a/b" };
  assertEquals((await ask("/v1/chat/completions", key)).status, 400);
  const anthropic = await ask("/s/a b/v1/messages", { "x-api-key": "k" }, MESSAGES);
  assertEquals((await anthropic.json()).error.type, "invalid_request_error");
});

Deno.test("session: the mock's own endpoints are not below one, whatever its name", async () => {
  const { mocker } = start();
  for (const name of ["t1", "..%2F", "%2E%2E%2Fs", "a%2Fb", "~"]) {
    for (const path of ["/config", "/requests", "/streams", "/events", "/healthz", "/", ""]) {
      const { status } = await mocker.fetch(`http://mock/s/${name}${path}`);
      assertEquals([400, 404].includes(status), true, `${name}${path} is ${status}`);
    }
    const post = await mocker.fetch(`http://mock/s/${name}/config`, { method: "POST", body: "{}" });
    assertEquals([400, 404].includes(post.status), true);
  }
});

Deno.test("session: names are letters, digits and a few signs, at most 100, and no steps to another path", () => {
  assertEquals(["t1", "a.b_c-d~e:f@g", "x".repeat(100)].map(isSessionName), [true, true, true]);
  const wrong = ["", ".", "..", "a/b", "a b", "a\n", "é", "x".repeat(101)];
  assertEquals(wrong.filter(isSessionName), []);
});

Deno.test("splitSession() takes the session off a URL, and nothing else", () => {
  const split = (path: string) => {
    const { base, name, url } = splitSession(new URL(`http://mock${path}`));
    return [base, name, url.pathname + url.search];
  };
  assertEquals(split("/s/t1/v1/models?a=b"), ["/s/t1", "t1", "/v1/models?a=b"]);
  assertEquals(split("/s/t1"), ["/s/t1", "t1", "/"]);
  assertEquals(split("/s/a%20b/v1"), ["/s/a%20b", "a b", "/v1"]);
  assertEquals(split("/s/a/s/b/v1"), ["/s/a", "a", "/s/b/v1"]);
  assertEquals(split("/streams"), ["", undefined, "/streams"]);
  assertEquals(split("/v1/s/x"), ["", undefined, "/v1/s/x"]);
  assertEquals(split("/s"), ["", undefined, "/s"]);
});

Deno.test("session: where keys are wanted, a session's key is none; the URL and the header still name it", async () => {
  const { ask } = start('[server]\napi_keys = ["sk-right"]');
  const right = { authorization: "Bearer sk-right" };
  const path = "/v1/chat/completions";
  assertEquals((await ask(path, { authorization: "Bearer mock-session-t1" })).status, 401);
  assertEquals((await ask(`/s/t1${path}`)).status, 401);
  assertEquals((await ask(`/s/t1${path}`, right)).status, 200);
});
