/** The vocabularies' files, made from gpt-tokenizer's. `deno task vocabulary` writes them to `lib/tokens/vocabularies/`. */

import cl100k from "gpt-tokenizer/bpeRanks/cl100k_base";
import o200k from "gpt-tokenizer/bpeRanks/o200k_base";
import { HEADER_BYTES, RANK_BYTES } from "../../lib/tokens/vocabulary.ts";
import type { VocabularyName } from "../../lib/tokens/vocabulary_file.ts";

/** The bytes of every token of an encoding, by rank; empty where a rank has none. */
export function libraryTokens(name: VocabularyName): readonly Uint8Array[] {
  const utf8 = new TextEncoder();
  const ranks = name === "cl100k_base" ? cl100k : o200k;
  // `Array.from` sees the gaps, too.
  return Array.from(
    ranks,
    (token: string | readonly number[] | undefined) =>
      typeof token === "string" ? utf8.encode(token) : Uint8Array.from(token ?? []),
  );
}

/** The file with these tokens, in the form that `readVocabulary` describes. */
export function vocabularyBytes(tokens: readonly Uint8Array[]): Uint8Array {
  const sorted = tokens
    .map((bytes, rank) => ({ bytes, rank }))
    .filter(({ bytes }) => bytes.length > 0)
    .sort((a, b) => a.bytes.length - b.bytes.length || compareBytes(a.bytes, b.bytes));
  const bytes = sorted.reduce((sum, token) => sum + token.bytes.length, 0);
  const file = new Uint8Array(HEADER_BYTES + bytes + RANK_BYTES * sorted.length);
  const sizes = new DataView(file.buffer, 0, HEADER_BYTES);
  let at = HEADER_BYTES;
  for (const { bytes } of sorted) {
    const size = 4 * bytes.length;
    sizes.setUint32(size, sizes.getUint32(size, true) + 1, true);
    file.set(bytes, at);
    at += bytes.length;
  }
  for (const { rank } of sorted) {
    file.set([rank & 0xff, (rank >> 8) & 0xff, rank >> 16], at);
    at += RANK_BYTES;
  }
  return file;
}

/** Of equal length. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const i = a.findIndex((byte, at) => byte !== b[at]);
  return i < 0 ? 0 : (a[i] ?? 0) - (b[i] ?? 0);
}

if (import.meta.main) {
  for (const name of ["cl100k_base", "o200k_base"] as const) {
    const file = new URL(`../../lib/tokens/vocabularies/${name}.bin`, import.meta.url);
    await Deno.writeFile(file, vocabularyBytes(libraryTokens(name)));
  }
}
