import { assertEquals } from "@std/assert";
import type { Piece } from "../../lib/tokens/tokenizer.ts";
import { grouped, groupEnds } from "../../lib/plan/say/segments.ts";

const piece = (text: string, tokens = 1) => ({ text, tokens });

const chunksOf = (pieces: readonly Piece[], nextSize: () => number) => [
  ...grouped(pieces, groupEnds(pieces, nextSize)),
];

Deno.test("groupEnds() joins as many tokens as leave at once, and leaves a larger piece alone", () => {
  const groups = chunksOf(
    [piece("a"), piece("é"), piece("c", 3), piece("d"), piece("e")],
    () => 2,
  );
  assertEquals(groups.map(({ text, tokens }) => [text, tokens]), [["aé", 2], ["c", 3], ["de", 2]]);
  assertEquals(groups.map(({ byteLengths }) => byteLengths), [[1, 2], undefined, [1, 1]]);
});

Deno.test("groupEnds() asks for the size of each chunk anew", () => {
  const sizes = [2, 1, 3, 1];
  const pieces = Array.from("abcdefg", (text) => piece(text));
  const groups = chunksOf(pieces, () => sizes.shift() ?? 1);
  assertEquals(groups.map(({ text }) => text), ["ab", "c", "def", "g"]);
});

Deno.test("grouped() leaves pieces as they are when one token leaves at a time", () => {
  const pieces = [piece("a"), piece("b")];
  assertEquals(grouped(pieces, undefined), pieces);
});

Deno.test("groupEnds() joins a chunk of 10,000 tokens without adding them up one by one", () => {
  const pieces = Array.from({ length: 30_000 }, (_, i) => piece(`w${i} `));
  const groups = chunksOf(pieces, () => 10_000);
  assertEquals(groups.map(({ tokens }) => tokens), [10_000, 10_000, 10_000]);
  assertEquals(groups.map(({ text }) => text).join(""), pieces.map(({ text }) => text).join(""));
});
