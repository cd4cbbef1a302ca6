/** Serving threads that end. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import type { RequestSummary } from "../../lib/ledger/told_request.ts";
import { byReference, offer, releasing } from "../../lib/server/relay.ts";
import { startTeam } from "../../lib/server/team.ts";
import type { WorkerApi } from "../../lib/server/workers.ts";

/** Threads that are none: each is an object behind a channel, and ends when it is told to. */
function start(size: number) {
  const clock = new FakeClock();
  const ends: { thread: MessagePort; end: (why: string) => void; told: Set<unknown> }[] = [];
  const terminated: number[] = [];
  const startThread = () => {
    const { port1, port2 } = new MessageChannel();
    const told = new Set<unknown>();
    const at = ends.length;
    const api: Partial<WorkerApi> = {
      countStreams: () => Promise.resolve(at),
      watch: releasing((listener: (request: RequestSummary) => void) => {
        told.add(listener);
        return Promise.resolve(() => void told.delete(listener));
      }),
    };
    const prepare = () =>
      at === 3 ? Promise.reject(new Error("no room")) : Promise.resolve(byReference(api));
    offer({ prepare }, port1);
    port2.start();
    const end = (message: string) =>
      port2.dispatchEvent(new ErrorEvent("error", { message, cancelable: true }));
    ends.push({ thread: port1, end, told });
    return Object.assign(port2, { terminate: () => void terminated.push(at) });
  };
  const first = () => ({
    file: {},
    since: 0,
    posted: new Map(),
    threads: size,
  });
  const close = () => ends.forEach(({ thread }) => thread.close());
  return { clock, ends, terminated, close, team: startTeam({ size, clock, startThread, first }) };
}

/** Lets messages between the threads arrive until it is so, however many turns that takes. */
async function until(what: string, isSo: () => boolean): Promise<void> {
  for (let looks = 0; !isSo(); looks++) {
    assert(looks < 10_000, `Waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

async function printing(use: (lines: readonly string[]) => Promise<void>): Promise<string[]> {
  const lines: string[] = [];
  const { log, error } = console;
  console.log = console.error = (line: string) => void lines.push(line);
  try {
    await use(lines);
  } finally {
    Object.assign(console, { log, error });
  }
  return lines;
}

Deno.test("team: when a thread ends, the others serve on, and another takes its place and is watched", async () => {
  const { clock, ends, terminated, close, team: starting } = start(2);
  const team = await starting;
  const begun: number[] = [];
  await team.serve(async (thread) => void begun.push(await thread.countStreams()));
  const stop = team.watch(() => {});
  const watched = () => ends.map(({ told }) => told.size);
  await until("both are watched", () => watched().every((count) => count === 1));
  const lines = await printing(async (lines) => {
    ends[0]?.end("Uncaught Error: a bug");
    await until("one is left", () => team.threads.length === 1);
    assertEquals(await Promise.all(team.threads.map((thread) => thread.countStreams())), [1]);
    await clock.advance(1000);
    await until("another serves", () => lines.length === 2);
    assertEquals(await Promise.all(team.threads.map((thread) => thread.countStreams())), [1, 2]);
    await until("it is watched", () => watched()[2] === 1);
    assertEquals(begun, [0, 1, 2]);
    stop();
    await until("nobody is watched", () => watched().slice(1).every((count) => count === 0));
    ends[1]?.end("Uncaught Error: another");
    await until("one is left again", () => team.threads.length === 1);
    await clock.advance(1000);
    await until("no other can start", () => lines.length === 4);
    assertEquals(team.threads.length, 1);
    await clock.advance(2000);
    await until("another serves at last", () => lines.length === 5);
    assertEquals([team.threads.length, begun, terminated], [2, [0, 1, 2, 4], [3]]);
  });
  assertEquals(lines, [
    "A serving thread has ended: Uncaught Error: a bug. The others serve on, and another starts.",
    "Another thread serves in its place.",
    "A serving thread has ended: Uncaught Error: another. The others serve on, and another starts.",
    "Cannot start another thread: no room. Trying again.",
    "Another thread serves in its place.",
  ]);
  close();
});

Deno.test("team: a thread that cannot serve in another's place is ended, and yet another takes it", async () => {
  const { clock, ends, terminated, close, team: starting } = start(2);
  const team = await starting;
  await team.serve(async (thread) => {
    if (await thread.countStreams() === 2) throw new Error("the port is gone");
  });
  const lines = await printing(async (lines) => {
    ends[0]?.end("Uncaught Error: a bug");
    await until("one is left", () => team.threads.length === 1);
    await clock.advance(1000);
    await until("it cannot serve", () => lines.length === 2);
    assertEquals([team.threads.length, terminated], [1, [2]]);
    await clock.advance(2000);
    await until("one that cannot be made ready", () => lines.length === 3);
    await clock.advance(4000);
    await until("another serves", () => lines.length === 4);
    assertEquals(await Promise.all(team.threads.map((thread) => thread.countStreams())), [1, 4]);
  });
  assertEquals(lines.slice(1), [
    "Cannot start another thread: the port is gone. Trying again.",
    "Cannot start another thread: no room. Trying again.",
    "Another thread serves in its place.",
  ]);
  close();
});

Deno.test("team: a thread that ends before it is ready is told to whoever starts it", async () => {
  const { ends, close, team } = start(1);
  ends[0]?.end("Uncaught SyntaxError: what");
  await assertRejects(() => team, Error, "Uncaught SyntaxError: what");
  close();
});
