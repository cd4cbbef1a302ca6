import { assertEquals } from "@std/assert";
import { loopDelays, NO_DELAY } from "../../lib/clock/loop_delay.ts";

Deno.test("loopDelays() says nothing was late where nothing rang", () => {
  assertEquals(loopDelays().since(0), NO_DELAY);
});

Deno.test("loopDelays() tells the last, the middle and the worst of what was noted", () => {
  const delays = loopDelays();
  for (const delay of [1, 2, 90, 3, -0.5]) delays.note(1000, delay);
  assertEquals(delays.since(1001), { last: 0, p50: 2, p99: 90, max: 90 });
});

Deno.test("loopDelays() forgets what was ten seconds ago", () => {
  const delays = loopDelays();
  delays.note(0, 500);
  delays.note(9000, 4);
  assertEquals(delays.since(10_001), { last: 4, p50: 4, p99: 4, max: 4 });
  assertEquals(delays.since(20_000), NO_DELAY);
});

Deno.test("loopDelays() keeps the newest when there are too many", () => {
  const delays = loopDelays();
  delays.note(0, 500);
  for (let i = 0; i < 4096; i++) delays.note(1, 7);
  assertEquals(delays.since(2).max, 7);
});
