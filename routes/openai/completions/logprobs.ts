/** Log probabilities in the form from before chat: four lists side by side. */

import type { Piece } from "../../../lib/tokens/tokenizer.ts";
import { tokenLogprobs } from "../logprobs.ts";

/** One place in each list for each token. */
export interface TextLogprobs {
  readonly tokens: readonly string[];
  readonly token_logprobs: readonly number[];
  /** The likeliest tokens with their log probabilities, the chosen one always among them. */
  readonly top_logprobs: readonly Readonly<Record<string, number>>[];
  /** Where each token begins, in UTF-16 units of prompt and text together. */
  readonly text_offset: readonly number[];
}

/** The lists of some pieces that begin at `start`; `null` where `top`, how many are asked for, is absent. */
export function textLogprobs(
  pieces: readonly Piece[],
  top: number | undefined,
  seed: number,
  start: number,
): TextLogprobs | null {
  if (top === undefined) return null;
  const entries = pieces.flatMap((piece) => tokenLogprobs(piece, Math.max(1, top), seed));
  // A token may end inside a character, which then belongs to the token that completes it.
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let offset = start;
  return {
    tokens: entries.map(({ token }) => token),
    token_logprobs: entries.map(({ logprob }) => logprob),
    top_logprobs: entries.map(({ top_logprobs: likeliest }) =>
      Object.fromEntries(likeliest.map(({ token, logprob }) => [token, logprob]))
    ),
    text_offset: entries.map(({ bytes }) => {
      const begin = offset;
      offset += decoder.decode(Uint8Array.from(bytes), { stream: true }).length;
      return begin;
    }),
  };
}
