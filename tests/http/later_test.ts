/** What is loaded with the first request for it. */

import { assertEquals, assertRejects } from "@std/assert";
import { loadOnce } from "../../lib/http/later.ts";

Deno.test("loadOnce() loads when it is first asked, and once for all who ask", async () => {
  let loads = 0;
  const load = loadOnce(() => Promise.resolve(++loads));
  assertEquals(loads, 0);
  assertEquals(await Promise.all([load(), load()]), [1, 1]);
  assertEquals(await load(), 1);
});

Deno.test("loadOnce() tries a load again that failed", async () => {
  let loads = 0;
  const load = loadOnce(() =>
    ++loads === 1 ? Promise.reject(new Error("no file descriptor")) : Promise.resolve(loads)
  );
  await assertRejects(load, Error, "no file descriptor");
  assertEquals(await load(), 2);
});
