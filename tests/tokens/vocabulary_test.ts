import { assert, assertEquals } from "@std/assert";
import {
  CL100K_TOKEN_SPLIT_REGEX,
  O200K_TOKEN_SPLIT_REGEX,
} from "gpt-tokenizer/encodingParams/constants";
import {
  ALL_LETTERS,
  ASCII_LETTERS,
  type Letters,
  splitPatterns,
} from "../../lib/tokens/split_patterns.ts";
import { NO_RANK, readVocabulary, type Vocabulary } from "../../lib/tokens/vocabulary.ts";
import { vocabularyFile } from "../../lib/tokens/vocabulary_file.ts";
import { libraryTokens, vocabularyBytes } from "./write_vocabularies.ts";

const utf8 = new TextEncoder();

for (const name of ["cl100k_base", "o200k_base"] as const) {
  Deno.test(`${name}.bin is what \`deno task vocabulary\` writes`, async () => {
    assert(equalBytes(await vocabularyFile(name), vocabularyBytes(libraryTokens(name))));
  });

  Deno.test(`readVocabulary() knows every token of gpt-tokenizer by its bytes and by its id with ${name}`, async () => {
    const vocabulary = readVocabulary(await vocabularyFile(name));
    libraryTokens(name).forEach((token, rank) => {
      assert(equalBytes(vocabulary.token(rank), token), `${rank}`);
      if (token.length > 0) assert(vocabulary.rank(token, 0, token.length) === rank, `${rank}`);
    });
  });

  Deno.test(`readVocabulary() finds no rank when the bytes are no token with ${name}`, async () => {
    const vocabulary = readVocabulary(await vocabularyFile(name));
    for (const text of ["", "qzxj", "\u0000\u0001\u0002", " ".repeat(300), "~".repeat(255)]) {
      assertEquals(rankOf(vocabulary, text), NO_RANK, text);
    }
  });
}

Deno.test("readVocabulary() looks at the given part of the bytes alone", () => {
  const vocabulary = of("a", "b", "ab", "abc");
  assertEquals(vocabulary.rank(utf8.encode("xabcx"), 1, 3), 2);
  assertEquals(vocabulary.rank(utf8.encode("xabcx"), 1, 4), 3);
  assertEquals(vocabulary.rank(utf8.encode("xabcx"), 0, 2), NO_RANK);
});

Deno.test("readVocabulary() gives no bytes when an id stands for none", () => {
  const vocabulary = of("a", "", "b");
  assertEquals(vocabulary.token(2), utf8.encode("b"));
  for (const id of [1, 3, -1, 0.5, NaN, 2 ** 40]) assertEquals(vocabulary.token(id).length, 0);
});

Deno.test("readVocabulary() reads a file that lies inside other bytes", () => {
  const file = vocabularyBytes([utf8.encode("a"), utf8.encode("bc")]);
  const around = new Uint8Array(file.length + 7).fill(0xff);
  around.set(file, 3);
  const vocabulary = readVocabulary(around.subarray(3, 3 + file.length));
  assertEquals(rankOf(vocabulary, "bc"), 1);
  assertEquals(vocabulary.token(0), utf8.encode("a"));
});

Deno.test("splitPatterns are gpt-tokenizer's", () => {
  const { cl100k_base, o200k_base } = splitPatterns;
  assertEquals(expressionOf(cl100k_base), CL100K_TOKEN_SPLIT_REGEX);
  assertEquals(expressionOf(o200k_base), O200K_TOKEN_SPLIT_REGEX);
});

/** Without the brackets around a single class. */
function expressionOf(pattern: (letters: Letters) => string): RegExp {
  return new RegExp(pattern(ALL_LETTERS).replaceAll(/\[(\\p\{[LN]\})\]/g, "$1"), "gu");
}

Deno.test("splitPatterns split a text in ASCII by its own letters as by those of all scripts", () => {
  for (const pattern of Object.values(splitPatterns)) {
    const words = (letters: Letters, flags: string) => (text: string) =>
      Array.from(text.matchAll(new RegExp(pattern(letters), flags)), ([word]) => word);
    for (const text of asciiTexts()) {
      assertEquals(words(ASCII_LETTERS, "g")(text), words(ALL_LETTERS, "gu")(text), text);
    }
  }
});

/** Every character of ASCII between every two of a few that decide. */
function* asciiTexts(): Generator<string> {
  const around = ["", "a", "B", "7", " ", "\n", "'", "/", "-", "'s", "  ", "aB", "\r\n"];
  for (let code = 0; code < 0x80; code++) {
    for (const before of around) {
      for (const after of around) yield `${before}${String.fromCharCode(code)}${after}`;
    }
  }
}

function of(...tokens: readonly string[]): Vocabulary {
  return readVocabulary(vocabularyBytes(tokens.map((token) => utf8.encode(token))));
}

function rankOf(vocabulary: Vocabulary, text: string): number {
  const bytes = utf8.encode(text);
  return vocabulary.rank(bytes, 0, bytes.length);
}

/** Of megabytes, where `assertEquals` would take seconds. */
function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
