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
  const frame = segment.kind === "call" ? segment.frameTokens : 0;
  return segment.pieces.reduce((sum, piece) => sum + piece.tokens, frame);
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

/** Joins pieces so that as many tokens leave at once as `nextSize` says for each chunk; a piece of more leaves alone. */
export function groupPieces(
  pieces: readonly Piece[],
  nextSize: (() => number) | undefined,
): readonly Piece[] {
  if (!nextSize) return pieces;
  const groups: Piece[] = [];
  let group: Piece[] = [];
  let tokens = 0;
  let size = nextSize();
  for (const piece of pieces) {
    if (group.length > 0 && tokens + piece.tokens > size) {
      groups.push(joined(group));
      group = [];
      tokens = 0;
      size = nextSize();
    }
    group.push(piece);
    tokens += piece.tokens;
  }
  return group.length === 0 ? groups : groups.concat(joined(group));
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
  return piece.byteLengths ?? [encoder.encode(piece.text).length];
}
