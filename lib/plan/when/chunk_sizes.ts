/** How many tokens the chunks of a stream have, one after another. */

import { type ChunkSize, sizesOf } from "../../config/chunk_sizes.ts";
import type { Settings } from "../../config/settings.ts";
import type { Random } from "../../random.ts";

/** Gives the size of the next chunk, in tokens. */
export type NextSize = () => number;

/** The sizes that `tokens_per_chunk` asks for, of which a fixed one draws nothing; nothing where each token leaves alone. */
export function chunkSizes(
  setting: Settings["tokens_per_chunk"],
  random: Random,
): NextSize | undefined {
  if (setting === 1) return undefined;
  if (typeof setting === "number") return () => setting;
  const sizes = sizesOf(setting) ?? [];
  const sum = sizes.reduce((sum, { weight }) => sum + weight, 0);
  return () => {
    const { least, most } = pick(sizes, random() * sum);
    return least === most ? least : least + Math.floor(random() * (most - least + 1));
  };
}

function pick(sizes: readonly ChunkSize[], drawn: number): ChunkSize {
  let left = drawn;
  const found = sizes.find(({ weight }) => (left -= weight) < 0) ?? sizes.at(-1);
  return found ?? { least: 1, most: 1, weight: 1 };
}
