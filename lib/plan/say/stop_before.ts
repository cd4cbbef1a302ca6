/** Where a text stops that must not say certain words. */

import type { Piece, Tokenizer } from "../../tokens/tokenizer.ts";

/** Ends a text before the first stop text in it. What is left is cut anew, as it would be if it stood alone. */
export function stopBefore(
  pieces: readonly Piece[],
  stop: readonly string[],
  tokenizer: Tokenizer,
): { readonly pieces: readonly Piece[]; readonly stopSequence?: string } {
  if (stop.length === 0) return { pieces };
  const text = pieces.map((piece) => piece.text).join("");
  const hits = stop
    .map((stopSequence) => ({ stopSequence, at: text.indexOf(stopSequence) }))
    .filter((hit) => hit.at >= 0)
    .sort((a, b) => a.at - b.at);
  const [first] = hits;
  if (!first) return { pieces };
  return { pieces: tokenizer.cut(text.slice(0, first.at)), stopSequence: first.stopSequence };
}
