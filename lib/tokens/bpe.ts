/** Byte-pair encoding by gpt-tokenizer's vocabulary and merges, kept from what a hostile text would do to it. */

import { BytePairEncodingCore } from "gpt-tokenizer/BytePairEncodingCore";
import { memoizeCut } from "./memoize_cut.ts";
import type { EncodingName, Piece, Tokenizer } from "./tokenizer.ts";
import { type Turns, workBetweenTurns } from "../clock/turns.ts";

/** What tokens stand for, by rank: a text, or bytes where they are not whole characters. */
export type Vocabulary = readonly (string | readonly number[])[];

/**
 * The longest run that is encoded whole, in code points. Merging is quadratic in it (100,000 times `a` took 2.8 s), so
 * longer ones are encoded slice by slice: a slice takes at most 3 ms, of any script, and costs a token at most.
 */
const LONGEST_RUN = 256;

/** How much is counted at once, in UTF-16 units; takes 0.02 ms of prose, 1 ms of the worst. */
const STRETCH = 256;

/** How many tokens are counted between two looks at the time, over all counts; 0.1 ms of prose, 8 ms of the worst. */
const TOKENS_BETWEEN_TURNS = 512;

/**
 * Words up to this long are remembered, in UTF-16 units: V8 copies a slice this short, while a longer one would keep
 * alive the whole prompt it was cut from. It makes prose three times as fast.
 */
const LONGEST_KEPT_WORD = 12;
/** How many are remembered before all are forgotten; under 10 MB at the very worst. */
const MOST_KEPT_WORDS = 20_000;

/** A tokenizer with this vocabulary, for texts that `pattern` splits into words. Special tokens are plain text to it. */
export function bpeTokenizer(
  name: EncodingName,
  vocabulary: Vocabulary,
  pattern: RegExp,
  turns: Turns,
): Tokenizer {
  const encode = wordEncoder(vocabulary);
  const bounded = boundRuns(pattern);
  // A lone surrogate becomes U+FFFD in UTF-8; both are symbols to the pattern.
  const words = (text: string) => text.matchAll(bounded);

  const isTurnOver = workBetweenTurns(turns, TOKENS_BETWEEN_TURNS);

  function* counts(text: string): Generator<number> {
    let tokens = 0;
    let units = 0;
    for (const [word] of words(text)) {
      tokens += encode(word).length;
      units += word.length;
      if (units < STRETCH) continue;
      yield tokens;
      tokens = units = 0;
    }
    yield tokens;
  }

  return {
    name,
    cut: memoizeCut((text) => {
      const pieces: Piece[] = [];
      for (const [word] of words(text)) pushPieces(pieces, encode(word), vocabulary);
      return pieces;
    }),
    count(text) {
      let total = 0;
      for (const tokens of counts(text)) total += tokens;
      return total;
    },
    async countSlowly(text) {
      let total = 0;
      for (const tokens of counts(text)) {
        total += tokens;
        if (isTurnOver(tokens)) await turns.next();
      }
      return total;
    },
    decode: (ids) => decode(ids, vocabulary),
  };
}

/** Bytes of neighbouring tokens may make up one character; what makes up none becomes the sign for that. */
function decode(ids: readonly number[], vocabulary: Vocabulary): string {
  let text = "";
  let bytes: number[] = [];
  for (const id of ids) {
    const token = vocabulary[id] ?? "";
    if (typeof token !== "string") {
      bytes.push(...token);
      continue;
    }
    text += lossyUtf8.decode(Uint8Array.from(bytes)) + token;
    bytes = [];
  }
  return text + lossyUtf8.decode(Uint8Array.from(bytes));
}

/**
 * The same pattern with every loop bounded: words of shorter runs come out the same, longer ones in slices. Also keeps
 * the match itself from walking a 10 MB run in one step.
 */
function boundRuns(pattern: RegExp): RegExp {
  const bounded = pattern.source
    .replaceAll("+", `{1,${LONGEST_RUN}}`)
    .replaceAll("*", `{0,${LONGEST_RUN}}`);
  return new RegExp(bounded, pattern.flags);
}

/** Gives the ranks of a word's tokens. gpt-tokenizer's own cache is off: it counts entries, of any size. */
function wordEncoder(vocabulary: Vocabulary): (word: string) => readonly number[] {
  const core = new BytePairEncodingCore({
    bytePairRankDecoder: vocabulary,
    tokenSplitRegex: /[^]+/g,
    mergeCacheSize: 0,
  });
  const kept = new Map<string, readonly number[]>();
  return (word) => {
    const known = kept.get(word);
    if (known) return known;
    const ranks = core.encodeNative(word);
    if (word.length > LONGEST_KEPT_WORD) return ranks;
    if (kept.size >= MOST_KEPT_WORDS) kept.clear();
    kept.set(word, ranks);
    return ranks;
  };
}

/** Adds one word's pieces, holding tokens back until they end where a character does. */
function pushPieces(pieces: Piece[], ranks: readonly number[], vocabulary: Vocabulary): void {
  let bytes: number[] = [];
  let byteLengths: number[] = [];
  for (const rank of ranks) {
    const token = vocabulary[rank] ?? "";
    if (typeof token === "string") {
      pieces.push({ text: token, tokens: 1 });
      continue;
    }
    bytes.push(...token);
    byteLengths.push(token.length);
    if (!endsWhole(bytes)) continue;
    const text = utf8.decode(Uint8Array.from(bytes));
    const tokens = byteLengths.length;
    pieces.push(tokens > 1 ? { text, tokens, byteLengths } : { text, tokens });
    bytes = [];
    byteLengths = [];
  }
}

/** `ignoreBOM` is the platform's name for not dropping one. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lossyUtf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Whether UTF-8 that began at a character also ends with one, rather than inside it. */
function endsWhole(bytes: readonly number[]): boolean {
  const lead = bytes.findLastIndex((byte) => (byte & 0xc0) !== 0x80);
  const byte = bytes[lead] ?? 0;
  const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
  return bytes.length - lead === length;
}
