/** The segments of what a choice says: counted, cut to a limit, and joined into chunks. */

import type { Piece } from "../../tokens/tokenizer.ts";
import type { Ending, ToolCall } from "../plan.ts";

/** A stretch of one kind. `frameTokens` is what a call costs beyond its arguments. */
export type Segment =
  | { readonly kind: "text" | "reasoning" | "refusal"; readonly pieces: readonly Piece[] }
  | {
    readonly kind: "call";
    readonly call: ToolCall;
    readonly frameTokens: number;
    readonly pieces: readonly Piece[];
  };

/** One choice's words and how they end. */
export interface Script {
  readonly segments: readonly Segment[];
  readonly ending: Ending;
}

/** Tokens of all segments. */
export function countTokens(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + segmentTokens(segment), 0);
}

function segmentTokens(segment: Segment): number {
  let sum = segment.kind === "call" ? segment.frameTokens : 0;
  for (const { tokens } of segment.pieces) sum += tokens;
  return sum;
}

/** The first `limit` tokens; a piece of several tokens that would pass the limit is left out whole. */
export function cutSegments(segments: readonly Segment[], limit: number): readonly Segment[] {
  const kept: Segment[] = [];
  let left = limit;
  for (const segment of segments) {
    left -= segment.kind === "call" ? segment.frameTokens : 0;
    if (left < 0) return kept;
    const end = segment.pieces.findIndex((piece) => (left -= piece.tokens) < 0);
    if (end < 0) {
      kept.push(segment);
      continue;
    }
    if (end > 0 || segment.kind === "call") {
      kept.push({ ...segment, pieces: segment.pieces.slice(0, end) });
    }
    return kept;
  }
  return kept;
}

/** Where chunks end among pieces, of which as many tokens leave at once as `nextSize` says; a piece of more leaves alone. */
export function groupEnds(pieces: readonly Piece[], nextSize: () => number): readonly number[] {
  const ends: number[] = [];
  let begin = 0;
  let tokens = 0;
  let size = nextSize();
  for (const [i, piece] of pieces.entries()) {
    if (i > begin && tokens + piece.tokens > size) {
      ends.push(i);
      begin = i;
      tokens = 0;
      size = nextSize();
    }
    tokens += piece.tokens;
  }
  if (begin < pieces.length) ends.push(pieces.length);
  return ends;
}

/** The pieces themselves, or those of each chunk as one. They are joined when they are asked for. */
export function grouped(
  pieces: readonly Piece[],
  ends: readonly number[] | undefined,
): Iterable<Piece> {
  return ends ? joinedAt(pieces, ends) : pieces;
}

function* joinedAt(pieces: readonly Piece[], ends: readonly number[]): Generator<Piece> {
  for (const [i, end] of ends.entries()) yield joined(pieces.slice(ends[i - 1] ?? 0, end));
}

/** In one go, since to add pieces one by one takes a time that grows with their square. */
function joined(pieces: readonly Piece[]): Piece {
  const [only] = pieces;
  if (only && pieces.length === 1) return only;
  return {
    text: pieces.map(({ text }) => text).join(""),
    tokens: pieces.reduce((sum, piece) => sum + piece.tokens, 0),
    byteLengths: pieces.flatMap(byteLengthsOf),
  };
}

const encoder = new TextEncoder();

/** UTF-8 length of each token of a piece. */
export function byteLengthsOf(piece: Piece): readonly number[] {
  return piece.byteLengths ?? [utf8Length(piece.text)];
}

/** The platform's encoder takes longer to call than most tokens are worth. */
function utf8Length(text: string): number {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) >= 0x80) return encoder.encode(text).length;
  }
  return text.length;
}
