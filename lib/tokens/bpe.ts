/** Byte-pair encoding, kept from what a hostile text would do to it. */

import { memoizeCut } from "./memoize_cut.ts";
import { mergeBy } from "./merge.ts";
import type { Letters } from "./split_patterns.ts";
import { LONGEST_WORD, wordSplitter } from "./split_words.ts";
import type { EncodingName, Piece, Tokenizer } from "./tokenizer.ts";
import { type Turns, workBetweenTurns } from "../clock/turns.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** How much is counted at once, in UTF-16 units; takes 0.02 ms of prose, 1 ms of the worst. */
const STRETCH = 256;

/** How many tokens are counted between two looks at the time, over all counts; 0.1 ms of prose, 8 ms of the worst. */
const TOKENS_BETWEEN_TURNS = 512;

/**
 * Words up to this long are remembered, in UTF-16 units: V8 copies a slice this short, while a longer one would keep
 * alive the whole prompt it was cut from. It makes prose twice as fast, and code four times.
 */
const LONGEST_KEPT_WORD = 12;
/** How many are remembered before all are forgotten; under 10 MB at the very worst. */
const MOST_KEPT_WORDS = 20_000;

/** Bytes; the platform's decoder takes longer to call than a token takes to decode. */
const DECODED_AT_ONCE = 16_384;

/** A tokenizer with this vocabulary, for texts that split into words by `pattern`. Special tokens are plain text to it. */
export function bpeTokenizer(
  name: EncodingName,
  vocabulary: Vocabulary,
  pattern: (letters: Letters) => string,
  turns: Turns,
): Tokenizer {
  const encode = wordEncoder(vocabulary);
  const countWord = wordCounter(encode);
  const words = wordSplitter(pattern);

  const isTurnOver = workBetweenTurns(turns, TOKENS_BETWEEN_TURNS);

  function* counts(text: string): Generator<number> {
    let tokens = 0;
    let units = 0;
    for (const [word] of words(text)) {
      tokens += countWord(word);
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
      // A lone surrogate becomes U+FFFD in UTF-8; both are symbols to the pattern.
      for (const [word] of words(text.toWellFormed())) pushPieces(pieces, word, encode(word));
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
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const bytes = new Uint8Array(DECODED_AT_ONCE);
  let text = "";
  let length = 0;
  for (const id of ids) {
    const token = vocabulary.token(id);
    if (length + token.length > DECODED_AT_ONCE) {
      text += decoder.decode(bytes.subarray(0, length), { stream: true });
      length = 0;
    }
    bytes.set(token, length);
    length += token.length;
  }
  return text + decoder.decode(bytes.subarray(0, length));
}

/** A word in UTF-8, and where its tokens begin in it; overwritten by the next word. */
interface EncodedWord {
  readonly bytes: Uint8Array;
  readonly length: number;
  /** One more than there are tokens: the last is where the word ends. */
  readonly starts: Uint16Array;
  readonly tokens: number;
}

function wordEncoder(vocabulary: Vocabulary): (word: string) => EncodedWord {
  const merge = mergeBy(vocabulary);
  const bytes = new Uint8Array(LONGEST_WORD);
  const starts = new Uint16Array(LONGEST_WORD + 1);
  return (word) => {
    const length = writeUtf8(word, bytes);
    return { bytes, length, starts, tokens: merge(bytes, length, starts) };
  };
}

/** Counts tokens of words, short ones once. */
function wordCounter(encode: (word: string) => EncodedWord): (word: string) => number {
  const kept = new Map<string, number>();
  return (word) => {
    const known = kept.get(word);
    if (known !== undefined) return known;
    const { tokens } = encode(word);
    if (word.length > LONGEST_KEPT_WORD) return tokens;
    if (kept.size >= MOST_KEPT_WORDS) kept.clear();
    kept.set(word, tokens);
    return tokens;
  };
}

const utf8 = new TextEncoder();

/** Writes a text as UTF-8 and gives its length. The platform's own way takes longer than most words are worth. */
function writeUtf8(text: string, bytes: Uint8Array): number {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) return utf8.encodeInto(text, bytes).written;
    bytes[i] = unit;
  }
  return text.length;
}

/** Adds one word's pieces, holding tokens back until they end where a character does. */
function pushPieces(
  pieces: Piece[],
  word: string,
  { bytes, length, starts, tokens }: EncodedWord,
): void {
  let byteLengths: number[] = [];
  let begin = 0;
  let end = 0;
  for (let token = 0; token < tokens; token++) {
    const from = starts[token] ?? 0;
    const to = starts[token + 1] ?? 0;
    byteLengths.push(to - from);
    for (let i = from; i < to; i++) end += unitsFrom(bytes[i] ?? 0);
    if (to < length && isInside(bytes[to] ?? 0)) continue;
    const text = word.slice(begin, end);
    pieces.push(
      byteLengths.length > 1
        ? { text, tokens: byteLengths.length, byteLengths }
        : { text, tokens: 1 },
    );
    byteLengths = [];
    begin = end;
  }
}

/** Whether a byte of UTF-8 goes on with a character, rather than beginning one. */
function isInside(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** UTF-16 units of the character that a byte of UTF-8 begins; 0 for one that begins none. */
function unitsFrom(byte: number): number {
  if (isInside(byte)) return 0;
  return byte < 0xf0 ? 1 : 2;
}
