/** The tokens of an encoding, searched where they lie in their file: nothing is built when it is loaded. */

/** Which bytes are a token, and which bytes a token is. */
export interface Vocabulary {
  /** The rank of the token that is `bytes[from]` up to `bytes[to]`, exclusive; `NO_RANK` where there is none. */
  rank(bytes: Uint8Array, from: number, to: number): number;
  /** The bytes of a token by its id, which is its rank; empty where it stands for none. */
  token(id: number): Uint8Array;
}

/** Higher than any rank, so that what is no token is never the next to be merged. */
export const NO_RANK = 0x7fffffff;

/** No token is longer, in bytes. */
export const LONGEST_TOKEN = 255;
/** Where the tokens begin in a file, after the number of tokens of each length: 32 bits, little-endian, from 0 on. */
export const HEADER_BYTES = 4 * (LONGEST_TOKEN + 1);
/** A rank's, little-endian. */
export const RANK_BYTES = 3;

/** More ranks than any vocabulary has, its gaps included. */
const MOST_TOKENS = 2 ** 18;

/** All tokens of one length, side by side in the order of their bytes. */
interface Group {
  readonly size: number;
  /** Where the bytes of the first are in the file. */
  readonly tokensAt: number;
  /** Where the rank of the first is. */
  readonly ranksAt: number;
}

/**
 * Reads a vocabulary file, as `tests/tokens/write_vocabularies.ts` makes it: the header, then the tokens, sorted by length
 * and among equals by their bytes, then their ranks in the same order. Copies nothing: `file` is kept.
 */
export function readVocabulary(file: Uint8Array): Vocabulary {
  const groups = groupsOf(file);
  // Few ask for the text of ids: what finds it, 1 MB, is built for the first who does.
  let places: Places | undefined;

  return {
    rank(bytes, from, to) {
      const length = to - from;
      const group = groups[length];
      if (group === undefined) return NO_RANK;
      let low = 0;
      let high = group.size;
      while (low < high) {
        const middle = (low + high) >>> 1;
        let at = group.tokensAt + middle * length;
        let i = from;
        while (i < to && file[at] === bytes[i]) {
          at++;
          i++;
        }
        if (i === to) return rankAt(file, group.ranksAt + middle * RANK_BYTES);
        if (byteAt(file, at) < byteAt(bytes, i)) low = middle + 1;
        else high = middle;
      }
      return NO_RANK;
    },
    token(id) {
      places ??= placesOf(file, groups);
      const at = places.at[id] ?? 0;
      return file.subarray(at, at + (places.lengths[id] ?? 0));
    },
  };
}

function groupsOf(file: Uint8Array): readonly Group[] {
  const header = new DataView(file.buffer, file.byteOffset, HEADER_BYTES);
  const sizes = Array.from({ length: LONGEST_TOKEN + 1 }, (_, i) => header.getUint32(4 * i, true));
  let ranksAt = sizes.reduce((at, size, length) => at + size * length, HEADER_BYTES);
  let tokensAt = HEADER_BYTES;
  return sizes.map((size, length) => {
    const group = { size, tokensAt, ranksAt };
    tokensAt += size * length;
    ranksAt += size * RANK_BYTES;
    return group;
  });
}

/** Where the bytes of each token are in the file, by rank. */
interface Places {
  readonly at: Uint32Array;
  readonly lengths: Uint8Array;
}

function placesOf(file: Uint8Array, groups: readonly Group[]): Places {
  const at = new Uint32Array(MOST_TOKENS);
  const lengths = new Uint8Array(MOST_TOKENS);
  groups.forEach(({ size, tokensAt, ranksAt }, length) => {
    for (let i = 0; i < size; i++) {
      const rank = rankAt(file, ranksAt + i * RANK_BYTES);
      at[rank] = tokensAt + i * length;
      lengths[rank] = length;
    }
  });
  return { at, lengths };
}

function rankAt(file: Uint8Array, at: number): number {
  return byteAt(file, at) | (byteAt(file, at + 1) << 8) | (byteAt(file, at + 2) << 16);
}

/** A byte that is known to be there. */
function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}
