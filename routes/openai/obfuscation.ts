/** The padding that hides a token's size on the wire (docs/wire.md §2). */

import { alphanumeric, seededRandom } from "../../lib/random.ts";

const POOL_LENGTH = 256;
const LONGEST = 16;

/**
 * Gives `,"obfuscation":"…"` of 1 to 16 letters and digits for each next chunk, and nothing where `stream_options` do not want it;
 * the same seed gives the same ones.
 */
export function obfuscator(
  seed: number,
  options: { readonly include_obfuscation?: boolean | null | undefined } = {},
): () => string {
  if (options.include_obfuscation === false) return () => "";
  const random = seededRandom(seed ^ 0x0bf5ca7e);
  const pool = alphanumeric(random, POOL_LENGTH);
  return () => {
    const draw = Math.floor(random() * (POOL_LENGTH - LONGEST) * LONGEST);
    const start = Math.floor(draw / LONGEST);
    return `,"obfuscation":"${pool.slice(start, start + 1 + draw % LONGEST)}"`;
  };
}
