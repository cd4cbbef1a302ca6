/** How long sessions live, and that each has a world of its own. */

import { assertEquals } from "@std/assert";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { sharedIn, sharedInMemory } from "../../lib/shared/shared.ts";

function start(bounds = { sessions: 3, session_seconds: 60 }) {
  const clock = new FakeClock();
  const shared = sharedInMemory(clock, () => ({ entries: 10, bytes: 1e6 }), () => bounds);
  const names = async () => (await shared.listSessions()).map(({ name }) => name);
  return { clock, shared, names };
}

Deno.test("sessions: counters, limits and kept things of one are not another's, nor those of nobody", async () => {
  const { shared } = start();
  for (const session of ["", "a", "b"]) {
    const { count, take, keep, recall, recallAll, forget } = sharedIn(session, shared);
    assertEquals([await count("n"), await count("n")], [1, 2]);
    const grants = [await take("who", { requests: 1 }, 5), await take("who", { requests: 1 }, 5)];
    assertEquals(grants.map(({ kind }) => kind), ["granted", "refused"]);
    assertEquals(await recall("chat/1"), undefined);
    await keep("chat/1", { of: session });
    assertEquals([await recall("chat/1"), await recallAll("chat/")], [{ of: session }, [{
      of: session,
    }]]);
    if (session === "b") await forget("chat/1");
  }
  assertEquals(await shared.recall("a", "chat/1"), { of: "a" });
  assertEquals(await shared.recall("b", "chat/1"), undefined);
});

Deno.test("sessions: one that is not named goes after its time; each use gives it new time", async () => {
  const { clock, shared, names } = start();
  await shared.use("a");
  await shared.count("b", "n");
  await clock.advance(59_000);
  await shared.use("a");
  await clock.advance(2000);
  assertEquals(await names(), ["a"]);
  assertEquals(await shared.count("b", "n"), 1);
  assertEquals(await shared.listSessions(), [{ name: "a", unused_ms: 2000 }, {
    name: "b",
    unused_ms: 0,
  }]);
  await clock.advance(60_001);
  assertEquals(await names(), []);
});

Deno.test("sessions: too many end the one that was not named for longest", async () => {
  const { clock, shared, names } = start();
  for (const name of ["a", "b", "c"]) {
    await shared.count(name, "n");
    await clock.advance(1);
  }
  await shared.use("a");
  await shared.use("d");
  assertEquals(await names(), ["c", "a", "d"]);
  assertEquals([await shared.count("a", "n"), await shared.count("b", "n")], [2, 1]);
});

Deno.test("sessions: fewer that may live, from now on, holds at once", async () => {
  const bounds = { sessions: 3, session_seconds: 60 };
  const { shared, names } = start(bounds);
  for (const name of ["a", "b", "c"]) await shared.use(name);
  bounds.sessions = 1;
  assertEquals(await names(), ["c"]);
});

Deno.test("sessions: ended, one is gone whole, and the common world cannot be", async () => {
  const { shared } = start();
  await shared.count("a", "n");
  await shared.count("", "n");
  assertEquals([await shared.endSession("a"), await shared.endSession("a")], [true, false]);
  assertEquals(await shared.endSession(""), false);
  assertEquals([await shared.count("a", "n"), await shared.count("", "n")], [1, 2]);
});

Deno.test("sessions: too many bytes of all together end the one that was not named for longest", async () => {
  const { shared, names } = start({ sessions: 100, session_seconds: 60 });
  // Each may keep a million bytes, and all together these and the 16 MiB that counters may take.
  for (let i = 0; i < 30; i++) await shared.keep(`s${i}`, "id", "x".repeat(450_000));
  const left = await names();
  assertEquals([left.length, left[0], left.at(-1)], [19, "s11", "s29"]);
});
