/** What a reasoning model thinks before it speaks. */

import { repeatText } from "./repeat_text.ts";
import type { Piece, Tokenizer } from "../../tokens/tokenizer.ts";

const THOUGHT =
  "Let me think about what is being asked. First, I should settle what is known and what is not. " +
  "The question has a part that can be answered at once, and a part that depends on the context. " +
  "I could begin with an example, check it against the general case, and then look for the place where it might fail. " +
  "Going through the steps once more: the first holds, the second follows from it, and the third needs a closer look. " +
  "That seems right. Now I can put the answer into plain words.";

/** `tokens` tokens of thinking; none for 0. */
export function thinkingPieces(tokenizer: Tokenizer, tokens: number): readonly Piece[] {
  return repeatText(tokens, THOUGHT, tokenizer);
}
