/**
 * How an encoding splits a text into the words inside which bytes are merged: tiktoken's patterns, in the form that
 * gpt-tokenizer gave them in JavaScript (both MIT).
 */

const CONTRACTION = "'(?:[sS]|[dD]|[mM]|[tT]|[lL][lL]|[vV][eE]|[rR][eE])";
const UPPER = String.raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`;
const LOWER = String.raw`[\p{Ll}\p{Lm}\p{Lo}\p{M}]`;
const BEFORE_WORD = String.raw`[^\r\n\p{L}\p{N}]?`;

/**
 * Makes the pattern of each encoding that has a vocabulary; every character of a text is in one of its matches. One that is made
 * costs the start a millisecond, for the letters of all scripts.
 */
export const splitPatterns = {
  cl100k_base: () =>
    anyOf(
      CONTRACTION,
      String.raw`${BEFORE_WORD}\p{L}+`,
      String.raw`\p{N}{1,3}`,
      String.raw` ?[^\s\p{L}\p{N}]+[\r\n]*`,
      String.raw`\s+$`,
      String.raw`\s*[\r\n]`,
      String.raw`\s+(?!\S)`,
      String.raw`\s`,
    ),
  o200k_base: () =>
    anyOf(
      `${BEFORE_WORD}${UPPER}*${LOWER}+(?:${CONTRACTION})?`,
      `${BEFORE_WORD}${UPPER}+${LOWER}*(?:${CONTRACTION})?`,
      String.raw`\p{N}{1,3}`,
      String.raw` ?[^\s\p{L}\p{N}]+[\r\n/]*`,
      String.raw`\s*[\r\n]+`,
      String.raw`\s+(?!\S)`,
      String.raw`\s+`,
    ),
};

/** The first of these that matches wins. */
function anyOf(...patterns: readonly string[]): RegExp {
  return new RegExp(patterns.join("|"), "gu");
}
