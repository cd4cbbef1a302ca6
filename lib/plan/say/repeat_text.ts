/** A text as long as is wanted. */

import type { Piece, Tokenizer } from "../../tokens/tokenizer.ts";

/** `tokens` tokens of a text that begins again, after a blank line, whenever it ends. */
export function repeatText(tokens: number, text: string, tokenizer: Tokenizer): readonly Piece[] {
  const round = tokenizer.cut(`${text}\n\n`);
  const pieces: Piece[] = [];
  for (let said = 0, i = 0; said < tokens; i++) {
    const piece = round[i % round.length];
    if (!piece) break;
    pieces.push(piece);
    said += piece.tokens;
  }
  return pieces;
}
