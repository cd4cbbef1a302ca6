/** Several threads that are none, each an object behind a channel: who opens the port, and when. */

import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { createConfigStore } from "../../lib/config/store.ts";
import type { Address } from "../../lib/http/listen.ts";
import { PlatformError } from "../../lib/platform/platform.ts";
import { byReference, offer } from "../../lib/server/relay.ts";
import { serveOn } from "../../lib/server/serve.ts";
import type { Opened, WorkerApi } from "../../lib/server/workers.ts";
import * as table from "../../routes/routes.ts";

/** Starts a server of so many threads, and notes what they are asked for; `opened` is what the port says. */
async function start(workers: number, opened: Opened) {
  const asked: string[] = [];
  const ends: MessagePort[] = [];
  const note = (thread: number, what: string, { host, port }: Address) =>
    void asked.push(`${thread} ${what} ${host}:${port}`);
  const startThread = () => {
    const { port1, port2 } = new MessageChannel();
    const at = ends.length;
    const api: Partial<WorkerApi> = {
      open(address) {
        note(at, "opens", address);
        return Promise.resolve(opened);
      },
      serve: (_control, _shared, address) => Promise.resolve(note(at, "serves", address)),
    };
    offer({ prepare: () => Promise.resolve(byReference(api)) }, port1);
    port2.start();
    ends.push(port1);
    return Object.assign(port2, { terminate: () => port2.close() });
  };
  const server = serveOn({ host: "localhost", port: 0, workers }, {
    store: createConfigStore({ file: {}, text: "", unixMs: () => 0 }),
    clock: new FakeClock(),
    platform: {
      startThread,
      listen: () => Promise.reject(new Error("the main thread has opened a port")),
    },
    table,
    world: {},
    workerModule: new URL("file:///worker.ts"),
  }, undefined);
  return {
    asked,
    port: await server.then(({ port }) => port).finally(() => ends.forEach((end) => end.close())),
  };
}

Deno.test("several threads: one opens the port and holds it, before any serves; all serve on what it has opened", async () => {
  const { asked, port } = await start(3, { kind: "open", port: 8123 });
  assertEquals(port, 8123);
  const [first, ...others] = asked;
  assertMatch(first ?? "", /^\d opens localhost:0$/);
  assertEquals(others.toSorted(), [0, 1, 2].map((at) => `${at} serves localhost:8123`));
});

Deno.test("several threads: a port that cannot be had is told as one thread's is", async () => {
  const opened = { kind: "port_taken", why: "Address in use" } as const;
  const { kind, message } = await assertRejects(() => start(2, opened), PlatformError);
  assertEquals([kind, message], ["port_taken", "Address in use"]);
});
