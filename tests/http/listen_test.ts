/** The moment in which a port is tried, before the threads that share it open it. */

import { assertEquals } from "@std/assert";
import { freePort } from "../../lib/http/listen.ts";
import type { Serve } from "../../lib/platform/platform.ts";

Deno.test("freePort() tells who comes while the port is tried that nobody serves yet", async () => {
  const served: Serve[] = [];
  let closed = 0;
  const ports = {
    listen: (_socket: object, serve: Serve) => {
      served.push(serve);
      return Promise.resolve({
        port: 8123,
        failed: new Promise<never>(() => {}),
        close: () => Promise.resolve(void closed++),
      });
    },
  };
  assertEquals(await freePort(ports, { host: "127.0.0.1", port: 0 }), 8123);
  const answer = await served[0]?.(new Request("http://mock/healthz"), { peer: () => undefined });
  assertEquals([answer?.status, answer?.headers.get("retry-after"), closed], [503, "1", 1]);
});
