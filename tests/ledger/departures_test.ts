/** What left and when, however much. */

import { assertEquals } from "@std/assert";
import { createDepartures } from "../../lib/ledger/departures.ts";

Deno.test("departures: gives back what was added, in its order, however much", () => {
  const departures = createDepartures();
  const expected = Array.from({ length: 1000 }, (_, i) => ({
    dueMs: i * 10 + 0.25,
    leftMs: i * 10 + 1e9 + 0.125,
    tokens: i % 4,
  }));
  for (const { tokens, dueMs, leftMs } of expected) departures.add(tokens, dueMs, leftMs);
  assertEquals(departures.all(), expected);
  assertEquals(departures.last(), expected[999]);
  assertEquals(departures.tokens(), 1500);
});

Deno.test("departures: finds the first and the last that carried tokens", () => {
  const departures = createDepartures();
  const found = () => [departures.firstToken()?.dueMs, departures.lastToken()?.dueMs];
  assertEquals([departures.last(), ...found()], [undefined, undefined, undefined]);
  departures.add(0, 1, 1);
  assertEquals(found(), [undefined, undefined]);
  departures.add(1, 2, 2);
  departures.add(3, 3, 3);
  departures.add(0, 4, 4);
  assertEquals(found(), [2, 3]);
});
