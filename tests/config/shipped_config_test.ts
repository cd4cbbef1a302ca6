import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Ajv } from "ajv/dist/ajv.js";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { parse as parseToml } from "smol-toml";
import { doAtOnce } from "../../lib/clock/work.ts";
import { checkConfig } from "../../lib/config/check.ts";
import { configFrom, settingsFor } from "../../lib/config/config.ts";
import { configJsonSchema } from "../../lib/config/json_schema.ts";
import { parseConfig } from "../../lib/config/file/parse.ts";
import { settingsShape } from "../../lib/config/settings.ts";
import { createTokenizers } from "../../lib/tokens/load_tokenizers.ts";
import { readShipped, shippedConfig } from "../../lib/config/shipped.ts";

const { file, warnings } = parseConfig(shippedConfig, "config.toml");
const config = configFrom(file, 0);

Deno.test("the shipped config is taken without a warning", () => assertEquals(warnings, []));

Deno.test("the shipped config has the document's twelve models at its speeds and sizes", () => {
  const document: Record<string, readonly [speed: number, parameters: number, owner: string]> = {
    "llama-3-8b": [8.5, 8, "meta"],
    "llama-3-70b": [3.7, 70, "meta"],
    "codellama-13b": [7.0, 13, "meta"],
    "codellama-34b": [4.8, 34, "meta"],
    "deepseek-r1": [7.7, 10, "deepseek"],
    "gpt-3.5-turbo": [10, 20, "openai"],
    "gpt-3.5-turbo-16k": [10, 20, "openai"],
    "gpt-4": [5, 170, "openai"],
    "gpt-4-turbo": [7, 140, "openai"],
    "gpt-4-32k": [5, 170, "openai"],
    "claude-2": [8, 100, "anthropic"],
    "claude-instant": [12, 60, "anthropic"],
  };
  assertEquals([...config.models.keys()].slice(0, 12), Object.keys(document));
  for (const [name, [speed, parameters, owner]] of Object.entries(document)) {
    const model = config.models.get(name);
    assertEquals(settingsFor(config, name).tokens_per_second, speed, name);
    assertEquals([model?.parameters, model?.owned_by], [parameters, owner], name);
  }
});

Deno.test("the shipped config serves unknown models at the document's defaults", () => {
  const { tokens_per_second, response_length, enforce_time_limit, max_stream_time_seconds } =
    config.defaults;
  assertEquals([tokens_per_second, response_length], [10, "medium"]);
  assertEquals([enforce_time_limit, max_stream_time_seconds], [false, 60]);
});

Deno.test("the shipped config knows the names that applications ask for today", () => {
  const today = "gpt-4o gpt-4o-mini gpt-4.1 gpt-4.1-mini gpt-5 gpt-5-mini o3-mini o4-mini " +
    "claude-sonnet-4-5 claude-haiku-4-5 gpt-3.5-turbo-instruct text-embedding-3-small " +
    "text-embedding-3-large text-embedding-ada-002 omni-moderation-latest";
  assertEquals([...config.models.keys()].slice(12).toSorted(), today.split(" ").toSorted());
  for (const name of ["gpt-5", "gpt-5-mini", "o3-mini", "o4-mini"]) {
    const { reasoning_tokens, reasoning_text } = settingsFor(config, name);
    assert(reasoning_tokens > 0 && reasoning_text === "hidden", name);
  }
});

Deno.test("the shipped config says of each profile where its figures come from", () => {
  assertEquals([...config.profiles.keys()], [
    "fast_small",
    "flagship",
    "reasoning",
    "laptop_8b",
    "congested",
    "published_70b_fastest",
    "published_70b_typical",
    "published_70b_cold_starts",
    "published_8b_busy_gpu",
  ]);
  for (const [name, { description }] of config.profiles) {
    assertMatch(description ?? "", /by us/);
    assertEquals(
      name.startsWith("published"),
      /published/.test(description ?? "") && !/near/.test(description ?? ""),
      name,
    );
  }
});

Deno.test("the shipped responses have about the document's token counts", () => {
  const counts = { short: 25, medium: 100, long: 400, very_long: 1500 };
  assertEquals([...config.responses.keys()], Object.keys(counts));
  for (const [name, count] of Object.entries(counts)) {
    const ratio = encode(config.responses.get(name) ?? "").length / count;
    assert(ratio > 0.92 && ratio < 1.08, `${name}: ${ratio}`);
  }
});

Deno.test("the shipped responses hold what a front end meets", () => {
  const text = config.responses.get("very_long") ?? "";
  const features = {
    "a heading": /^## /m,
    "a list within a list": /^ {2,3}- /m,
    "a numbered list within one": /^ {3}1\. /m,
    "a quotation": /^> /m,
    "a table with its alignment": /^\| -+: \| :-+ \| /m,
    "code in TypeScript": /^```ts\n[^`]+\n```$/m,
    "code in Python": /^```python\n[^`]+\n```$/m,
    "inline code": /`data: `/,
    "inline LaTeX": /\$\\mu\$/,
    "block LaTeX": /^\$\$\n.*\\frac.*\n\$\$$/m,
    "a link": /\]\(https:\/\/[^)]+\)/,
    "an emoji": /😅/u,
    "an emoji of several joined": /👩\u200D💻/u,
    "right-to-left text": /\p{Script=Arabic}{4,}/u,
    "CJK text": /\p{Script=Han}.*\p{Script=Hiragana}/u,
  };
  for (const [what, pattern] of Object.entries(features)) assertMatch(text, pattern, what);
  const long = config.responses.get("long") ?? "";
  for (const pattern of [/^ {3}- /m, /^```ts$/m, /\$b\$/, /\]\(https/]) {
    assertMatch(long, pattern);
  }
});

Deno.test("the shipped long response is one token a piece, so that a client may count its events", async () => {
  const tokenizers = createTokenizers();
  for (const encoding of ["cl100k_base", "o200k_base"] as const) {
    const pieces = (await tokenizers(encoding)).cut(config.responses.get("long") ?? "");
    assertEquals(pieces.filter((piece) => piece.tokens > 1), []);
  }
});

Deno.test("the shipped responses close what they open, and end without a line break", () => {
  for (const [name, text] of config.responses) {
    assertEquals(text.split("```").length % 2, 1, `${name}: fences`);
    assertEquals(text, text.trim(), name);
  }
});

Deno.test("the shipped config sends the slow to the short response and the instant to the longest", () => {
  assertEquals(config.autoResponseLength, [
    { maxTokensPerSecond: 4, responseLength: "short" },
    { maxTokensPerSecond: 8, responseLength: "medium" },
    { maxTokensPerSecond: 20, responseLength: "long" },
    { maxTokensPerSecond: Infinity, responseLength: "very_long" },
  ]);
});

Deno.test("the shipped config names every setting there is", () => {
  for (const key of Object.keys(settingsShape())) {
    assertMatch(shippedConfig, new RegExp(`\\b${key}\\b`));
  }
});

Deno.test("the shipped config names its schema in its first line, for editors", async () => {
  assertEquals(shippedConfig.split("\n")[0], "#:schema ./lib/config/config.schema.json");
  await Deno.stat(new URL("../../lib/config/config.schema.json", import.meta.url));
});

const committed = JSON.parse(
  await Deno.readTextFile(new URL("../../lib/config/config.schema.json", import.meta.url)),
);

Deno.test("config.schema.json is what `deno task schema` writes", () => {
  assertEquals(committed, JSON.parse(JSON.stringify(configJsonSchema())));
});

Deno.test("shipped_file.ts is what `deno task schema` writes: what the schema makes of config.toml", () => {
  const checked = doAtOnce(checkConfig(parseToml(shippedConfig)));
  assert(checked.kind === "good");
  assertEquals(readShipped(shippedConfig), checked.file);
});

Deno.test("only the shipped config is not read again: an edit of one value is taken", () => {
  const edited = shippedConfig.replace("hold_seconds = 60 ", "hold_seconds = 61 ");
  assertEquals(parseConfig(edited, "config.toml").file, {
    ...file,
    general: { ...file.general, hold_seconds: 61 },
  });
});

/** Validates as an editor does, which sees TOML through JSON, where inf is null. */
function editorErrors(toml: string): string {
  const ajv = new Ajv({ allowUnionTypes: true, strict: true, strictTypes: false });
  ajv.validate(committed, JSON.parse(JSON.stringify(parseToml(toml))));
  return ajv.errorsText();
}

Deno.test("config.schema.json takes the shipped config", () => {
  assertEquals(editorErrors(shippedConfig), "No errors");
});

Deno.test("config.schema.json refuses unknown keys, wrong types and speeds that are none", () => {
  assertStringIncludes(editorErrors("[models.a]\nspeeed = 1"), "additional properties");
  assertStringIncludes(editorErrors("[general]\nttft_ms = 'x'"), "must be number");
  assertStringIncludes(editorErrors("[models.a]\ntokens_per_second = -1"), "must be > 0");
  assertStringIncludes(
    editorErrors("[models.a]\ntokens_per_second = 'fast'"),
    "must match pattern",
  );
  assertEquals(editorErrors("[models.a]\ntokens_per_second = 'inf'"), "No errors");
});

Deno.test("config.schema.json describes every key of [general]", () => {
  const { properties } = committed.properties.general;
  for (const key of Object.keys(properties)) assert(properties[key].description, key);
});
