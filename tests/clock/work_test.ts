/** Long work that is done in steps, in turns with others. */

import { assertEquals } from "@std/assert";
import { doAtOnce, doInTurns, type Work } from "../../lib/clock/work.ts";
import { countedTurns } from "./counted_turns.ts";

function* adding(numbers: number, stepsEach: number): Work<number> {
  let sum = 0;
  for (let i = 1; i <= numbers; i++) {
    sum += i;
    yield stepsEach;
  }
  return sum;
}

Deno.test("doInTurns() gives what doAtOnce() does", async () => {
  assertEquals(doAtOnce(adding(100, 50)), 5050);
  assertEquals(await doInTurns(adding(100, 50), countedTurns()), 5050);
});

Deno.test("doInTurns() lets a turn go once much has been done, and short work takes none though the turn is held", async () => {
  const long = countedTurns();
  await doInTurns(adding(100, 4096), long);
  assertEquals(long.count(), 100);
  const small = countedTurns();
  await doInTurns(adding(100, 1024), small);
  assertEquals(small.count(), 25);
  const short = countedTurns();
  await doInTurns(adding(100, 40), short);
  assertEquals(short.count(), 0);
});
