/** Who may steer and read the mock over the network. */

import { assert, assertEquals } from "@std/assert";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { defaultServer, type ServerSettings } from "../../lib/config/schema.ts";
import { createRouter } from "../../lib/http/router.ts";
import { createLedger } from "../../lib/ledger/ledger.ts";
import { seededRandom } from "../../lib/random.ts";
import { openAi } from "../../routes/openai/provider.ts";

interface Ask {
  readonly method?: string;
  readonly host?: string;
  readonly headers?: Record<string, string>;
  readonly peer?: string;
}

function start(server: Partial<ServerSettings> = {}) {
  const clock = new FakeClock();
  const handle = () => Response.json({});
  const row = { provider: openAi, handle } as const;
  const fetch = createRouter([
    { ...row, kind: "mocked", method: "POST", path: "/v1/things" },
    { ...row, kind: "mocked", stored: true, method: "GET", path: "/v1/things/:id" },
    { ...row, kind: "control", method: "GET", path: "/config" },
    { ...row, kind: "control", method: "POST", path: "/config" },
    { ...row, kind: "control", open: "page", method: "GET", path: "/" },
    { ...row, kind: "control", open: "health", method: "GET", path: "/healthz" },
  ], {
    clock,
    observer: createLedger(clock, { entries: () => 10 }),
    random: seededRandom(1),
    providers: [openAi],
    isStrict: () => false,
    server: () => ({ ...defaultServer, ...server }),
  });
  return async (
    path: string,
    { method = "GET", host = "localhost:8000", headers = {}, peer }: Ask = {},
  ) => {
    const request = new Request(`http://${host}${path}`, { method, headers });
    const response = await fetch(request, { peer: () => peer ?? "127.0.0.1" });
    await response.body?.cancel();
    return response;
  };
}

const KNOWN_HOSTS = [
  "localhost:8000",
  "LOCALHOST",
  "mock.localhost:8000",
  "127.0.0.1:8000",
  "192.168.1.7",
  "[::1]:8000",
  "[fd00::7]:8000",
];
const FOREIGN_HOSTS = [
  "evil.example",
  "localhost.evil.example",
  "127.0.0.1.evil.example",
  "notlocalhost",
  "evil.localhost.example",
];

for (const host of KNOWN_HOSTS) {
  Deno.test(`guard: the control surface answers at ${host}`, async () => {
    assertEquals((await start()("/config", { host })).status, 200);
  });
}

for (const host of FOREIGN_HOSTS) {
  Deno.test(`guard: at ${host} only services and /healthz answer`, async () => {
    const ask = start();
    assertEquals((await ask("/config", { host })).status, 403);
    assertEquals((await ask("/", { host })).status, 403);
    assertEquals((await ask("/v1/things/1", { host })).status, 403);
    assertEquals((await ask("/v1/things", { host, method: "POST" })).status, 200);
    assertEquals((await ask("/healthz", { host })).status, 200);
  });
}

Deno.test("guard: of two hosts none is known, whichever comes first, nor one that brings a path", async () => {
  for (const host of ["localhost, evil.example", "evil.example, localhost", "localhost/config?"]) {
    assertEquals((await start()("/config", { headers: { host } })).status, 403);
  }
});

Deno.test("guard: a host that was set is known, and with a dot all below it", async () => {
  const ask = start({ allowed_hosts: ["mock.test", ".all.test"] });
  const status = async (host: string) => (await ask("/config", { host })).status;
  assertEquals(
    await Promise.all(
      ["mock.test", "a.mock.test", "all.test", "a.b.all.test", "xall.test"].map(status),
    ),
    [200, 403, 200, 200, 403],
  );
});

const KNOWN_ORIGINS = [
  "http://localhost:8000",
  "http://localhost:5173",
  "https://app.localhost",
  "http://127.0.0.1:3000",
  "http://[::1]:3000",
];
const FOREIGN_ORIGINS = [
  "null",
  "https://evil.example",
  "http://localhost.evil.example",
  "http://127.0.0.1.evil.example",
  "chrome-extension://abc",
  "file://",
  "http://192.168.1.7",
];

for (const origin of KNOWN_ORIGINS) {
  Deno.test(`guard: a page at ${origin} may steer, and is told so by name`, async () => {
    const ask = start();
    const preflight = await ask("/config", {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
    assertEquals([preflight.status, preflight.headers.get("access-control-allow-origin")], [
      204,
      origin,
    ]);
    const { status, headers } = await ask("/config", { method: "POST", headers: { origin } });
    assertEquals([status, headers.get("access-control-allow-origin")], [200, origin]);
    assert(headers.get("vary")?.includes("origin"));
  });
}

for (const origin of FOREIGN_ORIGINS) {
  Deno.test(`guard: a page at ${origin} neither steers nor reads, and gets no preflight`, async () => {
    const ask = start();
    for (const method of ["GET", "POST"]) {
      const preflight = await ask("/config", {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": method },
      });
      const { status, headers } = await ask("/config", { method, headers: { origin } });
      assertEquals([preflight.status, status], [403, 403]);
      for (const { headers: given } of [preflight, { headers }]) {
        assertEquals(
          [...given.keys()].filter((name) => name.startsWith("access-control-allow")),
          [],
        );
      }
    }
    assertEquals((await ask("/v1/things", { method: "POST", headers: { origin } })).status, 200);
  });
}

Deno.test("guard: an origin that was set may steer, and the server's own at any host that is known", async () => {
  const ask = start({ allowed_origins: ["https://app.test"], allowed_hosts: ["mock.test"] });
  const status = async (origin: string, host?: string) =>
    (await ask("/config", { ...(host ? { host } : {}), headers: { origin } })).status;
  assertEquals(await status("https://app.test"), 200);
  assertEquals(await status("https://app.test.evil.example"), 403);
  assertEquals(await status("http://mock.test", "mock.test"), 200);
  assertEquals(await status("http://192.168.1.7:8000", "192.168.1.7:8000"), 200);
});

for (
  const [written, sent] of [
    ["HTTPS://App.Test/", "https://app.test"],
    ["https://app.test:443", "https://app.test"],
    ["http://app.test:80/", "http://app.test"],
    ["http://müller.test", "http://xn--mller-kva.test"],
    ["Chrome-Extension://abc/", "chrome-extension://abc"],
    ["null", "null"],
    ["*", "https://anything.example"],
  ] as const
) {
  Deno.test(`guard: ${written} in allowed_origins lets in ${sent}`, async () => {
    const ask = start({ allowed_origins: [written] });
    assertEquals((await ask("/config", { headers: { origin: sent } })).status, 200);
    if (written === "*") return;
    const other = { origin: "https://app.test:444" };
    assertEquals((await ask("/config", { headers: other })).status, 403);
  });
}

Deno.test("guard: names in allowed_hosts may be in capitals, in any script, and end in the root's dot", async () => {
  const ask = start({ allowed_hosts: ["Mock.Test.", ".All.Test.", "müller.test"] });
  const status = async (host: string) => (await ask("/config", { host })).status;
  assertEquals(
    await Promise.all(
      ["mock.test", "mock.test.", "MOCK.test:8000", "a.all.test", "xn--mller-kva.test"].map(status),
    ),
    [200, 200, 200, 200, 200],
  );
});

Deno.test("guard: a page of another site that hides its origin may only lead here", async () => {
  const ask = start();
  const status = async (method: string, mode: string, site = "cross-site") =>
    (await ask("/config", {
      method,
      headers: { "sec-fetch-site": site, "sec-fetch-mode": mode },
    })).status;
  assertEquals(await status("POST", "navigate"), 403);
  assertEquals(await status("GET", "no-cors"), 403);
  assertEquals(await status("GET", "navigate"), 200);
  assertEquals(await status("POST", "cors", "same-origin"), 200);
  assertEquals(await status("POST", "navigate", "none"), 200);
});

Deno.test("guard: control = local looks at who is at the other end, off lets in nobody", async () => {
  const statuses = async (control: ServerSettings["control"]) => {
    const ask = start({ control });
    return await Promise.all(["127.0.0.1", "::1", "::ffff:127.0.0.1", "192.168.1.9"].map(
      async (peer) => (await ask("/config", { peer })).status,
    ));
  };
  assertEquals(await statuses("everyone"), [200, 200, 200, 200]);
  assertEquals(await statuses("local"), [200, 200, 200, 403]);
  assertEquals(await statuses("off"), [403, 403, 403, 403]);
  assertEquals((await start({ control: "off" })("/healthz")).status, 200);
});

Deno.test("guard: keys hold for all but the page's files and /healthz, and open what is stored to any page", async () => {
  const ask = start({ api_keys: ["right", "other"] });
  const key = { authorization: "Bearer other" };
  const status = async (path: string, headers: Record<string, string> = {}) =>
    (await ask(path, { headers })).status;
  assertEquals(
    [
      await status("/config"),
      await status("/config", key),
      await status("/"),
      await status("/healthz"),
    ],
    [401, 200, 200, 200],
  );
  assertEquals(await status("/v1/things/1", { ...key, origin: "https://app.example" }), 200);
  assertEquals(await status("/v1/things/1", { origin: "https://app.example" }), 403);
  assertEquals(await status("/config", { ...key, origin: "https://app.example" }), 403);
  for (const near of ["righ", "rightt", "Right", "rightright", ""]) {
    assertEquals(await status("/config", { authorization: `Bearer ${near}` }), 401, near);
  }
});

Deno.test("guard: a page with a key may ask for what is stored, and its preflight, which has none, is granted", async () => {
  const origin = "https://app.example";
  const asked = {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "GET",
      "access-control-request-headers": "authorization",
    },
  };
  const ask = start({ api_keys: ["right"] });
  const { status, headers } = await ask("/v1/things/1", asked);
  assertEquals(
    [
      status,
      headers.get("access-control-allow-origin"),
      headers.get("access-control-allow-headers"),
    ],
    [204, origin, "authorization"],
  );
  assertEquals((await ask("/config", asked)).status, 403);
  assertEquals((await start()("/v1/things/1", asked)).status, 403);
  const closed = start({ api_keys: ["right"], control: "off" });
  assertEquals((await closed("/v1/things/1", asked)).status, 204);
});

Deno.test("guard: a browser with credentials reads a service's answer and its headers", async () => {
  const { headers } = await start()("/v1/things", {
    method: "POST",
    headers: { origin: "https://app.example" },
  });
  assertEquals(headers.get("access-control-allow-origin"), "https://app.example");
  assertEquals(headers.get("access-control-allow-credentials"), "true");
  assertEquals(headers.get("timing-allow-origin"), "https://app.example");
  const exposed = headers.get("access-control-expose-headers")?.split(", ") ?? [];
  assert(exposed.includes("x-request-id") && !exposed.includes("*"), exposed.join());
});

Deno.test("guard: what a stranger calls himself is told without what a terminal obeys", async () => {
  const clock = new FakeClock();
  const fetch = createRouter(
    [{
      kind: "control",
      method: "GET",
      path: "/config",
      provider: openAi,
      handle: () => Response.json({}),
    }],
    {
      clock,
      observer: createLedger(clock, { entries: () => 10 }),
      random: seededRandom(1),
      providers: [openAi],
      isStrict: () => false,
      server: () => defaultServer,
    },
  );
  const origin = `https://${"e".repeat(5000)}.example`;
  const response = await fetch(
    new Request("http://localhost/config", { headers: { origin } }),
    { peer: () => "127.0.0.1" },
  );
  const { error } = await response.json();
  assert(error.message.length < 300, `${error.message.length}`);
});
