/**
 * Vocabularies in the npm package: of gpt-tokenizer, its one dependency. Our own files of them (`lib/tokens/vocabularies/`) are 1.4 MB
 * when they are packed, and the package is to be about 1 MB at most.
 */

import type { Vocabulary } from "../lib/tokens/vocabulary.ts";
import type { VocabularyName } from "../lib/tokens/vocabulary_file.ts";
import { hashVocabulary } from "./hash_vocabulary.ts";

/** Stands for the function of `lib/tokens/vocabulary_file.ts`. */
export async function loadVocabulary(name: VocabularyName): Promise<Vocabulary> {
  switch (name) {
    case "cl100k_base":
      return hashVocabulary((await import("gpt-tokenizer/bpeRanks/cl100k_base")).default);
    case "o200k_base":
      return hashVocabulary((await import("gpt-tokenizer/bpeRanks/o200k_base")).default);
  }
}
