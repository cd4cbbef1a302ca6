/** docs/security.md says what is so: its tables are asked of a server, and what stands in no table names its test. */

import { assert, assertEquals } from "@std/assert";
import { ApiError } from "../../lib/api_error.ts";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { parseConfig } from "../../lib/config/file/parse.ts";
import { defaultServer } from "../../lib/config/schema.ts";
import { createConfigStore } from "../../lib/config/store.ts";
import type { Deps } from "../../lib/dialect/deps.ts";
import { doAtOnce } from "../../lib/clock/work.ts";
import { checkBounds } from "../../lib/http/json_bounds.ts";
import type { Route } from "../../lib/http/route_table.ts";
import { createControlPlane } from "../../lib/server/control_plane.ts";
import { createServing, createThreadState } from "../../lib/server/serving.ts";
import { sharedInMemory } from "../../lib/shared/shared.ts";
import * as table from "../../routes/routes.ts";

const page = await Deno.readTextFile(new URL("../../docs/security.md", import.meta.url));

/** The rows of the table whose first column is called so, each as its cells without backticks. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const lines = page.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${heading}`));
  assert(start >= 0, heading);
  const end = lines.findIndex((line, i) => i > start && !line.startsWith("|"));
  return lines.slice(start, end).filter((_, i) => i !== 1)
    .map((line) => line.slice(1, -1).split("|").map((cell) => cell.trim().replaceAll("`", "")));
}

/** Who asks: his host and his headers. */
const VISITORS: Readonly<Record<string, { host?: string; headers?: Record<string, string> }>> = {
  "a program": {},
  "nobody's key": {},
  "a page of this machine": { headers: { origin: "http://localhost:5173" } },
  "a page elsewhere": { headers: { origin: "https://page.example" } },
  "a page under a foreign host name": {
    host: "page.example",
    headers: { origin: "http://page.example" },
  },
  "a page elsewhere with a right key": {
    headers: { origin: "https://page.example", authorization: "Bearer right" },
  },
};

/** A server as it is on a port, without the port. */
function start(config: string) {
  const clock = new FakeClock();
  const { file } = parseConfig(config, "config.toml");
  const store = createConfigStore({ file, unixMs: () => clock.unixMs() });
  const state = createThreadState(store.current, clock);
  const bounds = () => ({ entries: 100, bytes: 1e6 });
  const shared = sharedInMemory(clock, bounds, () => store.current().server);
  const control = createControlPlane({
    store,
    ...state,
    shared,
    spread: () => Promise.resolve(),
  });
  const routes: Route[] = [];
  const routesOf = (deps: Deps) => {
    routes.push(...table.routesOf(deps));
    return routes;
  };
  const parts = { config: store.current, clock, state, control, shared };
  const { fetch } = createServing({ ...parts, table: { ...table, routesOf } });
  const ask = async (asked: string, visitor: string): Promise<boolean> => {
    const [method = "", path = ""] = asked.split(" ");
    const { host = "localhost:8000", headers = {} } = VISITORS[visitor] ?? {};
    const body = method === "POST" ? JSON.stringify({ model: "m", messages: [] }) : null;
    const send = async (method: string, more: Record<string, string>) => {
      const request = new Request(`http://${host}${path}`, {
        method,
        headers: { ...headers, ...more },
        body: method === "POST" ? body : null,
      });
      const response = await fetch(request, { peer: () => "127.0.0.1" });
      await response.body?.cancel();
      return response.status;
    };
    const isLetIn = ![401, 403].includes(await send(method, {}));
    if (headers.origin === undefined) return isLetIn;
    // A preflight has no key. What a key opens, it is granted for.
    const { authorization: _, ...bare } = headers;
    const preflight = new Request(`http://${host}${path}`, {
      method: "OPTIONS",
      headers: { ...bare, "access-control-request-method": method },
    });
    const { status } = await fetch(preflight, { peer: () => "127.0.0.1" });
    assertEquals(status === 204, isLetIn, `the preflight of ${asked} by ${visitor}`);
    return isLetIn;
  };
  return { ask, fetch, routes };
}

for (
  const [heading, config] of [
    ["Without api_keys", "[general]\n"],
    ["With api_keys", '[server]\napi_keys = ["right"]\n'],
  ] as const
) {
  const [head = [], ...rows] = rowsUnder(heading.replace("api_keys", "`api_keys`"));
  for (const [asked = "", ...cells] of rows) {
    Deno.test(`security.md: ${heading.toLowerCase()}, ${asked} is open to whom it says`, async () => {
      const { ask } = start(config);
      for (const [i, cell] of cells.entries()) {
        const visitor = head[i + 1] ?? "";
        assert(VISITORS[visitor], visitor);
        assertEquals(await ask(asked, visitor), cell === "yes", visitor);
      }
    });
  }
}

Deno.test("security.md: no endpoint is open by accident: pages elsewhere reach services, and of their stored things none", async () => {
  const { ask, routes } = start("[general]\n");
  assert(routes.length > 50);
  for (const { kind, method, path, ...route } of routes) {
    const isStored = "stored" in route && route.stored === true;
    const isHealth = "open" in route && route.open === "health";
    const asked = `${method} ${path.replaceAll(/:\w+\+?/g, "x")}`;
    const isOpen = (kind === "mocked" && !isStored) || isHealth;
    assertEquals(await ask(asked, "a page elsewhere"), isOpen, asked);
  }
  // What services tell without being given it, or by an id, somebody has stored: but for what models there are.
  const told = routes.filter(({ kind, method, path }) =>
    kind === "mocked" && (method !== "POST" || path.includes(":id")) && !path.includes("/models")
  );
  assertEquals(told.filter((route) => !("stored" in route)).map(({ path }) => path), []);
});

Deno.test("security.md: a page elsewhere goes on from what is stored, and is not told it by a compaction", async () => {
  const { fetch } = start("[general]\ndefault_tokens_per_second = inf\n");
  const send = async (path: string, origin: string | undefined, body: object) => {
    const request = new Request(`http://localhost:8000${path}`, {
      method: "POST",
      headers: origin === undefined ? {} : { origin },
      body: JSON.stringify({ model: "m", input: "Go on", ...body }),
    });
    const response = await fetch(request, { peer: () => "127.0.0.1" });
    return { status: response.status, text: await response.text() };
  };
  const { text } = await send("/v1/responses", undefined, { input: "Prompt of another app" });
  const previous_response_id = /"id":"([^"]+)"/.exec(text)?.[1];
  const elsewhere = "https://page.example";
  const compacted = await send("/v1/responses/compact", elsewhere, { previous_response_id });
  assertEquals([compacted.status, compacted.text.includes("Prompt of")], [403, false]);
  assertEquals((await send("/v1/responses/compact", elsewhere, {})).status, 200);
  assertEquals((await send("/v1/responses", elsewhere, { previous_response_id })).status, 200);
  for (const origin of [undefined, "http://localhost:5173"]) {
    const { text } = await send("/v1/responses/compact", origin, { previous_response_id });
    assert(text.includes("Prompt of another app"));
  }
});

Deno.test("security.md: with keys, nobody's key reaches anything but the page's files and /healthz", async () => {
  const { ask, routes } = start('[server]\napi_keys = ["right"]\n');
  for (const { method, path, ...route } of routes) {
    const asked = `${method} ${path.replaceAll(/:\w+\+?/g, "x")}`;
    assertEquals(await ask(asked, "nobody's key"), "open" in route && !!route.open, asked);
  }
});

Deno.test("security.md: the bounds of memory are the defaults", () => {
  const [, ...rows] = rowsUnder("Key of `[server]`");
  const said = Object.fromEntries(rows.map(([key = "", value]) => [key, Number(value)]));
  const bounds = Object.entries(defaultServer).filter(([key]) => key.endsWith("_bytes"));
  assertEquals(said, Object.fromEntries(bounds));
  const kept = Object.entries(said).filter(([key]) => key !== "max_body_bytes");
  assert(kept.reduce((sum, [, bytes]) => sum + bytes, 0) < 256 * 1024 * 1024);
});

Deno.test("security.md: a body may have what it says, and no more", () => {
  const keys = (count: number) => Array.from({ length: count }, (_, i) => `"k${i}":1`).join();
  const bodies: Readonly<Record<string, (count: number) => string>> = {
    "levels": (count) => "[".repeat(count) + "]".repeat(count),
    "keys": (count) => `[${`{${keys(1000)}},`.repeat(count / 1000)}{${keys(count % 1000)}}]`,
    "keys in its outermost": (count) => `{${keys(count)}}`,
    "keys in any other object": (count) => `[{${keys(count)}}]`,
    "values": (count) => `[${"1,".repeat(count)}1]`,
  };
  const [, ...rows] = rowsUnder("A body may have");
  assertEquals(rows.map(([what]) => what), Object.keys(bodies));
  for (const [what = "", most] of rows) {
    const body = bodies[what];
    const isTaken = (count: number) => {
      try {
        doAtOnce(checkBounds(body?.(count) ?? ""));
        return true;
      } catch (error) {
        assert(error instanceof ApiError);
        return false;
      }
    };
    assertEquals(
      [isTaken(Number(most)), isTaken(Number(most) + 1)],
      [true, false],
      what,
    );
  }
});

Deno.test("security.md: each of its points names the test that holds it", () => {
  const points = page.split(/^- /m).slice(1).map((point) => point.split(/\n(?:\n|- )/)[0] ?? "");
  assert(points.length > 10);
  const bare = points.filter((point) => !/\]\(\.\.\/tests\/[\w/]+_test\.ts\)/.test(point));
  assertEquals(bare, []);
});
