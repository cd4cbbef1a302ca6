/** Bodies in writes of a given size: where they end, what becomes of the ends of a body, and what a seed fixes. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { inWrites, written } from "../../../lib/stream/network/writes.ts";

const encoder = new TextEncoder();

/** A body that gives these texts, one a read. */
function bodyOf(...texts: readonly string[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      for (const text of texts) controller.enqueue(encoder.encode(text));
      controller.close();
    },
  });
}

async function sizesIn(body: ReadableStream<Uint8Array> | null): Promise<number[]> {
  return (await Array.fromAsync(body ?? [])).map(({ length }) => length);
}

Deno.test("writes: of n bytes, across events, and less where there is no more yet", async () => {
  assertEquals(await sizesIn(inWrites(bodyOf("abcdefgh"), () => 3)), [3, 3, 2]);
  // What was begun is finished with the next event.
  assertEquals(await sizesIn(inWrites(bodyOf("abcde", "fghij", "k"), () => 4)), [4, 1, 3, 2, 1]);
  assertEquals(await sizesIn(inWrites(bodyOf("ab", "cd", "ef"), () => 1000)), [2, 2, 2]);
  assertEquals(await sizesIn(inWrites(bodyOf(), () => 3)), []);
});

Deno.test("writes: a character is cut in two, and put together it is whole again", async () => {
  const parts = await Array.fromAsync(inWrites(bodyOf("data: 🙂\n\n"), () => 8));
  assertEquals(new TextDecoder().decode(parts[0]), "data: �");
  const all = new Uint8Array(parts.flatMap((part) => [...part]));
  assertEquals(new TextDecoder().decode(all), "data: 🙂\n\n");
});

Deno.test("writes: a body that breaks, breaks; a reader that leaves, leaves", async () => {
  const broken = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => controller.error(new Error("broken")),
  });
  await assertRejects(() => sizesIn(inWrites(broken, () => 1)), Error, "broken");
  let left = false;
  const open = new ReadableStream<Uint8Array<ArrayBuffer>>({ cancel: () => void (left = true) });
  await inWrites(open, () => 1).cancel();
  assert(left);
});

Deno.test("writes: sizes of a range are drawn by the seed, and stay within it", async () => {
  const text = "x".repeat(2000);
  const sizes = (seed: number) =>
    sizesIn(new Response(written(text, { write_bytes: "3-40" }, seed)).body);
  const drawn = await sizes(7);
  assert(drawn.slice(0, -1).every((size) => size >= 3 && size <= 40));
  assert(new Set(drawn).size > 10);
  assertEquals(await sizes(7), drawn);
  assert((await sizes(8)).join() !== drawn.join());
});

Deno.test("writes: nothing asked for is the body itself", () => {
  const body = new Response("x").body;
  assert(written(body, {}, 7) === body);
  assertEquals([written("x", {}, 7), written(null, { write_bytes: 1 }, 7)], ["x", null]);
});
