/** Remembers how texts were cut: the configured responses are spoken again and again, and need cutting once. */

import type { Piece } from "./tokenizer.ts";

/**
 * UTF-16 units that all kept texts hold together. Measured with one piece a unit, rare Chinese, it is 250 bytes each: at
 * worst 64 MB, and 4 MB for prose.
 */
const KEPT_UNITS = 2 ** 18;

/** The same function, with the texts last asked for kept. One that would take the whole room is not kept. */
export function memoizeCut(
  cut: (text: string) => readonly Piece[],
): (text: string) => readonly Piece[] {
  const kept = new Map<string, readonly Piece[]>();
  let units = 0;
  return (text) => {
    const known = kept.get(text);
    const pieces = known ?? cut(text);
    if (text.length > KEPT_UNITS) return pieces;
    // Set again even when known: a Map iterates by age, so the first key is the one not asked for the longest.
    kept.delete(text);
    kept.set(text, pieces);
    if (!known) units += text.length;
    for (const oldest of kept.keys()) {
      if (units <= KEPT_UNITS) break;
      kept.delete(oldest);
      units -= oldest.length;
    }
    return pieces;
  };
}
