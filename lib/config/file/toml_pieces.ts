/** Long TOML texts in pieces, since rules may come to megabytes: each piece begins with a header, and is TOML by itself. */

/** One piece. */
export interface TomlPiece {
  readonly text: string;
  /** Where it begins in the whole. */
  readonly start: number;
  /** How many lines are in front of it. */
  readonly lines: number;
}

/** Characters of a piece that are read in a step of `Work`. */
export const CHARACTERS_A_STEP = 32;

/** Where a text is cut. */
export interface Cuts {
  /** A piece may begin with any of these. */
  readonly header: RegExp;
  /** A piece has so many characters at least, but for the first and the last; a text of no more is one piece. */
  readonly least: number;
}

/** In front of rules: pieces that are read in 1 ms. */
export const RULES: Cuts = { header: /^\[\[rules\]\]/gm, least: 32 * 1024 };
/** In front of the entries of all tables, but not within a rule: pieces of which it is found in 4 ms what stands where. */
export const ENTRIES: Cuts = {
  header: /^\[\[rules\]\]|^\[(?!rules\b)[a-z_]+\./gm,
  least: 4 * 1024,
};

/**
 * The pieces of a text, cut in front of headers; the first ends before the first of these. A cut may be within a text in quotes, where
 * a line of that looks like a header: then the piece in front of it is no TOML, by which it is known.
 */
export function* tomlPieces(text: string, { header, least }: Cuts): Generator<TomlPiece> {
  let [start, lines] = [0, 0];
  const pieceTo = (end: number): TomlPiece => {
    const piece = { text: text.slice(start, end), start, lines };
    lines += countLines(piece.text);
    start = end;
    return piece;
  };
  let isHead = text.length > least;
  for (const { index } of isHead ? text.matchAll(header) : []) {
    if (isHead || index - start >= least) yield pieceTo(index);
    isHead = false;
  }
  yield pieceTo(text.length);
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
