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
  name: "a user of its own lets in where it may do all with what begins with the prefix",
  fn: () =>
    withRedis(async ({ url }) => {
      const rights = ["on", ">s3cret", "+@all", "-@admin", "-@dangerous"];
      await withEngine(url, async (engine) => {
        await engine.untilUp(30_000);
        await engine.call("ACL", "SETUSER", "wide", ...rights, "~test:*", "&test:*");
        await engine.call("ACL", "SETUSER", "narrow", ...rights, "~other:*", "&other:*");
      });
      const at = url.replace("redis://", "");
      await withEngine(`redis://wide:s3cret@${at}`, async (engine) => {
        await engine.untilUp(30_000);
        let heard = "";
        await engine.subscribe("a", (message) => heard = message);
        await until("it is subscribed", async () => {
          await engine.publish("a", "b");
          return heard === "b";
        });
      });
      await whyDown(`redis://narrow:s3cret@${at}`, "NOPERM");
    }),
});

Deno.test({
  ...options,
  name: "a password that nobody asked for is told once a connection, and not by the package",
  fn: () =>
    withRedis(async ({ url }) => {
      const { warn } = console;
      const printed: unknown[] = [];
      console.warn = (...said) => void printed.push(said);
      let told = 0;
      const wire = await connect(url.replace("redis://", "redis://:needless@"), () => void told++);
      const engine = createEngine({
        wire,
        clock: systemClock(),
        prefix: "test",
        patienceMs: 30_000,
      });
      try {
        await engine.untilUp(30_000);
        assertEquals([engine.state().kind, told, printed], ["up", 1, []]);
      } finally {
        engine.close();
        console.warn = warn;
      }
    }),
});

Deno.test({
  ...options,
  name: "a connection that is lost is made again at once, without a try by another family",
  fn: () =>
    withRedis(async ({ url }) => {
      await withEngine(url, (engine) => engine.untilUp(30_000));
      const wire = await connect(url.replace("127.0.0.1", "localhost"));
      const lost: string[] = [];
      let ready = 0;
      wire.listen({ ready: () => void ready++, lost: (why) => void lost.push(why), message() {} });
      try {
        await until("it is connected", () => ready === 1);
        await wire.call("CLIENT", ["KILL", "TYPE", "normal", "SKIPME", "no"]).catch(() => {});
        await until("it is again", () => ready === 2);
        assertEquals(lost.length, 1, lost.join(", "));
      } finally {
        wire.close();
      }
    }),
});

Deno.test({
  ...options,
  name: "an engine that is connected and never answers keeps nobody waiting for a subscription",
  fn: () =>
    withRedis(async (redis) => {
      await withEngine(redis.url, (engine) => engine.untilUp(30_000));
      redis.stop();
      await withEngine(redis.url, async (engine) => {
        await engine.untilUp(500);
        await engine.subscribe("a", () => {});
        assert(engine.state().kind !== "up");
      });
    }),
});

Deno.test({
  ...options,
  name: "a Redis Cluster is none, whichever keys a node has",
  fn: () =>
    withRedis(
      async ({ url }) => {
        const wire = await connect(url);
        const ready = Promise.withResolvers<void>();
        wire.listen({ ready: ready.resolve, lost() {}, message() {} });
        try {
          await ready.promise;
          await wire.call("CLUSTER", ["ADDSLOTSRANGE", 0, 16_383]);
          await whyDown(url, "CROSSSLOT");
        } finally {
          wire.close();
        }
      },
      "--cluster-enabled",
      "yes",
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
