/** Byte-pair merging: which tokens the bytes of a word make. */

import { NO_RANK, type Vocabulary } from "./vocabulary.ts";

/** Gives how many tokens `bytes` up to `length` make, and writes where each begins, and where the last ends, to `starts`. */
export type Merge = (bytes: Uint8Array, length: number, starts: Uint16Array) => number;

/**
 * Joins the two neighbours whose union has the lowest rank, the first of them among equals, until no union is a token.
 * Quadratic in `length`. A whole word that is a token is that, merged or not, as in tiktoken.
 */
export function mergeBy({ rank }: Vocabulary): Merge {
  const ranks: number[] = [];
  return (bytes, length, starts) => {
    starts[0] = 0;
    if (length === 0) return 0;
    starts[1] = length;
    if (length === 1 || rank(bytes, 0, length) !== NO_RANK) return 1;

    /** The rank of what the parts at `part` and after it make. */
    const union = (part: number) => rank(bytes, starts[part] ?? 0, starts[part + 2] ?? 0);
    let parts = length;
    for (let i = 0; i <= length; i++) starts[i] = i;
    for (let i = 0; i < length - 1; i++) ranks[i] = union(i);
    while (parts > 1) {
      let lowest = NO_RANK;
      let first = 0;
      for (let i = 0; i < parts - 1; i++) {
        const rank = ranks[i] ?? NO_RANK;
        if (rank >= lowest) continue;
        lowest = rank;
        first = i;
      }
      if (lowest === NO_RANK) break;
      parts--;
      for (let i = first + 1; i <= parts; i++) starts[i] = starts[i + 1] ?? 0;
      for (let i = first + 1; i < parts - 1; i++) ranks[i] = ranks[i + 1] ?? NO_RANK;
      if (first < parts - 1) ranks[first] = union(first);
      if (first > 0) ranks[first - 1] = union(first - 1);
    }
    return parts;
  };
}
