/** A file with thousands of rules is read piece by piece, which is as if it were all at once. */

import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { seededRandom } from "../../../lib/random.ts";
import { pick } from "../../server/fuzz_bodies.ts";
import { doAtOnce } from "../../../lib/clock/work.ts";
import { ConfigError } from "../../../lib/config/config_error.ts";
import { parseCarefully, parseConfig } from "../../../lib/config/file/parse.ts";
import { readLong } from "../../../lib/config/file/read_long.ts";
import { readToml } from "../../../lib/config/file/read_toml.ts";
import { tomlEntries } from "../../../lib/config/file/toml_entries.ts";
import { RULES, tomlPieces } from "../../../lib/config/file/toml_pieces.ts";

const COUNT = 4000;
const LINES = 4;
const rule = (i: number) =>
  `[[rules]]\nname = "r${i}"\nwhen = { user = "q${i}" } # a remark\nreply = [{ text = "a${i}" }]\n`;
const rules = Array.from({ length: COUNT }, (_, i) => rule(i));

/** The rules with others in the place of one. */
const withOther = (at: number, other: string) => rules.with(at, other).join("");

const refused = (text: string) => assertThrows(() => parseConfig(text, "c.toml"), ConfigError);

const HEAD = "[general]\njitter = 0.5\n";
const LONG_TEXT = `[[rules]]\nreply = [{ text = """\n${rules.join("")}""" }]\n`;

const GOOD = {
  "rules alone": rules.join(""),
  "a head, and rules": HEAD + rules.join(""),
  "a table behind the rules": `${rules.join("")}${HEAD}`,
  "tables of rules": withOther(
    2000,
    "[[rules]]\nname = 'x'\n[rules.when]\nturn = 3\n[[rules.reply]]\ntext = 'a'\n",
  ),
  "models before and between rules": `[models.a]\n${withOther(2000, "[models.b]\nttft_ms = 3\n")}`,
  "rules in a text, as many": LONG_TEXT,
  "a text with rules behind rules": HEAD + rules.join("") + LONG_TEXT + rules.join(""),
};

for (const [what, text] of Object.entries(GOOD)) {
  Deno.test(`readLong() reads as readToml() does: ${what}`, () => {
    assert([...tomlPieces(text, RULES)].length > 4);
    assertEquals(doAtOnce(readLong(text)), readToml(text));
  });
}

const BAD = {
  "a quote that is not closed": withOther(3000, '[[rules]]\nname = "x\n'),
  "a long text that is not closed": withOther(3000, '[[rules]]\nname = """x\n'),
  "a list that is not closed": withOther(3000, "[[rules]]\nreply = [\n"),
  "a key twice": withOther(3000, '[[rules]]\nname = "x"\nname = "y"\n'),
  "a table twice": `${HEAD}${withOther(3000, HEAD)}`,
  "a list of rules in front": `rules = []\n${rules.join("")}`,
  "rules in braces in front": `rules = { a = 1 }\n${rules.join("")}`,
};

for (const [what, text] of Object.entries(BAD)) {
  Deno.test(`readLong() refuses what readToml() does, at the same place: ${what}`, () => {
    const whole = readToml(text);
    assertEquals(whole.kind, "bad");
    assertEquals(doAtOnce(readLong(text)), whole);
  });
}

/** Lines of which texts are made that are TOML, nearly, or not at all. */
const LINES_OF_ANY = [
  "[[rules]]",
  "[[rules]] # a remark",
  "  [[rules]]",
  "# [[rules]]",
  "[rules.when]",
  "[[rules.reply]]",
  "[rules]",
  "rules = []",
  "[general]",
  "[models.a]",
  "name = 'a'",
  "turn = 1",
  'text = """',
  '"""',
  "x = '''",
  "'''",
  "reply = [",
  "{ text = 'x' },",
  "]",
  "k = 'u",
  "a.b = 1",
] as const;

Deno.test("readLong() takes and refuses of generated texts what readToml() does", () => {
  const random = seededRandom(7);
  const count = { good: 0, bad: 0 };
  for (let i = 0; i < 5000; i++) {
    const lines = Array.from({ length: 1 + random() * 9 }, () => pick(random, LINES_OF_ANY));
    const text = `${lines.join("\n")}\n`;
    const whole = readToml(text);
    const read = doAtOnce(readLong(text, { ...RULES, least: 1 + random() * 30 }));
    count[whole.kind]++;
    // Of two faults it may be the second that is told.
    if (read.kind === "bad") assertEquals(whole.kind, "bad", text);
    else assertEquals(read, whole, text);
  }
  assert(count.good > 100 && count.bad > 100, JSON.stringify(count));
});

Deno.test("parseConfig() names the line and the key of what is wrong in one of thousands of rules", () => {
  const place = `c.toml:${3000 * LINES + 3}: [[rules]] no. 3001 `;
  const at = (line: string) => withOther(3000, `[[rules]]\nname = "x"\n${line}\n`);
  assertEquals(
    refused(at('reply = [{ txt = "a" }]')).message,
    `${place}reply.0.txt: unknown key. Did you mean \`text\`?`,
  );
  assertEquals(
    refused(at('reply = [{ profile = "none" }]')).message,
    `${place}reply.0.profile: no [profiles] entry is called "none".`,
  );
  const message = refused(at("when = { user = '/(/' }\nreply = [{ echo = true }]")).message;
  assert(message.startsWith(`${place}when.user: the regular expression cannot be read`), message);
});

Deno.test("parseConfig() names the line of what is wrong in a table of one of thousands of rules", () => {
  const table = (i: number) => `[[rules]]\nreply = { echo = true }\n[rules.when]\nturn = ${i}\n`;
  const text = Array.from({ length: COUNT }, (_, i) => table(i === 3000 ? 0 : 1)).join("");
  assertEquals(
    refused(text).message,
    `c.toml:${
      3001 * LINES
    }: [[rules]] no. 3001 when.turn: expected a whole number of 1 or more, got 0.`,
  );
});

Deno.test("parseConfig() names both lines of what is defined twice in one of thousands of rules", () => {
  const text = withOther(3000, '[[rules]]\nname = "x"\nname = "y"\n');
  const [first, second] = [3000 * LINES + 2, 3000 * LINES + 3];
  assertEquals(
    refused(text).message,
    `c.toml:${second}: [[rules]] no. 3001 name: defined twice, first on line ${first}. Keep one of them.`,
  );
});

Deno.test("parseConfig() tells twenty of thousands of wrong rules, from the top", () => {
  const error = refused(rules.map((one) => one.replace("text", "txt")).join(""));
  assertEquals(error.lines.length, 20);
  assertStringIncludes(error.message, "(And at least 1");
  assert(error.lines[19]?.startsWith(`c.toml:${19 * LINES + 4}: [[rules]] no. 20 reply.0.txt`));
});

Deno.test("parseConfig() refuses a rule that is as large as a configuration, by its line", () => {
  const items = Array.from({ length: 10_001 }, () => "1").join();
  const text = withOther(3000, `[[rules]]\nreply = [{ json = { a = [${items}] } }]\n`);
  assertEquals(
    refused(text).message,
    `c.toml:${
      3000 * LINES + 1
    }: [[rules]] no. 3001: there are more than 10000 keys. Take out what is not configuration.`,
  );
});

Deno.test("tomlEntries() finds in pieces what stands where in the whole", () => {
  const models = Array.from({ length: 800 }, (_, i) => `[models.m-${i}.5]\nttft_ms = ${i}\n`);
  const text = HEAD + models.join("") + withOther(2, "[[rules]]\nname = '[[rules]]'\n");
  const entries = doAtOnce(tomlEntries(text));
  for (const { start, end, line, name } of entries.filter((_, i) => i % 50 === 0)) {
    assertEquals(text.slice(0, start).split("\n").length, line);
    assertEquals(text.slice(start, end).replaceAll(/\s/g, ""), name.join("."));
  }
  assertEquals(entries.filter(({ name }) => name[0] === "rules").map(({ path }) => path?.[1]), [
    ...rules.keys().map(String),
  ]);
});

Deno.test("parseCarefully() takes thousands of names with dots as meant, in steps of a few milliseconds", () => {
  const models = Array.from({ length: 3000 }, (_, i) => `[models.m-${i}.5]\nttft_ms = ${i}\n`);
  const steps: number[] = [];
  const work = parseCarefully(models.join(""), "c.toml");
  let step = work.next();
  for (; !step.done; step = work.next()) steps.push(step.value);
  assertEquals(step.value.file.models?.["m-7.5"], { ttft_ms: 7 });
  assertEquals(step.value.warnings.length, 3000);
  assert(steps.length > 100);
});
