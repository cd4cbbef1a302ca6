/** What leads to a real engine, and what does not. */

import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../lib/clock/system_clock.ts";
import { connect } from "../../lib/cluster/connect.ts";
import { createEngine, type Engine } from "../../lib/cluster/engine.ts";
import { hasRedis, until, withRedis } from "./redis.ts";

/** Begins to connect, and closes that when the test is over. */
async function withEngine(url: string, test: (engine: Engine) => Promise<void>): Promise<void> {
  const wire = await connect(url);
  const engine = createEngine({ wire, clock: systemClock(), prefix: "test", patienceMs: 30_000 });
  try {
    await test(engine);
  } finally {
    engine.close();
  }
}

/** Waits until it is known why the engine is down, which begins like that; gives all of it. */
async function whyDown(url: string, beginning: string): Promise<string> {
  let why = "";
  await withEngine(url, (engine) =>
    until(`it is down by ${beginning}`, () => {
      const state = engine.state();
      why = state.kind === "down" ? state.why : "";
      return why.startsWith(beginning);
    }));
  return why;
}

const options = { ignore: !hasRedis, sanitizeOps: false, sanitizeResources: false };

Deno.test({
  ...options,
  name: "a password lets in, and a wrong one is told without it",
  fn: () =>
    withRedis(
      async ({ url }) => {
        const at = url.replace("redis://", "");
        await withEngine(`redis://:r%20ight@${at}/3`, async (engine) => {
          await engine.untilUp(30_000);
          assertEquals(await engine.call("PING"), "PONG");
        });
        const why = await whyDown(`redis://:wr0ng@${at}`, "WRONGPASS");
        assert(!why.includes("wr0ng"), why);
        await whyDown(url, "NOAUTH");
      },
      "--requirepass",
      "r ight",
    ),
});

Deno.test({
  ...options,
  name: "a database that the engine does not have is none",
  fn: () =>
    withRedis(async ({ url }) => void await whyDown(`${url}/99`, "ERR DB index is out of range")),
});

Deno.test({
  ...options,
  ignore: false,
  name: "what is no engine is away, and ends nothing",
  async fn() {
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () => new Response(),
    );
    const { port } = server.addr;
    try {
      await whyDown(`redis://127.0.0.1:${port}`, "Protocol error");
    } finally {
      await server.shutdown();
    }
    await whyDown(`redis://127.0.0.1:${port}`, "connect ECONNREFUSED");
  },
});
