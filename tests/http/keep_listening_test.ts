/** A port that the system takes away is opened again. */

import { assertEquals, assertRejects } from "@std/assert";
import { keepListening } from "../../lib/http/keep_listening.ts";
import { type Listening, PlatformError, type Socket } from "../../lib/platform/platform.ts";

/** Ports that fail when they are told to, and waits that end when they are told to. */
function world() {
  const opened: { fail: (why: string) => void; closed: boolean; port: number }[] = [];
  const waits: { ms: number; end: () => void }[] = [];
  let refusals = 0;
  const listen = ({ port }: Socket): Promise<Listening> => {
    if (refusals-- > 0) {
      return Promise.reject(new PlatformError("port_trouble", "Too many open files", undefined));
    }
    const failed = Promise.withResolvers<string>();
    const one = { fail: failed.resolve, closed: false, port: port || 8000 };
    opened.push(one);
    const close = () => {
      one.closed = true;
      return Promise.resolve();
    };
    return Promise.resolve({ port: one.port, failed: failed.promise, close });
  };
  const wait = (ms: number) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    waits.push({ ms, end: resolve });
    return promise;
  };
  const socket: Socket = { hostname: "127.0.0.1", port: 0, sharing: "alone", onBroken() {} };
  const keep = () => keepListening({ listen }, socket, () => Promise.resolve(new Response()), wait);
  return { opened, waits, keep, refuse: (times: number) => void (refusals = times) };
}

/** Lets everybody go on who can. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Runs with what is printed caught. */
async function printing(use: () => Promise<void>): Promise<string[]> {
  const lines: string[] = [];
  const { log, warn } = console;
  console.log = console.warn = (line: string) => void lines.push(line);
  try {
    await use();
  } finally {
    Object.assign(console, { log, warn });
  }
  return lines;
}

Deno.test("keepListening() opens the same port again, later each time, until it lasts, with one line for each turn of fortune", async () => {
  const { opened, waits, keep, refuse } = world();
  const lines = await printing(async () => {
    const { port } = await keep();
    assertEquals(port, 8000);
    opened[0]?.fail("Too many open files");
    await settle();
    refuse(2);
    for (const i of [0, 1, 2]) {
      waits[i]?.end();
      await settle();
    }
    assertEquals(waits.map(({ ms }) => ms), [50, 100, 200, 1000]);
    assertEquals(opened.map(({ port, closed }) => [port, closed]), [[8000, true], [8000, false]]);
    opened[1]?.fail("Too many open files");
    await settle();
    assertEquals(waits.at(-1)?.ms, 400);
    waits.at(-1)?.end();
    await settle();
    waits.at(-1)?.end(); // The third has lasted.
    await settle();
    opened[2]?.fail("Too many open files");
    await settle();
    assertEquals([opened.length, waits.at(-1)?.ms], [3, 50]);
  });
  const failed =
    "Cannot take connections on 127.0.0.1:8000 for now: Too many open files. Trying again.";
  assertEquals(lines, [failed, "Connections on 127.0.0.1:8000 are taken again.", failed]);
});

Deno.test("keepListening() opens nothing once it is closed, and closes all that it has", async () => {
  const { opened, waits, keep } = world();
  await printing(async () => {
    const { close } = await keep();
    opened[0]?.fail("Too many open files");
    await settle();
    await close();
    waits[0]?.end();
    await settle();
    assertEquals(opened.map(({ closed }) => closed), [true]);
  });
});

Deno.test("keepListening() rejects where the port cannot be opened at first", async () => {
  const { keep, refuse } = world();
  refuse(1);
  await assertRejects(keep, PlatformError, "Too many open files");
});
