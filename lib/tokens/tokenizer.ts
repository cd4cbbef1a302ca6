/** What a tokenizer is to the rest of the engine: it cuts a text, and it counts one. */

/**
 * The least that can leave on its own: one token, or the few that make up a character together, since JSON cannot
 * carry half of one. `text` is never empty and never ends inside a character.
 */
export interface Piece {
  readonly text: string;
  /** How many tokens it stands for, at least 1; what it costs in time and in `usage`. */
  readonly tokens: number;
  /** UTF-8 length of each token, present when `tokens` is over 1. They sum to the length of `text`. */
  readonly byteLengths?: readonly number[];
}

/** The names that `encoding` takes in the config, `auto` aside. */
export type EncodingName = "cl100k_base" | "o200k_base" | "estimate";

/** One encoding, loaded. Synchronous; never fails on any text, lone surrogates and `<|endoftext|>` included. */
export interface Tokenizer {
  readonly name: EncodingName;
  /** The pieces of a text in order; joined they are the text, byte for byte. The same text is cut once and kept. */
  cut(text: string): readonly Piece[];
  /** Tokens in a text, equal to the sum over `cut(text)`. For short texts: see `countSlowly` for the rest. */
  count(text: string): number;
  /** Counts a text of any length and shape a few milliseconds at a time, letting the event loop turn in between. */
  countSlowly(text: string): Promise<number>;
  /** The text of tokens by their ids; an id that stands for none is left out. */
  decode(ids: readonly number[]): string;
}

/** Gives a tokenizer, loading its encoding the first time it is asked for (a few milliseconds, and 1 or 2 MB). */
export type Tokenizers = (name: EncodingName) => Promise<Tokenizer>;
