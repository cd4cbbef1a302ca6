/** Encodings, each loaded the first time it is asked for. */

import { bpeTokenizer } from "./bpe.ts";
import { estimateTokenizer } from "./estimate.ts";
import type { EncodingName, Tokenizer, Tokenizers } from "./tokenizer.ts";
import { eventLoopTurns, type Turns } from "../clock/turns.ts";

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

/** Loads one encoding's vocabulary; `estimate` has none. The specifiers are literal so that `deno compile` sees them. */
async function loadTokenizer(name: EncodingName, turns: Turns): Promise<Tokenizer> {
  switch (name) {
    case "cl100k_base": {
      const [{ default: vocabulary }, { CL100K_TOKEN_SPLIT_REGEX }] = await Promise.all([
        import("gpt-tokenizer/bpeRanks/cl100k_base"),
        import("gpt-tokenizer/encodingParams/constants"),
      ]);
      return bpeTokenizer(name, vocabulary, CL100K_TOKEN_SPLIT_REGEX, turns);
    }
    case "o200k_base": {
      const [{ default: vocabulary }, { O200K_TOKEN_SPLIT_REGEX }] = await Promise.all([
        import("gpt-tokenizer/bpeRanks/o200k_base"),
        import("gpt-tokenizer/encodingParams/constants"),
      ]);
      return bpeTokenizer(name, vocabulary, O200K_TOKEN_SPLIT_REGEX, turns);
    }
    case "estimate":
      return estimateTokenizer(turns);
  }
}
