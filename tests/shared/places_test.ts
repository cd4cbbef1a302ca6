import { assertEquals } from "@std/assert";
import { createPlaces, type Room, type Seat } from "../../lib/shared/places.ts";

const room = (maxRunning: number, maxQueue = Infinity): Room => ({ maxRunning, maxQueue });

/** Places, and what each who asked has been told by now. */
function start() {
  const places = createPlaces();
  const told = new Map<string, Seat["kind"]>();
  const enter = async (ticket: string, allowed: Room, pool = "m") => {
    void places.enter(pool, ticket, allowed).then(({ kind }) => told.set(ticket, kind));
    await Promise.resolve();
    await Promise.resolve();
  };
  const leave = async (ticket: string) => {
    await places.leave(ticket);
    await Promise.resolve();
  };
  const kinds = () => Object.fromEntries(told);
  return { places, enter, leave, kinds };
}

Deno.test("places: as many run as may, the others come in as they came, one for each who leaves", async () => {
  const { enter, leave, kinds } = start();
  for (const ticket of ["a", "b", "c", "d"]) await enter(ticket, room(2));
  assertEquals(kinds(), { a: "running", b: "running" });
  await leave("b");
  assertEquals(kinds(), { a: "running", b: "running", c: "running" });
  await leave("a");
  assertEquals(Object.keys(kinds()), ["a", "b", "c", "d"]);
});

Deno.test("places: who finds the line full is refused, and takes nothing", async () => {
  const { enter, leave, kinds } = start();
  for (const ticket of ["a", "b", "c"]) await enter(ticket, room(1, 1));
  assertEquals(kinds(), { a: "running", c: "refused" });
  await leave("c");
  await leave("a");
  assertEquals(kinds(), { a: "running", c: "refused", b: "running" });
  await enter("d", room(1, 0));
  assertEquals(kinds().d, "refused");
});

Deno.test("places: who leaves the line frees a place in it, and who leaves twice or never came changes nothing", async () => {
  const { enter, leave, kinds } = start();
  for (const ticket of ["a", "b"]) await enter(ticket, room(1, 1));
  await leave("b");
  assertEquals(kinds(), { a: "running", b: "left" });
  await enter("c", room(1, 1));
  await leave("b");
  await leave("nobody");
  await leave("a");
  await leave("a");
  assertEquals(kinds(), { a: "running", b: "left", c: "running" });
  await enter("d", room(1, 1));
  assertEquals(kinds().d, undefined);
});

Deno.test("places: pools are apart", async () => {
  const { enter, kinds } = start();
  await enter("a", room(1), "m");
  await enter("b", room(1), "other");
  assertEquals(kinds(), { a: "running", b: "running" });
});

Deno.test("places: the newest word on how many may run lets in who waits", async () => {
  const { enter, kinds } = start();
  for (const ticket of ["a", "b", "c"]) await enter(ticket, room(1));
  await enter("d", room(3));
  assertEquals(kinds(), { a: "running", b: "running", c: "running" });
});

Deno.test("places: listeners hear of each change of how many run, and not of the line", async () => {
  const { places, enter, leave } = start();
  const heard: [string, number][] = [];
  await places.watchRunning((pool, running) => void heard.push([pool, running]));
  for (const ticket of ["a", "b", "c"]) await enter(ticket, room(2));
  await leave("c");
  await leave("a");
  await leave("b");
  assertEquals(heard, [["m", 1], ["m", 2], ["m", 1], ["m", 0]]);
});
