/**
 * How an encoding splits a text into the words inside which bytes are merged: tiktoken's patterns, in the form that
 * gpt-tokenizer gave them in JavaScript (both MIT).
 */

/** What a pattern takes for letters and digits, each to stand in a character class. */
export interface Letters {
  readonly upper: string;
  readonly lower: string;
  readonly all: string;
  readonly digits: string;
}

/** Those of all scripts, for expressions with the flag `u`. */
export const ALL_LETTERS: Letters = {
  upper: String.raw`\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}`,
  lower: String.raw`\p{Ll}\p{Lm}\p{Lo}\p{M}`,
  all: String.raw`\p{L}`,
  digits: String.raw`\p{N}`,
};

/** What is left of them in ASCII. */
export const ASCII_LETTERS: Letters = {
  upper: "A-Z",
  lower: "a-z",
  all: "A-Za-z",
  digits: "0-9",
};

const CONTRACTION = "'(?:[sS]|[dD]|[mM]|[tT]|[lL][lL]|[vV][eE]|[rR][eE])";

/** The pattern of each encoding that has a vocabulary; every character of a text is in one of its matches. */
export const splitPatterns = {
  cl100k_base: ({ all, digits }: Letters) =>
    anyOf(
      CONTRACTION,
      String.raw`[^\r\n${all}${digits}]?[${all}]+`,
      String.raw`[${digits}]{1,3}`,
      String.raw` ?[^\s${all}${digits}]+[\r\n]*`,
      String.raw`\s+$`,
      String.raw`\s*[\r\n]`,
      String.raw`\s+(?!\S)`,
      String.raw`\s`,
    ),
  o200k_base: ({ upper, lower, all, digits }: Letters) =>
    anyOf(
      String.raw`[^\r\n${all}${digits}]?[${upper}]*[${lower}]+(?:${CONTRACTION})?`,
      String.raw`[^\r\n${all}${digits}]?[${upper}]+[${lower}]*(?:${CONTRACTION})?`,
      String.raw`[${digits}]{1,3}`,
      String.raw` ?[^\s${all}${digits}]+[\r\n/]*`,
      String.raw`\s*[\r\n]+`,
      String.raw`\s+(?!\S)`,
      String.raw`\s+`,
    ),
};

/** The first of these that matches wins. */
function anyOf(...patterns: readonly string[]): string {
  return patterns.join("|");
}
