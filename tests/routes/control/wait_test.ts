/** Holding an answer back until there is what was asked for. */

import { assertEquals } from "@std/assert";
import { FakeClock } from "../../../lib/clock/fake_clock.ts";
import type { Deps } from "../../../lib/dialect/deps.ts";
import { waitFor } from "../../../routes/control/wait.ts";

Deno.test("waitFor() is over for whoever leaves while his wait begins, and leaves nothing behind", async () => {
  const clock = new FakeClock();
  const leaving = new AbortController();
  let stopped = false;
  const control = {
    subscribe() {
      leaving.abort();
      return Promise.resolve(() => void (stopped = true));
    },
  };
  const seen = await waitFor({ control, clock } as unknown as Deps, {
    waitMs: 1000,
    look: () => Promise.resolve([]),
    isEnough: ({ length }) => length > 0,
    concerns: () => true,
    signal: leaving.signal,
  });
  assertEquals([seen, stopped, clock.pending], [[], true, 0]);
});
