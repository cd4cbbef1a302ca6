/** The vocabularies' files, and the one place that knows where vocabularies come from. */

import type { splitPatterns } from "./split_patterns.ts";
import { readVocabulary, type Vocabulary } from "./vocabulary.ts";

/** The encodings that have a vocabulary. */
export type VocabularyName = keyof typeof splitPatterns;

/** An encoding's vocabulary. The npm package has `npm/load_vocabulary.ts` in the place of this file. */
export async function loadVocabulary(name: VocabularyName): Promise<Vocabulary> {
  return readVocabulary(await vocabularyFile(name));
}

/**
 * The bytes of an encoding's vocabulary. Imported rather than read, so that `deno compile` embeds them and no permission
 * is needed; the specifiers are literal for that.
 */
export async function vocabularyFile(name: VocabularyName): Promise<Uint8Array> {
  switch (name) {
    case "cl100k_base":
      return (await import("./vocabularies/cl100k_base.bin", { with: { type: "bytes" } })).default;
    case "o200k_base":
      return (await import("./vocabularies/o200k_base.bin", { with: { type: "bytes" } })).default;
  }
}
