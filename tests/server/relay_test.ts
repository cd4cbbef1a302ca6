/** Objects reached from another thread, over a channel that copies as one between threads does. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { byReference, offer, reach, releasing } from "../../lib/server/relay.ts";

interface Bell {
  ring(times: number): Promise<string>;
  subscribe(listener: (times: number) => void): Promise<() => void>;
  inner(): Promise<{ name(): Promise<string> }>;
  lend(other: { name(): Promise<string> }): Promise<string>;
  fail(): Promise<void>;
}

async function over(use: (bell: Bell) => Promise<void>): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const listeners = new Set<(times: number) => void>();
  const bell: Bell = {
    ring(times) {
      for (const listener of listeners) listener(times);
      return Promise.resolve("ding".repeat(times));
    },
    subscribe: releasing((listener: (times: number) => void) => {
      listeners.add(listener);
      return Promise.resolve(() => void listeners.delete(listener));
    }),
    inner: () => Promise.resolve(byReference({ name: () => Promise.resolve("inner") })),
    lend: (other) => other.name(),
    fail: () => Promise.reject(new Error("no clapper")),
  };
  offer(bell, port1);
  try {
    await use(reach<Bell>(port2));
  } finally {
    port1.close();
    port2.close();
  }
}

Deno.test("relay: methods and their errors pass, none named by hand", async () => {
  await over(async (bell) => {
    assertEquals(await bell.ring(2), "dingding");
    await assertRejects(() => bell.fail(), Error, "no clapper");
  });
});

Deno.test("relay: a listener that is given and the way to stop it that is returned are called where they were made", async () => {
  await over(async (bell) => {
    const heard: number[] = [];
    const last = Promise.withResolvers<void>();
    const stop = await bell.subscribe((times) => heard.push(times));
    await bell.subscribe((times) => times === 3 && last.resolve());
    await bell.ring(1);
    await stop();
    await bell.ring(2);
    await bell.ring(3);
    await last.promise;
    assertEquals(heard, [1]);
  });
});

/** How many ports are open in this process. */
function openPorts(): number {
  // deno-lint-ignore no-explicit-any
  const { core } = (Deno as any)[(Deno as any).internal];
  return Object.values(core.resources()).filter((name) => name === "messagePort").length;
}

Deno.test("relay: of a subscription that was stopped no port is left, at either end", async () => {
  await over(async (bell) => {
    const heard: number[] = [];
    const subscribe = releasing((listener: (times: number) => void) => bell.subscribe(listener));
    const before = openPorts();
    const stops = await Promise.all(
      Array.from({ length: 20 }, () => subscribe((times) => heard.push(times))),
    );
    assert(openPorts() >= before + 40, "each has a port to its listener and one to what stops it");
    await Promise.all(stops.map((stop) => stop()));
    // A round trip later, the other end has seen that its ports were closed.
    await bell.ring(1);
    assert(openPorts() <= before, "some are left");
    assertEquals(heard, []);
  });
});

Deno.test("relay: objects marked so are reached in turn, whichever way they go", async () => {
  await over(async (bell) => {
    const inner = await bell.inner();
    assertEquals(await inner.name(), "inner");
    const lent = byReference({ name: () => Promise.resolve("lent") });
    assertEquals(await bell.lend(lent), "lent");
  });
});
