/** Encodings, each loaded the first time it is asked for. */

import { bpeTokenizer } from "./bpe.ts";
import { estimateTokenizer } from "./estimate.ts";
import { splitPatterns } from "./split_patterns.ts";
import type { EncodingName, Tokenizer, Tokenizers } from "./tokenizer.ts";
import { eventLoopTurns, type Turns } from "../clock/turns.ts";
import { loadVocabulary } from "./vocabulary_file.ts";

/** Gives tokenizers, one for each encoding however often it is asked for. A load that failed is tried again. */
export function createTokenizers(
  turns: Turns = eventLoopTurns(),
  load: typeof loadTokenizer = loadTokenizer,
): Tokenizers {
  const loading = new Map<EncodingName, Promise<Tokenizer>>();
  return (name) => {
    const known = loading.get(name);
    if (known) return known;
    const tokenizer = load(name, turns);
    loading.set(name, tokenizer);
    tokenizer.catch(() => loading.delete(name));
    return tokenizer;
  };
}

/** Loads one encoding's vocabulary; `estimate` has none. */
async function loadTokenizer(name: EncodingName, turns: Turns): Promise<Tokenizer> {
  if (name === "estimate") return estimateTokenizer(turns);
  const vocabulary = await loadVocabulary(name);
  return bpeTokenizer(name, vocabulary, splitPatterns[name], turns);
}
