/** How many tokens chunks have. A share p of n chunks strays by √(p(1-p)/n); tolerances here are five times that. */

import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { configFrom } from "../../../lib/config/config.ts";
import { doAtOnce } from "../../../lib/clock/work.ts";
import { checkConfig } from "../../../lib/config/check.ts";
import { overridesFromQuery } from "../../../lib/config/overrides.ts";
import { parseConfig } from "../../../lib/config/file/parse.ts";
import { chunkSizes } from "../../../lib/plan/when/chunk_sizes.ts";
import { seededRandom } from "../../../lib/random.ts";

const CHUNKS = 20_000;

/** The share of chunks of each size. */
function shares(setting: number | string): Record<number, number> {
  const next = chunkSizes(setting, seededRandom(7));
  const counts: Record<number, number> = {};
  for (let i = 0; i < CHUNKS; i++) {
    const size = next?.() ?? 1;
    counts[size] = (counts[size] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).map(([size, n]) => [size, n / CHUNKS]));
}

function assertShares(setting: string, expected: Record<number, number>) {
  const found = shares(setting);
  assertEquals(Object.keys(found), Object.keys(expected));
  for (const [size, share] of Object.entries(expected)) {
    const sigma = Math.sqrt(share * (1 - share) / CHUNKS);
    assertAlmostEquals(found[Number(size)] ?? 0, share, 5 * sigma);
  }
}

Deno.test("chunkSizes: a number is each chunk's size; one token draws nothing and joins nothing", () => {
  assertEquals(shares(3), { 3: 1 });
  assertEquals(chunkSizes(1, seededRandom(1)), undefined);
});

Deno.test("chunkSizes: a range has all its sizes alike, weights theirs, whatever they sum to", () => {
  assertShares("1-4", { 1: 0.25, 2: 0.25, 3: 0.25, 4: 0.25 });
  assertShares("1:0.55,5:0.45", { 1: 0.55, 5: 0.45 });
  assertShares(" 2 : 30, 7 : 10 , 9 : 0 ", { 2: 0.75, 7: 0.25 });
  assertEquals(shares("5-5"), { 5: 1 });
});

Deno.test("tokens_per_chunk: is a number, a text or a table, wherever a setting may stand", () => {
  assertEquals(overridesFromQuery("tokens_per_chunk=3", "the URL"), { tokens_per_chunk: 3 });
  assertEquals(overridesFromQuery("tokens_per_chunk=1-4", "the x-mock header"), {
    tokens_per_chunk: "1-4",
  });
  const file = parseConfig(
    '[profiles.spec]\ntokens_per_chunk = { 1 = 0.55, 5 = 0.45 }\n[general]\ntokens_per_chunk = "1-4"',
    "config.toml",
  ).file;
  assertEquals(file.profiles?.spec?.tokens_per_chunk, "1:0.55,5:0.45");
  const { defaults, profiles } = configFrom(file, 0);
  assertEquals(defaults.tokens_per_chunk, "1-4");
  assertEquals(profiles.get("spec")?.tokens_per_chunk, "1:0.55,5:0.45");
  const checked = doAtOnce(checkConfig(file));
  assertEquals(checked.kind === "good" && checked.file.profiles, file.profiles);
});

Deno.test("tokens_per_chunk: a table of its own under a model is a setting, and no part of the model's name", () => {
  const { file, warnings } = parseConfig(
    "[models.gpt-4.tokens_per_chunk]\n1 = 1\n[models.gpt-3.5-turbo.tokens_per_chunk]\n2 = 1\n",
    "config.toml",
  );
  assertEquals(file.models, {
    "gpt-4": { tokens_per_chunk: "1:1" },
    "gpt-3.5-turbo": { tokens_per_chunk: "2:1" },
  });
  assertEquals(warnings.length, 1);
});

const HELP = 'Give a whole number from 1 to 10000, a range such as "1-4", ' +
  'or weights of sizes such as "1:0.55,5:0.45".';

Deno.test("tokens_per_chunk: what is none of them is refused, with what it takes", () => {
  const wrong = [
    "0",
    "4-1",
    "0-3",
    "1-20000",
    "1:",
    ":1",
    "1:-1",
    "1:0",
    "many",
    "1.5",
    "1:0.5;2:1",
  ];
  for (const value of wrong) {
    const query = new URLSearchParams({ tokens_per_chunk: value }).toString();
    const error = assertThrows(() => overridesFromQuery(query, "the URL"), Error);
    assertEquals(
      error.message,
      `Invalid value for 'tokens_per_chunk' in the URL: ${JSON.stringify(value)}. ${HELP}`,
    );
  }
  const error = assertThrows(
    () => parseConfig("[general]\n\ntokens_per_chunk = { a = 1 }", "config.toml"),
    Error,
  );
  assertEquals(
    error.message,
    `config.toml:3: [general] tokens_per_chunk: got a table. ${HELP}`,
  );
});
