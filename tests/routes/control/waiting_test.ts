/** `GET /requests/{id}?wait=seconds`: nobody waits for a client that has gone. */

import { assert, assertEquals } from "@std/assert";
import { FakeClock } from "../../../lib/clock/fake_clock.ts";
import { createConfigStore } from "../../../lib/config/store.ts";
import { createControlPlane } from "../../../lib/server/control_plane.ts";
import { mergeJournals } from "../../../lib/server/journal.ts";
import { createServing, createThreadState } from "../../../lib/server/serving.ts";
import { sharedInMemory } from "../../../lib/shared/shared.ts";
import * as table from "../../../routes/routes.ts";

function start() {
  const clock = new FakeClock();
  const store = createConfigStore({ file: {}, unixMs: () => clock.unixMs() });
  const states = [1, 2].map(() => createThreadState(store.current, clock));
  const [state, other] = states;
  if (!state || !other) throw new Error("unreachable");
  const journal = mergeJournals(states.map(({ journal }) => journal));
  const control = createControlPlane({
    store,
    journal,
    watch: state.watch,
    posted: state.posted,
    spread: () => Promise.resolve(),
  });
  const shared = sharedInMemory(clock, () => ({ entries: 100, bytes: 1e6 }));
  const { fetch } = createServing({ config: store.current, clock, state, control, shared, table });
  const wait = (id: string, seconds: number) => {
    const leaving = new AbortController();
    const request = new Request(`http://localhost/requests/${id}?wait=${seconds}`, leaving);
    return { answer: fetch(request), leave: () => leaving.abort() };
  };
  const open = (id: string) =>
    other.ledger.opened({ id, method: "POST", path: "/v1/chat/completions" });
  /** So many requests of this thread, of which there is much to tell. */
  const come = (count: number) => {
    for (let i = 0; i < count; i++) {
      const path = `/${"x".repeat(1000)}`;
      state.ledger.opened({ id: `r${i}`, method: "POST", path }).answered(400, path);
    }
  };
  const watch = () => fetch(new Request("http://localhost/events"));
  return { clock, wait, open, come, watch, waiting: () => other.ledger.waiting };
}

/** Lets what has been asked for come so far. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("requests: who leaves while he waits is gone at once, whichever thread he waited for, and others wait on", async () => {
  const { wait, open, waiting, clock } = start();
  const stream = open("r1");
  const visitors = Array.from({ length: 50 }, () => wait("r1", 600));
  await settle();
  assertEquals(waiting(), 50);
  for (const { leave } of visitors.slice(1)) leave();
  await settle();
  assertEquals(waiting(), 1);
  for (const { answer } of visitors.slice(1)) await (await answer).body?.cancel();
  stream.ended("completed");
  assertEquals((await (await visitors[0]?.answer)?.json()).outcome, "completed");
  assertEquals([waiting(), clock.pending], [0, 0]);
});

Deno.test("requests: a wait is over when its time is", async () => {
  const { wait, open, waiting, clock } = start();
  open("r1");
  const { answer } = wait("r1", 5);
  await settle();
  await clock.advance(5000);
  assertEquals([(await (await answer).json()).outcome, waiting()], ["open", 0]);
});

Deno.test("events: who does not read is let go before he costs more than some megabytes", async () => {
  const { clock, come, watch } = start();
  const { body } = await watch();
  for (let i = 0; i < 30; i++) {
    come(200);
    await clock.advance(100);
  }
  assertEquals(clock.pending, 0);
  let bytes = 0;
  for await (const part of body ?? []) bytes += part.length;
  assert(bytes > 2 ** 22 && bytes < 2 ** 23, `${bytes}`);
});
