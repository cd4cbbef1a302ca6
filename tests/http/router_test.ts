/** The router on its own small table, and what all endpoints of the server share. */

import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { badRequest } from "../../lib/api_error.ts";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { createLedger } from "../../lib/ledger/ledger.ts";
import { seededRandom } from "../../lib/random.ts";
import type { Route } from "../../lib/http/route_table.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { createRouter } from "../../lib/http/router.ts";
import { defaultServer } from "../../lib/config/schema.ts";
import { anthropic } from "../../routes/anthropic/provider.ts";
import { openAi } from "../../routes/openai/provider.ts";
import { createStreamMocker } from "../../routes/mod.ts";

function start({ apiKeys = [], routes = [] }: {
  apiKeys?: readonly string[];
  routes?: readonly (readonly [method: Route["method"], path: string, handle: Handler])[];
} = {}) {
  const clock = new FakeClock();
  const ledger = createLedger(clock, { entries: () => 100 });
  const echo: Handler = ({ params, url }) => Response.json({ params, query: url.search });
  const table = [
    ["GET", "/v1/things/:id", echo],
    ["DELETE", "/v1/things/:id", echo],
    ["POST", "/v1/things", echo],
    ["GET", "/plain", echo],
    ["GET", "/deep/:path+", echo],
    ["GET", "/broken", () => {
      throw new Error("a secret of the inside");
    }],
    ["GET", "/v1/refused", () => Promise.reject(badRequest("Cannot: no.", "x", "y"))],
    ["GET", "/own", () => new Response("", { headers: { "x-request-id": "its own" } })],
    ...routes,
  ] as const;
  const fetch = createRouter(
    table.map(([method, path, handle]) => ({
      kind: path.startsWith("/v1/") ? "mocked" : "control",
      provider: openAi,
      method,
      path,
      handle,
    })),
    {
      clock,
      observer: ledger,
      random: seededRandom(1),
      providers: [anthropic, openAi],
      isStrict: () => false,
      server: () => ({ ...defaultServer, api_keys: [...apiKeys] }),
    },
  );
  const ask = (method: string, path: string, headers: Record<string, string> = {}) =>
    fetch(new Request(`http://mock${path}`, { method, headers }));
  return { ledger, ask, clock };
}

const errorOf = async (response: Response) => (await response.json()).error;

Deno.test("router: gives the path's groups, decoded, and the query", async () => {
  const { ask } = start();
  assertEquals(await (await ask("GET", "/v1/things/a%2Fb%20c?tps=1")).json(), {
    params: { id: "a/b c" },
    query: "?tps=1",
  });
  assertEquals((await (await ask("GET", "/deep/a/b")).json()).params, { path: "a/b" });
  assertEquals((await (await ask("GET", "/v1/things/%ff")).json()).params, { id: "%ff" });
});

Deno.test("router: what no route has is a 404 in the envelope of all four keys", async () => {
  const { ask } = start();
  const response = await ask("GET", "/nowhere");
  assertEquals([response.status, await errorOf(response)], [404, {
    message: "Invalid URL (GET /nowhere)",
    type: "invalid_request_error",
    param: null,
    code: null,
  }]);
});

Deno.test("router: a wrong method is a 405 that allows the right ones", async () => {
  const { ask } = start();
  const response = await ask("POST", "/v1/things/1");
  assertEquals([response.status, response.headers.get("allow")], [
    405,
    "GET, DELETE, HEAD, OPTIONS",
  ]);
  assertEquals((await errorOf(response)).code, "method_not_supported");
  const other = await ask("GET", "/v1/things");
  assertEquals([other.status, other.headers.get("allow")], [405, "POST, OPTIONS"]);
  await other.body?.cancel();
});

Deno.test("router: HEAD is GET without the body", async () => {
  const { ask } = start();
  const [get, head] = [await ask("GET", "/plain"), await ask("HEAD", "/plain")];
  assertEquals([head.status, await head.text()], [get.status, ""]);
  assertEquals([...head.headers.keys()], [...get.headers.keys()]);
  await get.body?.cancel();
  assertEquals((await ask("HEAD", "/nowhere")).status, 404);
});

Deno.test("router: HEAD of a stream lets go of it", async () => {
  let cancelled = false;
  const body = () => new ReadableStream({ cancel: () => void (cancelled = true) });
  const { ask } = start({ routes: [["GET", "/stream", () => new Response(body())]] });
  await ask("HEAD", "/stream");
  assert(cancelled);
});

Deno.test("router: in process a preflight is granted everywhere, with whatever headers were asked for", async () => {
  const { ask } = start({ apiKeys: ["sk-right"] });
  for (const path of ["/plain", "/v1/things", "/nowhere"]) {
    const { status, headers } = await ask("OPTIONS", path, {
      origin: "http://localhost:5173",
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization, x-stainless-os",
    });
    assertEquals(status, 204);
    assertEquals(headers.get("access-control-allow-origin"), "http://localhost:5173");
    assertEquals(headers.get("access-control-allow-credentials"), "true");
    assertEquals(headers.get("access-control-allow-headers"), "authorization, x-stainless-os");
    assertMatch(headers.get("access-control-allow-methods") ?? "", /GET.*POST.*DELETE/);
    assertEquals(headers.get("access-control-allow-private-network"), "true");
  }
});

Deno.test("router: every answer may be read from any origin, headers too, and has its own request id", async () => {
  const { ask } = start();
  const ids = new Set<string>();
  for (const path of ["/plain", "/nowhere", "/v1/refused", "/v1/things/1"]) {
    const { headers, body } = await ask("GET", path);
    await body?.cancel();
    assertEquals(headers.get("access-control-allow-origin"), "*");
    assertMatch(headers.get("access-control-expose-headers") ?? "", /(^|, )\*$/);
    assertMatch(headers.get("x-request-id") ?? "", /^req_[0-9a-f]{32}$/);
    ids.add(headers.get("x-request-id") ?? "");
  }
  assertEquals(ids.size, 4);
  assertEquals((await ask("GET", "/own")).headers.get("x-request-id"), "its own");
});

Deno.test("router: an error repeats the beginning and the end of what is long, and not megabytes", async () => {
  const long = `'${"k".repeat(1_000_000)}' is not known.`;
  const { ask } = start({
    routes: [["GET", "/v1/long", () => Promise.reject(badRequest(`Cannot: ${long}`, long))]],
  });
  const { message, param } = await errorOf(await ask("GET", "/v1/long"));
  for (const text of [message, param]) {
    assertEquals([text.length, text.endsWith("k' is not known.")], [10_001, true]);
  }
  assert(message.startsWith("Cannot: 'kkk"));
});

Deno.test("router: an error inside is a 500 in the envelope; it is printed and not told", async () => {
  const { ask } = start();
  const printed: unknown[] = [];
  const { error } = console;
  console.error = (...all: unknown[]) => void printed.push(...all);
  const response = await ask("GET", "/broken").finally(() => console.error = error);
  assertEquals([response.status, await errorOf(response)], [500, {
    message: "The server had an error while processing your request. Sorry about that!",
    type: "server_error",
    param: null,
    code: null,
  }]);
  assertEquals(printed.map((text) => String(text).split("\n")[0]), [
    "Error: a secret of the inside",
  ]);
});

Deno.test("router: where keys are listed, nobody else is let in, by whatever header", async () => {
  const { ask } = start({ apiKeys: ["sk-right"] });
  const status = async (path: string, headers: Record<string, string>) => {
    const response = await ask("GET", path, headers);
    await response.body?.cancel();
    return response.status;
  };
  assertEquals(await status("/v1/things/1", { authorization: "Bearer sk-right" }), 200);
  assertEquals(await status("/v1/things/1", { authorization: "bearer sk-right" }), 200);
  assertEquals(await status("/v1/things/1", { "x-api-key": "sk-right" }), 200);
  assertEquals(await status("/v1/things/1", { authorization: "Bearer sk-wrong" }), 401);
  assertEquals(await status("/v1/things/1", {}), 401);
  assertEquals(await status("/v1/things/1", { "api-key": "sk-right" }), 200);
  assertEquals(await status("/v1/things/1", { authorization: `Basic ${btoa(":sk-right")}` }), 200);
  assertEquals(await status("/v1/things/1", { authorization: "Basic %" }), 401);
  assertEquals(await status("/plain", {}), 401);
  assertEquals(await status("/plain", { authorization: "Bearer sk-right" }), 200);
});

Deno.test("router: only what is mocked is written down, with how it ended", async () => {
  const { ask, ledger } = start();
  for (const path of ["/plain", "/v1/refused", "/v1/nowhere"]) {
    await (await ask("GET", path)).body?.cancel();
  }
  const seen = ledger.list({ limit: 9 }).map(({ path, status, error }) => [path, status, error]);
  assertEquals(seen, [
    ["/v1/nowhere", 404, "Invalid URL (GET /v1/nowhere)"],
    ["/v1/refused", 400, "Cannot: no."],
  ]);
});

const MOCKER = createStreamMocker({
  clock: new FakeClock({ autoAdvance: true }),
  config: "[server]\nmax_body_bytes = 1000\n",
});

function postTo(path: string, body: BodyInit, headers: Record<string, string> = {}) {
  return MOCKER.fetch(`http://mock${path}`, { method: "POST", body, headers });
}

for (const path of ["/v1/chat/completions", "/v1/responses", "/v1/embeddings", "/config"]) {
  Deno.test(`${path}: a body over the limit is a 413, declared or not`, async () => {
    const big = JSON.stringify({ model: "m", user: "x".repeat(1000) });
    const stream = () => new Blob([big]).stream();
    for (const body of [big, stream()]) {
      const response = await postTo(path, body, {});
      assertEquals([response.status, (await errorOf(response)).code], [413, "request_too_large"]);
    }
  });

  Deno.test(`${path}: a body that is no JSON object is a 400`, async () => {
    for (const body of ["", "{", "[]", "null", "7", '"text"', "{} {}"]) {
      const response = await postTo(path, body);
      assertEquals(response.status, 400, body);
      assertMatch((await errorOf(response)).message, /could not parse the JSON body/);
    }
  });
}

Deno.test("every endpoint refuses PATCH, and says what it allows", async () => {
  const { endpoints } = await (await MOCKER.fetch("http://mock/")).json();
  const paths = [...new Set<string>(endpoints.map((one: string) => one.split(" ")[1]))];
  assertNotEquals(paths.length, 0);
  for (const path of paths) {
    const url = `http://mock${path.replace(/:\w+\+?/, "gpt-4")}`;
    const response = await MOCKER.fetch(url, { method: "PATCH" });
    assertEquals(response.status, 405, path);
    assertMatch(response.headers.get("allow") ?? "", /(GET|POST|DELETE).*OPTIONS$/);
    await response.body?.cancel();
  }
});

Deno.test("router: a host or URL that is none is a 400 in an envelope, and what breaks on the way a 500", async () => {
  const clock = new FakeClock();
  const deps = {
    clock,
    observer: createLedger(clock, { entries: () => 10 }),
    random: seededRandom(1),
    providers: [openAi] as const,
    isStrict: () => false,
    server: () => defaultServer,
  };
  const nonsense = new Request("http://localhost/v1/models");
  Object.defineProperty(nonsense, "url", { value: "http://bad host/v1/models" });
  const response = await createRouter([], { ...deps, providers: [openAi] })(nonsense);
  assertEquals([response.status, (await response.json()).error.message], [
    400,
    "Cannot read the request: its host or its URL is none.",
  ]);
  const broken = {
    ...openAi,
    apiKey: (): string => {
      throw new Error("a bug");
    },
  };
  const { error } = console;
  console.error = () => {};
  try {
    const answer = await createRouter([], { ...deps, providers: [broken] })(
      new Request("http://localhost/v1/models"),
    );
    assertEquals([answer.status, (await answer.json()).error.type], [500, "server_error"]);
  } finally {
    console.error = error;
  }
});
