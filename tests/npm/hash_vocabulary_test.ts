/** The npm package's vocabulary knows what our own files know. */

import { assert, assertEquals } from "@std/assert";
import { readVocabulary } from "../../lib/tokens/vocabulary.ts";
import { NO_RANK } from "../../lib/tokens/vocabulary.ts";
import { vocabularyFile } from "../../lib/tokens/vocabulary_file.ts";
import { hashVocabulary } from "../../npm/hash_vocabulary.ts";
import { loadVocabulary } from "../../npm/load_vocabulary.ts";

const utf8 = new TextEncoder();

for (const name of ["cl100k_base", "o200k_base"] as const) {
  Deno.test(`loadVocabulary() of the npm package knows the tokens of ${name}.bin, by bytes and by id`, async () => {
    const ours = readVocabulary(await vocabularyFile(name));
    const theirs = await loadVocabulary(name);
    for (let id = 0; id < 200_100; id++) {
      const token = ours.token(id);
      assert(isSame(theirs.token(id), token), `${id}`);
      if (token.length > 0) assert(theirs.rank(token, 0, token.length) === id, `${id}`);
    }
    for (const id of [-1, 0.5, NaN, 2 ** 40]) assertEquals(theirs.token(id).length, 0);
    for (const text of ["", "qzxj", "\u0000\u0001\u0002", " ".repeat(300)]) {
      assertEquals(theirs.rank(utf8.encode(text), 0, text.length), NO_RANK, text);
    }
  });
}

Deno.test("hashVocabulary() looks at the given part of the bytes alone, and takes tokens that are no text", () => {
  const vocabulary = hashVocabulary(["a", "", "ab", [0xff, 0xfe], "é"]);
  assertEquals(vocabulary.rank(utf8.encode("xabx"), 1, 3), 2);
  assertEquals(vocabulary.rank(utf8.encode("xabx"), 1, 4), NO_RANK);
  assertEquals(vocabulary.rank(Uint8Array.of(0xff, 0xfe), 0, 2), 3);
  assertEquals(vocabulary.token(4), utf8.encode("é"));
  assertEquals(vocabulary.token(1).length, 0);
});

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
