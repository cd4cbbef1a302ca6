/** How many bytes one write has: a body in HTTP chunks of its own sizes. */

import { type Range, rangeOf } from "../../config/network.ts";
import type { Settings } from "../../config/settings.ts";
import { afterThisTurn } from "../../clock/next_turn.ts";
import { type Random, seededRandom } from "../../random.ts";

/** Sets what sizes are drawn apart from what else a plan's seed decides. */
const SEED_OF_WRITES = 0x3417e5;

/** What a response can be made of. */
export type Body = string | ReadableStream<Uint8Array<ArrayBuffer>> | null;

/** A body in the writes that settings ask for; the same seed draws the same ones. Itself where they ask for none. */
export function written(
  body: Body,
  { write_bytes }: Pick<Settings, "write_bytes">,
  seed: number,
): Body {
  // A text that is made a stream leaves in chunks and without its length.
  if (write_bytes === undefined) return body;
  const { body: stream } = new Response(body);
  if (!stream) return body;
  return inWrites(stream, sizesWithin(rangeOf(write_bytes), seededRandom(seed ^ SEED_OF_WRITES)));
}

function sizesWithin({ least, most }: Range, random: Random): () => number {
  return () => least + Math.floor(random() * (most - least + 1));
}

/**
 * A body whose writes end where `nextSize` has them end, across events and characters, and wherever there is no more yet. Each
 * leaves in a turn of its own: of one turn, Deno joins what is under 1 KiB into one HTTP chunk (measured, Deno 2.8.2).
 */
export function inWrites(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  nextSize: () => number,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  let rest = new Uint8Array(0);
  let room = nextSize();
  let hasWritten = false;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      if (hasWritten) await afterThisTurn();
      while (rest.length === 0) {
        const { value, done } = await reader.read();
        if (done) return controller.close();
        rest = value;
      }
      const write = rest.subarray(0, room);
      rest = rest.subarray(write.length);
      room -= write.length;
      if (room === 0) room = nextSize();
      hasWritten = true;
      controller.enqueue(write);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}
