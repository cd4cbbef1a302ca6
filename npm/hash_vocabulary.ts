/** The tokens of an encoding in a hash table: made from a list in 0.1 s, where sorting them would take three times that. */

import { NO_RANK, type Vocabulary } from "../lib/tokens/vocabulary.ts";

/** Tokens by rank: as text, or, where their bytes are no text, as bytes; empty where a rank has none. */
export type TokenList = readonly (string | readonly number[])[];

/** UTF-8 has at most three bytes for what is one of a string's units. */
const BYTES_A_UNIT = 3;

/** Makes a vocabulary; `tokens` is not kept. */
export function hashVocabulary(tokens: TokenList): Vocabulary {
  const { bytes, ends } = joined(tokens);
  const startOf = (rank: number) => rank === 0 ? 0 : ends[rank - 1] ?? 0;
  // At most half full, and a power of two, so that a mask finds the place.
  const mask = 2 ** Math.ceil(Math.log2(tokens.length * 2 + 1)) - 1;
  const table = new Int32Array(mask + 1).fill(-1);

  for (let rank = 0; rank < tokens.length; rank++) {
    const from = startOf(rank);
    const to = ends[rank] ?? from;
    if (from === to) continue;
    let at = hash(bytes, from, to) & mask;
    while (table[at] !== -1) at = (at + 1) & mask;
    table[at] = rank;
  }

  return {
    rank(text, from, to) {
      if (from >= to) return NO_RANK;
      for (let at = hash(text, from, to) & mask;; at = (at + 1) & mask) {
        const rank = table[at] ?? -1;
        if (rank === -1) return NO_RANK;
        const start = startOf(rank);
        if ((ends[rank] ?? 0) - start === to - from && isSame(bytes, start, text, from, to)) {
          return rank;
        }
      }
    },
    token: (id) => bytes.subarray(startOf(id), ends[id] ?? startOf(id)),
  };
}

/** All tokens' bytes one after another, and where each ends. */
function joined(tokens: TokenList) {
  const most = tokens.reduce((sum, token) => sum + token.length * BYTES_A_UNIT, 0);
  const bytes = new Uint8Array(most);
  const ends = new Uint32Array(tokens.length);
  const encoder = new TextEncoder();
  let end = 0;
  tokens.forEach((token, rank) => {
    if (typeof token === "string") end += encoder.encodeInto(token, bytes.subarray(end)).written;
    else {
      bytes.set(token, end);
      end += token.length;
    }
    ends[rank] = end;
  });
  return { bytes: bytes.slice(0, end), ends };
}

/** FNV-1a, 32 bits. */
function hash(bytes: Uint8Array, from: number, to: number): number {
  let value = 0x811c9dc5;
  for (let i = from; i < to; i++) value = Math.imul(value ^ (bytes[i] ?? 0), 0x01000193);
  return value ^ (value >>> 15);
}

function isSame(ours: Uint8Array, start: number, text: Uint8Array, from: number, to: number) {
  for (let i = from; i < to; i++) if (ours[start + i - from] !== text[i]) return false;
  return true;
}
