import { assert, assertEquals } from "@std/assert";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { parseConfig } from "../../../lib/config/file/parse.ts";
import { isMisread, readToml } from "../../../lib/config/file/read_toml.ts";
import { readPlain } from "../../../lib/config/file/read_plain.ts";
import { withoutWindows } from "../../../lib/config/file/without_windows.ts";
import { shippedConfig } from "../../../lib/config/shipped.ts";
import { exactValue } from "../../../lib/config/file/toml_entries.ts";

/** What a response is whose content stands in the file as `toml`. */
function content(toml: string): string | undefined {
  const { file } = parseConfig(`[responses.medium]\ncontent = ${toml}\n`, "config.toml");
  return file.responses?.medium?.content;
}

const texts: Record<string, readonly [toml: string, value: string]> = {
  "an escape of eight digits": [String.raw`"\U0001F600"`, "😀"],
  "an escape of four digits": [String.raw`"\u00e9\u65E5"`, "é日"],
  "every short escape": [String.raw`"\b\t\n\f\r\"\\"`, '\b\t\n\f\r"\\'],
  "two quotes within a long text's ends": ['"""""x"""""', '""x""'],
  "two quotes within a long literal text's ends": ["'''''x'''''", "''x''"],
  "a backslash and spaces at a line's end": ['"""a \\  \t\n\n   b"""', "a b"],
  "a backslash at a line's end, and quotes": ['"""a \\\n  """"', 'a "'],
  "a backslash at a line's end in a literal text": ["'''a \\\n  \"\"\"\"'''", 'a \\\n  """"'],
  "the first line break of a long text": ['"""\n\na"""', "\na"],
  "what looks like escapes in a literal text": ["'C:\\temp\\U'", "C:\\temp\\U"],
  "line breaks from Windows": ['"""\r\na\r\nb"""', "a\nb"],
};

for (const [what, [toml, value]] of Object.entries(texts)) {
  Deno.test(`parseConfig() reads ${what} as TOML 1.0 has it`, () => {
    assertEquals(content(toml), value);
  });
}

Deno.test("parseConfig() takes [models] after a table in it", () => {
  const { file } = parseConfig('[models."x"]\nttft_ms = 1\n[models]\ny.ttft_ms = 2\n', "c.toml");
  assertEquals(file.models, { x: { ttft_ms: 1 }, y: { ttft_ms: 2 } });
});

Deno.test("parseConfig() takes numbers in each of TOML's forms", () => {
  for (
    const [toml, value] of [["1_000", 1000], ["0x1F", 31], ["0b11", 3], ["1.5e1", 15]] as const
  ) {
    const { file } = parseConfig(`[general]\nttft_ms = ${toml}`, "config.toml");
    assertEquals(file.general?.ttft_ms, value, toml);
  }
});

/** Draws a document from the pieces that TOML parsers get wrong. */
function documents(count: number): readonly string[] {
  const random = xoroshiro128plus(1);
  const upTo = (most: number) => uniformInt(random, 0, most);
  const oneOf = (all: readonly string[]) => all[upTo(all.length - 1)] ?? "";
  const some = (pieces: readonly string[]) =>
    Array.from({ length: upTo(6) }, () => oneOf(pieces)).join("");

  const plain = ["a", "é", "😀", " ", "\t", "#", "[x]", "=", "."];
  const escapes = [...'btnfr"\\'].map((one) => `\\${one}`);
  const inBasic = [...plain, ...escapes, "'", "\\u00e9", "\\U0001F600"];
  const breaks = ["\n", "\r\n", "\\\n  ", "\\  \n\n x", "\\ \t\r\n"];
  const values = [
    () => `"${some(inBasic)}"`,
    () => `'${some([...plain, '"', "\\", '"""'])}'`,
    () => `"""${some([...inBasic, ...breaks, '"x', '""\\"'])}x${oneOf(["", '"', '""'])}"""`,
    () => `"""${some([...inBasic, ...breaks])}${oneOf(["", '"', '""'])}"""`,
    () => `'''${some([...plain, "\n", "\r\n", "\\", '"""', "'x"])}${oneOf(["", "'", "''"])}'''`,
    () =>
      oneOf(["0", "-1", "1_000", "0xdead_BEEF", "0o17", "0b101", "1.5", "6.6e-3", "-inf", "nan"]),
    () =>
      oneOf(["true", "1979-05-27", "1979-05-27T07:32:00Z", "1979-05-27 07:32:00.5", "07:32:00"]),
    () => `[1, "a",\n # ]\n 'b' ]`,
    () => `{ a = 1, "b.c" = 'x', d.e = [{}] }`,
  ];
  const key = (at: number) => oneOf([`k${at}`, `"k ${at}"`, `'k.${at}'`, `k${at} . "\\u0061".b`]);
  const pair = (at: number) => `${key(at)} = ${values[upTo(values.length - 1)]?.()}\n`;
  const table = (at: number) =>
    oneOf([`[t${at}]\n`, `[t${at}."x.y"]\n`, "[[list]]\r\n", "# é\n", ""]);
  return Array.from(
    { length: count },
    () => [0, 1, 2].map((at) => table(at) + pair(at)).join(""),
  );
}

Deno.test("readToml() reads 3,000 documents as another parser does, but for those that isMisread() names", () => {
  let misread = 0;
  for (const text of documents(3000).map(withoutWindows)) {
    if (isMisread(text)) {
      misread++;
      continue;
    }
    const read = readToml(text);
    assert(read.kind === "good", text);
    assertEquals(comparable(read.value), comparable(exactValue(text)), text);
  }
  assert(misread > 0 && misread < 300, `${misread}`);
});

Deno.test("readPlain() reads 3,000 documents as another parser does, or not at all", () => {
  let plain = 0;
  for (const text of documents(3000).map(withoutWindows)) {
    const value = readPlain(text);
    if (!value) continue;
    plain++;
    assertEquals(comparable(value), comparable(exactValue(text)), text);
  }
  assert(plain > 50, `${plain}`);
});

Deno.test("readPlain() reads the shipped config, so that the start of the program needs no other parser", () => {
  assert(readPlain(shippedConfig));
});

/** Two parsers' dates are of different classes, and their tables of different prototypes. */
function comparable(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key, one) {
    if (this[key] instanceof Date) return "a date";
    return typeof one === "number" ? `number ${one}` : one;
  });
}
