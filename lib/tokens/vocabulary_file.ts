/** The vocabularies' files, and the one place that knows how they are read. */

import type { splitPatterns } from "./split_patterns.ts";

/** The encodings that have a vocabulary. */
export type VocabularyName = keyof typeof splitPatterns;

/**
 * The bytes of an encoding's vocabulary. Imported rather than read, so that `deno compile` embeds them and no permission
 * is needed; the specifiers are literal for that. A runtime without the import of bytes replaces this file alone.
 */
export async function vocabularyFile(name: VocabularyName): Promise<Uint8Array> {
  switch (name) {
    case "cl100k_base":
      return (await import("./vocabularies/cl100k_base.bin", { with: { type: "bytes" } })).default;
    case "o200k_base":
      return (await import("./vocabularies/o200k_base.bin", { with: { type: "bytes" } })).default;
  }
}
