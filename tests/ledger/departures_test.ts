/** What left and when, however much. */

import { assertEquals } from "@std/assert";
import { createDepartures, MOST_ROWS } from "../../lib/ledger/departures.ts";

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

Deno.test("departures: of very many the last ones are one, and no tokens are lost", () => {
  let bytes = 0;
  const departures = createDepartures();
  const merged: number[] = [];
  departures.watch({
    grew: (more) => bytes += more,
    merges: (_, dueMs) => void merged.push(dueMs),
  });
  for (let i = 0; i < MOST_ROWS + 500; i++) departures.add(2, i, i + 0.5);
  const all = departures.all();
  assertEquals([all.length, departures.leftOut(), departures.tokens()], [
    MOST_ROWS,
    500,
    2 * MOST_ROWS + 1000,
  ]);
  assertEquals(all.at(-1), {
    dueMs: MOST_ROWS + 499,
    leftMs: MOST_ROWS + 499.5,
    tokens: 2 + 1000,
  });
  assertEquals(bytes, MOST_ROWS * 24);
  assertEquals([merged.length, merged[0], merged.at(-1)], [500, MOST_ROWS, MOST_ROWS + 499]);
});

Deno.test("departures: whoever goes through them may go on where he was", () => {
  const departures = createDepartures();
  const seen: number[] = [];
  const goOn = (from: number) => departures.visit(from, (_, dueMs) => void seen.push(dueMs));
  assertEquals(goOn(0), 0);
  for (let i = 0; i < 40; i++) departures.add(1, i, i);
  assertEquals(goOn(0), 40);
  departures.add(1, 40, 40);
  assertEquals(goOn(40), 41);
  assertEquals(seen, Array.from({ length: 41 }, (_, i) => i));
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

Deno.test("departures: knows how long one with tokens has waited at most", () => {
  const departures = createDepartures();
  assertEquals(departures.longestWaitMs(0), 0);
  departures.add(0, 1, 100);
  assertEquals(departures.longestWaitMs(0), 0);
  departures.add(1, 10, 17);
  departures.add(1, 20, 21);
  assertEquals(departures.longestWaitMs(0), 7);
  assertEquals(departures.longestWaitMs(15), 2);
});
