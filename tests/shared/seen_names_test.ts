import { assert, assertEquals } from "@std/assert";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { createSeenNames } from "../../lib/shared/seen_names.ts";

Deno.test("seenNames: finds the last that is known, and knows from then on what is kept", () => {
  const { see } = createSeenNames(new FakeClock());
  assertEquals(see(["a", "b"], ["a", "b"], 1000), -1);
  assertEquals(see(["a", "b", "c"], [], 1000), 1);
  assertEquals(see(["x", "a", "c"], ["c"], 1000), 1);
  assertEquals(see(["c"], [], 1000), 0);
});

Deno.test("seenNames: forgets after the time for which it was kept, from its last use on, and not before", async () => {
  const clock = new FakeClock();
  const { see } = createSeenNames(clock);
  see([], ["a", "long"], 1000);
  see([], ["long"], 5000);
  await clock.advance(900);
  assertEquals(see(["a"], [], 1000), 0);
  await clock.advance(900);
  assertEquals(see(["a"], [], 1000), 0);
  await clock.advance(1000);
  assertEquals(see(["a"], [], 1000), -1);
  // What was kept for longer stays so, when it is asked for in the shorter way.
  assertEquals(see(["long"], [], 1000), 0);
  await clock.advance(1500);
  assertEquals(see(["long"], [], 1000), 0);
});

Deno.test("seenNames: stays within its bounds, whatever comes", () => {
  const { see, bytes } = createSeenNames(new FakeClock());
  for (let i = 0; i < 30; i++) {
    const names = Array.from({ length: 10_000 }, (_, n) => `prompt ${i} block ${n}`);
    see(names, names, 1000);
  }
  assert(bytes() <= 8 * 1024 * 1024, `${bytes()}`);
  assertEquals(see(["prompt 29 block 0"], [], 1000), 0);
  assertEquals(see(["prompt 0 block 0"], [], 1000), -1);
});
