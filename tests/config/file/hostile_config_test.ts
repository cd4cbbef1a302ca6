import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { doAtOnce } from "../../../lib/clock/work.ts";
import { checkConfig } from "../../../lib/config/check.ts";
import { ConfigError } from "../../../lib/config/config_error.ts";
import { isPlain } from "../../../lib/config/file/is_plain.ts";
import { parseConfig } from "../../../lib/config/file/parse.ts";
import { patchFromRequest } from "../../../lib/config/patch_from_request.ts";

function refusal(text: string): ConfigError {
  return assertThrows(() => parseConfig(text, "config.toml"), ConfigError);
}

function many(count: number, line: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => line(at)).join("\n");
}

const cases: Record<string, readonly [text: string, start: string]> = {
  "200,000 brackets": [
    "[".repeat(200_000),
    "config.toml: the file has more tables, keys and items",
  ],
  "20,000 brackets": ["[".repeat(20_000), 'config.toml:1:3: this is not TOML: "[" cannot be in'],
  "a list 200,000 deep": [
    "a = " + "[".repeat(200_000),
    "config.toml: the file has more tables, keys and items than a configuration could need.",
  ],
  "a list 900 deep": [
    "a = " + "[".repeat(900) + "]".repeat(900),
    "config.toml:1:37: this is not TOML: values are nested too deeply.",
  ],
  "a key of 40 parts": [
    "a" + ".a".repeat(40) + " = 1",
    "config.toml: tables are nested more than 32",
  ],
  "a header of 400,000 parts": [
    `[${"a.".repeat(400_000)}b]`,
    "config.toml: the file has more tables, keys and items",
  ],
  "150,000 unknown keys": [
    many(150_000, (at) => `k${at} = 1`),
    "config.toml: the file has 1.6 million characters, and 1 is the most.",
  ],
  "20,000 unknown keys": [
    many(20_000, (at) => `k${at}=1`),
    "config.toml: there are more than 10000",
  ],
  "a million items": ["a=[" + "1,".repeat(500_000) + "]", "config.toml: the file has more tables"],
  "megabytes of junk": ["\0\uFFFDx=[".repeat(1_000_000), "config.toml: the file has 4.8 million"],
  "a megabyte of quotes": ['"'.repeat(1_000_000), "config.toml:1:1: this is not TOML: "],
};

for (const [what, [text, start]] of Object.entries(cases)) {
  Deno.test(`parseConfig() refuses ${what} in words, and ends nothing`, () => {
    const { message } = refusal(text);
    assertEquals(message.slice(0, start.length), start);
    assert(message.length < 1500);
  });
}

Deno.test("parseConfig() tells twenty of a thousand problems, and how many there are", () => {
  const error = refusal(`[general]\n${many(1000, (at) => `jittr${at} = 1`)}`);
  assertEquals(error.lines.length, 20);
  assertStringIncludes(error.message, "config.toml:2: [general] jittr0: unknown key. Did you mean");
  assertStringIncludes(error.message, "(And 999 more.)");
});

Deno.test("parseConfig() cuts a name short that is as long as a book", () => {
  assert(refusal(`${"a".repeat(500_000)} = 1`).message.length < 1500);
  assert(refusal(`[general]\nttft_ms = "${"a".repeat(500_000)}"`).message.length < 1500);
});

for (
  const [what, text] of [
    ["one line", `'${"x".repeat(500_000)}'`],
    ["many lines", `"""${'x "" \\u00e9\n'.repeat(80_000)}"""`],
  ] as const
) {
  Deno.test(`parseConfig() names the line after a text of ${what} that is as long as a book`, () => {
    const before = `[responses.medium]\ncontent = ${text} # [models.x]\n`;
    assertEquals(
      refusal(`${before}[general]\njittr = 1`).line,
      before.split("\n").length + 1,
    );
  });
}

Deno.test("checkConfig() and patchFromRequest() refuse data that is too deep, without a stack overflow", () => {
  let deep: unknown = {};
  for (let depth = 0; depth < 100_000; depth++) deep = { models: deep };
  const checked = doAtOnce(checkConfig(deep));
  assert(checked.kind === "bad");
  assertEquals(checked.problems[0].text, "tables are nested more than 32 deep");
  assertThrows(() => doAtOnce(patchFromRequest(deep)), ConfigError, "nested more than 32 deep");
});

Deno.test("isPlain() leaves what has many names to the parser that they do not slow down", () => {
  assertEquals([300, 301].map((names) => isPlain(many(names, (at) => `k${at} = 1`))), [
    true,
    false,
  ]);
});
