import {
  assert,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import cl100k from "gpt-tokenizer/encoding/cl100k_base";
import o200k from "gpt-tokenizer/encoding/o200k_base";
import { seededRandom } from "../../lib/random.ts";
import { estimateTokenizer } from "../../lib/tokens/estimate.ts";
import { createTokenizers } from "../../lib/tokens/load_tokenizers.ts";
import { memoizeCut } from "../../lib/tokens/memoize_cut.ts";
import type { EncodingName, Piece, Tokenizer } from "../../lib/tokens/tokenizer.ts";
import { eventLoopTurns, type Turns } from "../../lib/clock/turns.ts";

const tokenizers = createTokenizers();
const names: readonly EncodingName[] = ["cl100k_base", "o200k_base", "estimate"];
const noTurns: Turns = { spent: () => false, next: () => Promise.resolve() };
const libraries = { cl100k_base: cl100k, o200k_base: o200k };

/** Texts of every kind whose runs are short enough to be encoded whole. */
const texts = {
  nothing: "",
  prose: "The quick brown fox can't jump over the lazy dog's 1,234.5 kennels, shouldn't it?",
  code:
    'function f(x) {\n\t\treturn x  + 1; // "why"\r\n}\r\n\r\n\n  if (a !== b) { a ||= [...b]; }   ',
  json: '{"a":[1,2,{"b":null}],"c":"\\u00e9\\n"}',
  emoji: "👍🏽 👨‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 ok 🫠!",
  chinese: "今天的天气非常好，我们决定去公园散步。",
  japanese: "これはテストです。カタカナと漢字。",
  rare: "𠜎𠜱𠝹 𒀀𒁀 \u{10ffff}",
  arabic: "مرحبا بالعالم، كيف حالك؟",
  hebrew: "שָׁלוֹם עוֹלָם",
  hindi: "नमस्ते दुनिया",
  combined: "Z̸̢̛͓a̷̡l̶͎g̵͕o e\u0301",
  special: "a<|endoftext|>b <|im_start|>system<|im_end|><|fim_prefix|>",
  specialFirst: "<|endoftext|>",
  controls: "\u0000\u0001\u007f\u0080\u00a0\u2028\u3000",
  latin1: "Ã© Ã¼ é ü ðŁ",
  run: "=".repeat(200) + "\n" + "a".repeat(200) + " ".repeat(200) + "x" + "日".repeat(100),
};

/** Texts whose runs are longer than what is encoded whole. */
const longRuns = {
  letter: "a".repeat(5_000),
  capitals: "A".repeat(5_000),
  spaces: " ".repeat(5_000),
  indented: " ".repeat(5_000) + "x",
  newlines: "\r\n".repeat(2_500),
  digits: "7".repeat(5_000),
  symbols: "=".repeat(5_000),
  emoji: "👨‍👩‍👧‍👦".repeat(500),
  marks: "e" + "\u0301".repeat(5_000),
  chinese: "日本語".repeat(1_500),
  random: randomText(3_000, 0x110000),
};

const lone = {
  high: "a\ud83d",
  low: "\ude00b",
  swapped: "\ude00\ud83d",
  run: "\ud800".repeat(1_000),
};
const bom = { bom: "\ufeffhello \ufeff\ufeffusing #\ufeff" };

for (const name of names) {
  Deno.test(`cut() joins to the text when the encoding is ${name}`, async () => {
    const tokenizer = await tokenizers(name);
    for (const [kind, text] of Object.entries({ ...texts, ...longRuns, ...lone, ...bom })) {
      assertEquals(join(tokenizer.cut(text)), text.toWellFormed(), kind);
    }
  });

  Deno.test(`cut() joins to the text whatever the text when the encoding is ${name}`, async () => {
    const tokenizer = await tokenizers(name);
    for (let seed = 0; seed < 300; seed++) {
      const text = randomText(60, [0x80, 0x800, 0x3100, 0x1fb00, 0x110000][seed % 5] ?? 0, seed);
      assertEquals(join(tokenizer.cut(text)), text.toWellFormed());
    }
  });

  Deno.test(`count() and countSlowly() are the sum over cut() when the encoding is ${name}`, async () => {
    const tokenizer = await tokenizers(name);
    for (const [kind, text] of Object.entries({ ...texts, ...longRuns, ...lone, ...bom })) {
      const tokens = tokenizer.cut(text).reduce((sum, piece) => sum + piece.tokens, 0);
      assertEquals(tokenizer.count(text), tokens, kind);
      assertEquals(await tokenizer.countSlowly(text), tokens, kind);
    }
  });

  Deno.test(`cut() gives whole characters and the lengths of their tokens when the encoding is ${name}`, async () => {
    const tokenizer = await tokenizers(name);
    for (const text of Object.values({ ...texts, ...longRuns })) {
      tokenizer.cut(text).forEach(assertIsWhole);
    }
  });

  Deno.test(`countSlowly() asks for the time all along when a ${name} text is one long run`, async () => {
    for (const [kind, text] of Object.entries(longRuns)) {
      let asked = 0;
      const spent = () => {
        asked++;
        return false;
      };
      const tokenizer = await createTokenizers({ ...noTurns, spent })(name);
      const long = text.repeat(4);
      await tokenizer.countSlowly(long);
      const looks = name === "estimate" ? long.length / 131_072 : tokenizer.count(long) / 1024;
      assertGreaterOrEqual(asked, Math.floor(looks), kind);
    }
  });

  Deno.test(`countSlowly() lets the event loop turn when the turn is spent, with ${name}`, async () => {
    const { turns, turned } = spendthrift();
    const tokenizer = await createTokenizers(turns)(name);
    const text = "Some words, again and again. ".repeat(10_000);
    assertEquals(await tokenizer.countSlowly(text), tokenizer.count(text));
    assertGreater(turned(), 3);
  });
}

for (const name of ["cl100k_base", "o200k_base"] as const) {
  Deno.test(`cut() gives one piece a token, as gpt-tokenizer cuts, when each is of whole characters with ${name}`, async () => {
    const tokenizer = await tokenizers(name);
    const library = libraries[name];
    for (const text of [texts.prose, texts.code, texts.json]) {
      const tokens = library.encode(text).map((token) => library.decode([token]));
      assertEquals(tokenizer.cut(text).map((piece) => piece.text), tokens);
    }
  });

  Deno.test(`count() is gpt-tokenizer's when no run is over the bound with ${name}`, async () => {
    const tokenizer = await tokenizers(name);
    const asText = { disallowedSpecial: new Set<string>() };
    for (const [kind, text] of Object.entries(texts)) {
      assertEquals(tokenizer.count(text), libraries[name].countTokens(text, asText), kind);
    }
    for (let seed = 0; seed < 500; seed++) {
      const text = randomText(100, [0x80, 0x800, 0x3100, 0x1fb00, 0x110000][seed % 5] ?? 0, seed);
      assertEquals(tokenizer.count(text), libraries[name].countTokens(text.toWellFormed(), asText));
    }
  });

  // gpt-tokenizer loses the mark where it merges bytes; the figures are js-tiktoken 1.0.21's.
  Deno.test(`count() is tiktoken's when there are byte order marks with ${name}`, async () => {
    const tokenizer = await tokenizers(name);
    assertEquals(tokenizer.count(bom.bom), 6);
    assertEquals(tokenizer.count("\ufeffusing"), 1);
    assertEquals(tokenizer.count("#\ufeff"), 2);
  });

  Deno.test(`decode() is gpt-tokenizer's when the ids are of a text with ${name}`, async () => {
    const tokenizer = await tokenizers(name);
    const asText = { disallowedSpecial: new Set<string>() };
    for (const [kind, text] of Object.entries({ ...texts, long: texts.prose.repeat(1_000) })) {
      assertEquals(tokenizer.decode(libraries[name].encode(text, asText)), text, kind);
    }
  });

  Deno.test(`decode() gives the sign for what is no character, and leaves unknown ids out, with ${name}`, async () => {
    const tokenizer = await tokenizers(name);
    const [a = 0] = libraries[name].encode("a");
    const [first = 0] = libraries[name].encode("𠜎");
    assertEquals(tokenizer.decode([a, first, a]), "a\ufffda");
    assertEquals(tokenizer.decode([a, first]), "a\ufffd");
    assertEquals(tokenizer.decode([-1, a, 0.5, 2 ** 31, 250_000]), "a");
  });

  Deno.test(`count() is within a hundredth of gpt-tokenizer's when a run is cut in slices with ${name}`, async () => {
    const tokenizer = await tokenizers(name);
    for (const [kind, text] of Object.entries(longRuns)) {
      const exact = libraries[name].countTokens(text);
      const slices = text.length / 256 + 1;
      assert(Math.abs(tokenizer.count(text) - exact) <= exact / 100 + slices, kind);
    }
  });

  Deno.test(`count() stays right when more words have come than are remembered with ${name}`, async () => {
    const tokenizer = await tokenizers(name);
    let text = "";
    for (let word = 0; word < 21_000; word++) text += ` q${word.toString(36)}z`;
    assertEquals(tokenizer.count(text), libraries[name].countTokens(text));
    assertEquals(tokenizer.count(text), libraries[name].countTokens(text));
  });
}

Deno.test("cut() holds a token back when it is a part of a character", async () => {
  const tokenizer = await tokenizers("cl100k_base");
  assertEquals(tokenizer.cut("𠜎"), [{ text: "𠜎", tokens: 4, byteLengths: [1, 1, 1, 1] }]);
  assertEquals(tokenizer.cut("hi 🫠").map((piece) => piece.text), ["hi", " 🫠"]);
});

Deno.test("countSlowly() is done without a turn when the text is short", async () => {
  const tokenizer = await tokenizers("o200k_base");
  let turned = false;
  setImmediate(() => turned = true);
  assertEquals(await tokenizer.countSlowly(texts.prose), tokenizer.count(texts.prose));
  assertEquals(turned, false);
});

Deno.test("spent() is true when the turn has been held, until the next one", async () => {
  let now = 0;
  const turns = eventLoopTurns(() => now);
  assertEquals(turns.spent(), false);
  now = 4;
  assertEquals(turns.spent(), true);
  await turns.next();
  assertEquals(turns.spent(), false);
});

Deno.test("spent() is of this turn alone when nobody asked for the next", async () => {
  let now = 0;
  const turns = eventLoopTurns(() => now);
  assertEquals(turns.spent(), false);
  now = 4;
  await new Promise((resolve) => setImmediate(resolve));
  assertEquals(turns.spent(), false);
});

Deno.test("next() gives each waiter a turn of its own when several wait", async () => {
  const turns = eventLoopTurns();
  const seen: string[] = [];
  turns.next().then(() => {
    seen.push("first");
    setImmediate(() => seen.push("something else"));
  });
  await turns.next();
  assertEquals(seen, ["first", "something else"]);
});

Deno.test("estimate takes four characters a token when some are surrogate pairs", () => {
  const tokenizer = estimateTokenizer(noTurns);
  assertEquals(tokenizer.cut("abc😀😀de\ud800"), [
    { text: "abc😀", tokens: 1 },
    { text: "😀de\ufffd", tokens: 1 },
  ]);
  assertEquals(tokenizer.count("abcde"), 2);
});

Deno.test("estimate counts a pair once when two stretches share it", async () => {
  const tokenizer = estimateTokenizer(noTurns);
  assertEquals(await tokenizer.countSlowly("a".repeat(65_535) + "😀"), 65_536 / 4);
});

Deno.test("createTokenizers() loads an encoding once when it is asked for twice", async () => {
  const own = createTokenizers();
  assertStrictEquals(await own("estimate"), await own("estimate"));
});

Deno.test("createTokenizers() tries again when a load has failed", async () => {
  const failures = [new Error("no network")];
  const own = createTokenizers(noTurns, () => {
    const failure = failures.pop();
    return failure ? Promise.reject(failure) : Promise.resolve(estimateTokenizer(noTurns));
  });
  await assertRejects(() => own("o200k_base"), Error, "no network");
  assertEquals((await own("o200k_base")).count("abcd"), 1);
});

Deno.test("memoizeCut() cuts a text once when it is asked for again", () => {
  const cuts: string[] = [];
  const cut = memoizeCut((text) => {
    cuts.push(text);
    return [{ text, tokens: 1 }];
  });
  assertStrictEquals(cut("a"), cut("a"));
  assertEquals(cuts, ["a"]);
});

Deno.test("memoizeCut() forgets the text not asked for the longest when there is no more room", () => {
  const cuts: string[] = [];
  const cut = memoizeCut((text) => {
    cuts.push(text[0] ?? "");
    return [{ text, tokens: 1 }];
  });
  const of = (letter: string) => letter.repeat(100_000);
  for (const letter of ["a", "b", "a", "c", "a", "b"]) cut(of(letter));
  assertEquals(cuts, ["a", "b", "c", "b"]);
  cut("d".repeat(300_000));
  cut(of("a"));
  assertEquals(cuts, ["a", "b", "c", "b", "d"]);
});

/** Turns that are spent each time, and how many have been let go. */
function spendthrift(): { turns: Turns; turned: () => number } {
  let count = 0;
  const next = () => {
    count++;
    return Promise.resolve();
  };
  return { turns: { spent: () => true, next }, turned: () => count };
}

function join(pieces: ReturnType<Tokenizer["cut"]>): string {
  return pieces.map((piece) => piece.text).join("");
}

function assertIsWhole({ text, tokens, byteLengths }: Piece): void {
  assert(text !== "" && text.isWellFormed(), text);
  if (tokens === 1) return assertEquals(byteLengths, undefined);
  assertEquals(byteLengths?.length, tokens);
  const bytes = byteLengths?.reduce((sum, length) => sum + length, 0);
  assertEquals(bytes, new TextEncoder().encode(text).length);
}

/** Code points below `limit`, lone surrogates among them, with some spaces and line ends. */
function randomText(length: number, limit: number, seed = 1): string {
  const random = seededRandom(seed);
  const point = () => random() < 0.1 ? 0x20 : random() < 0.05 ? 0x0a : Math.floor(random() * limit);
  return Array.from({ length }, () => String.fromCodePoint(point())).join("");
}
