/** What all serving threads have in common. */

import { assertEquals, assertNotEquals } from "@std/assert";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { sharedIn, sharedInMemory } from "../../lib/shared/shared.ts";
import { weatherCount } from "../../lib/shared/weather_count.ts";

Deno.test("shared: counts from 1, each name apart", async () => {
  const { count } = sharedIn(
    "",
    sharedInMemory(new FakeClock(), () => ({ entries: 10, bytes: 1e6 })),
  );
  assertEquals([await count("a"), await count("a"), await count("b"), await count("a")], [
    1,
    2,
    1,
    3,
  ]);
});

Deno.test("shared: keeps the newest values, and forgets on request", async () => {
  const shared = sharedIn("", sharedInMemory(new FakeClock(), () => ({ entries: 2, bytes: 1e6 })));
  for (const id of ["one", "two", "three"]) await shared.keep(id, { id });
  assertEquals(await Promise.all(["one", "two", "three"].map(shared.recall)), [undefined, {
    id: "two",
  }, { id: "three" }]);
  assertEquals([await shared.forget("two"), await shared.forget("two")], [true, false]);
  assertEquals(await shared.recall("two"), undefined);
});

Deno.test("shared: keeps so many bytes, the newest", async () => {
  const shared = sharedIn(
    "",
    sharedInMemory(new FakeClock(), () => ({ entries: 100, bytes: 5000 })),
  );
  for (const id of ["one", "two", "three"]) await shared.keep(id, { text: "x".repeat(1000) });
  const kept = await Promise.all(["one", "two", "three"].map(shared.recall));
  assertEquals(kept.map((value) => value !== undefined), [false, true, true]);
});

Deno.test("shared: takes from an owner's limits what is left of them", async () => {
  const { take } = sharedIn(
    "",
    sharedInMemory(new FakeClock(), () => ({ entries: 10, bytes: 1e6 })),
  );
  const grants = [1, 2].map(() => take("owner", { requests: 1 }, 5));
  assertEquals((await Promise.all(grants)).map(({ kind }) => kind), ["granted", "refused"]);
});

Deno.test("shared: a count of weather is each API key's own, and has none in its name", () => {
  const [a, b] = ["sk-a", "sk-b"].map((key) => weatherCount("m", key, 1));
  assertNotEquals(a, b);
  assertEquals([a, b].filter((name) => name?.includes("sk-")), []);
  assertEquals(weatherCount("m", "sk-a", 1), a);
});
