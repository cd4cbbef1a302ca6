import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { ConfigError } from "../../../lib/config/config_error.ts";
import { parseConfig } from "../../../lib/config/file/parse.ts";
import { eventLoopTurns } from "../../../lib/clock/turns.ts";
import { parseWhenNeeded } from "../../../lib/config/file/parse_when_needed.ts";

/** The message with which `text` is refused. */
function refusal(text: string): ConfigError {
  return assertThrows(() => parseConfig(text, "config.toml"), ConfigError);
}

const medium = `[responses.medium]\ncontent = "Hello."\n`;

Deno.test("parseConfig() takes an empty file, which speaks the shipped responses", () => {
  const { file, warnings } = parseConfig("", "config.toml");
  assertEquals(Object.keys(file.responses ?? {}), ["short", "medium", "long", "very_long"]);
  assertEquals(warnings, []);
});

Deno.test("parseConfig() keeps a file's own responses and no others", () => {
  assertEquals(parseConfig(medium, "config.toml").file, {
    responses: { medium: { content: "Hello." } },
  });
});

Deno.test("parseConfig() takes inf, in TOML's spelling and in JSON's, for an instant rate", () => {
  const text = `[models.a]\ntokens_per_second = inf\n[models.b]\ntokens_per_second = "inf"\n`;
  const { models } = parseConfig(text, "config.toml").file;
  assertEquals([models?.a?.tokens_per_second, models?.b?.tokens_per_second], [Infinity, Infinity]);
});

Deno.test("parseConfig() reads a file from Windows as it would any other", () => {
  const windows = "\uFEFF[responses.medium]\r\ncontent = '''\r\none\r\ntwo'''\r\n";
  assertEquals(
    parseConfig(windows, "config.toml").file.responses?.medium?.content,
    "one\ntwo",
  );
});

Deno.test("parseConfig() refuses a negative speed, naming file, line, table, key and what would be right", () => {
  const error = refusal(`${medium}\n# a comment\n[models."gpt-4"]\ntokens_per_second = -3\n`);
  assertEquals(
    error.message,
    'config.toml:6: [models."gpt-4"] tokens_per_second: expected a number above 0, got -3.',
  );
  assertEquals([error.file, error.line, error.key], [
    "config.toml",
    6,
    'models."gpt-4".tokens_per_second',
  ]);
});

const cases: Record<string, readonly [text: string, message: string]> = {
  "a zero speed": [
    "[general]\ndefault_tokens_per_second = 0",
    "config.toml:2: [general] default_tokens_per_second: expected a number above 0, got 0.",
  ],
  "a speed that is a text": [
    '[models.a]\ntokens_per_second = "fast"',
    'config.toml:2: [models."a"] tokens_per_second: expected a number above 0, got the string "fast".',
  ],
  "nan": [
    "[general]\ndefault_tokens_per_second = nan",
    "config.toml:2: [general] default_tokens_per_second: expected a number above 0, got nan.",
  ],
  "a number out of range": [
    "[general]\njitter = 11",
    "config.toml:2: [general] jitter: expected a number from 0 to 10, got 11.",
  ],
  "a fraction of a token": [
    "[general]\ntokens_per_chunk = 1.5",
    `config.toml:2: [general] tokens_per_chunk: got 1.5. Give a whole number from 1 to 10000, a range such as "1-4", or weights of sizes such as "1:0.55,5:0.45".`,
  ],
  "a trace without gaps": [
    "[traces.a]\ngaps_ms = []",
    "config.toml:2: [traces.a] gaps_ms: expected a list of numbers that is not empty, got a list.",
  ],
  "a gap that is a text": [
    '[traces.a]\ngaps_ms = [1, "2"]',
    'config.toml:2: [traces.a] gaps_ms.1: expected a number from 0 to 3600000, got the string "2".',
  ],
  "a trace that is not there": [
    '[general]\ntrace = "evenin"\n[traces.evening]\ngaps_ms = [1]',
    'config.toml:2: [general] trace: no [traces] entry is called "evenin". Did you mean `evening`?',
  ],
  "a word that is not one of the few": [
    '[general]\ntool_calls = "sometimes"',
    'config.toml:2: [general] tool_calls: expected one of "auto", "never", "always" or a whole number from 1 to 128, got the string "sometimes".',
  ],
  "a text where true or false belongs": [
    '[general]\nenforce_time_limit = "yes"',
    'config.toml:2: [general] enforce_time_limit: expected true or false, got the string "yes".',
  ],
  "a date": [
    "[general]\nttft_ms = 2024-01-01",
    "config.toml:2: [general] ttft_ms: expected a number of 0 or more, got a date.",
  ],
  "a number where a table belongs": [
    "[models]\na = 5",
    'config.toml:2: [models."a"]: expected a table, got 5.',
  ],
  "a host with its port": [
    '[server]\nallowed_hosts = ["mock.test:8000"]',
    `config.toml:2: [server] allowed_hosts.0: expected a host's name alone, as "mock.test", or ".mock.test" for all below it, got the string "mock.test:8000".`,
  ],
  "an origin without its scheme": [
    '[server]\nallowed_origins = ["app.test"]',
    'config.toml:2: [server] allowed_origins.0: expected an origin, as "https://app.test" or "http://192.168.1.7:3000", or "*" for all, got the string "app.test".',
  ],
  "a list of tables": [
    "[[models]]\nx = 1\n[[models]]\nx = 2",
    "config.toml:1: [models]: expected a table, got a list.",
  ],
  "a response without content": [
    "[responses.medium]",
    "config.toml:1: [responses.medium] content: expected a text that is not empty, but it is missing.",
  ],
  "an unknown key that is nearly right": [
    "[models.a]\ntokens_per_secnd = 3",
    'config.toml:2: [models."a"] tokens_per_secnd: unknown key. Did you mean `tokens_per_second`?',
  ],
  "an unknown table that is nearly right": [
    "[modles.a]\ntokens_per_second = 3",
    "config.toml:1: modles: unknown table. Did you mean `models`?",
  ],
  "a model's key under [general], which has another name for it": [
    '[general]\nresponse_length = "long"',
    "config.toml:2: [general] response_length: unknown key. Did you mean `default_response_mode`?",
  ],
  "a key that stands elsewhere only": [
    "[general]\nseed = 1",
    "config.toml:2: [general] seed: unknown key. It may stand under a model or a profile.",
  ],
  "an unknown key like no other, listing the few there are": [
    "[responses.medium]\ncontent = 'x'\nzzz = 1",
    "config.toml:3: [responses.medium] zzz: unknown key. It takes `content`.",
  ],
  "a default length that no response has": [
    '[general]\ndefault_response_mode = "lnog"',
    'config.toml:2: [general] default_response_mode: no [responses] entry is called "lnog". Did you mean `long`?',
  ],
  "a model's length that no response has": [
    `${medium}[models.a]\nresponse_length = "long"`,
    'config.toml:4: [models."a"] response_length: no [responses] entry is called "long". It takes `medium`, `random`, `auto`.',
  ],
  "an [auto_response_length] that would go round in circles": [
    '[auto_response_length.x]\nmax_tokens_per_second = 1\nresponse_length = "auto"',
    'config.toml:3: [auto_response_length.x] response_length: no [responses] entry is called "auto". It takes `short`, `medium`, `long`, `very_long`, `random`.',
  ],
  "responses without the default one": [
    '[responses.mine]\ncontent = "x"',
    'config.toml:1: [general] default_response_mode: it is "medium" where the file says nothing, and no [responses] entry is called that. Set it to one of "mine".',
  ],
  "a response by a name that means something else": [
    `${medium}[responses.random]\ncontent = "x"`,
    "config.toml:3: [responses.random]: `random` has a meaning of its own as a response_length. Choose another name.",
  ],
  "a profile that there is not": [
    '[profiles.flagship]\n[models.a]\nprofile = "flagshp"',
    'config.toml:3: [models."a"] profile: no [profiles] entry is called "flagshp". Did you mean `flagship`?',
  ],
  "a key twice, which the parser would take the last of": [
    "[models.a]\nttft_ms = 1\n\nttft_ms = 2",
    'config.toml:4: [models."a"] ttft_ms: defined twice, first on line 2. Keep one of them.',
  ],
  "a key twice in braces": [
    "[models]\na = { ttft_ms = 1, ttft_ms = 2 }",
    'config.toml:2: [models."a"] ttft_ms: defined twice, first on line 2. Keep one of them.',
  ],
  "a table twice": [
    '[models.a]\nttft_ms = 1\n[models."a"]',
    'config.toml:3: [models."a"]: defined twice, first on line 1. Keep one of them.',
  ],
  "a model once with quotes and once without": [
    '[models."gpt-3.5"]\n[models.gpt-3.5]',
    'config.toml:2: [models."gpt-3.5"]: defined twice, first on line 1. Keep one of them.',
  ],
  "a name that JavaScript keeps for itself": [
    "[models.__proto__]",
    'config.toml:1: [models."__proto__"]: `__proto__` cannot be a name. Choose another.',
  ],
  "a model without a name": [
    '[models.""]',
    'config.toml:1: [models.""]: a name cannot be empty.',
  ],
  "a name that a terminal would obey": [
    '[models."a\\u001b[2J"]\nttft_ms = 1',
    'config.toml:1: [models."a\\u001b[2J"]: a name cannot have control characters.',
  ],
  "a text without quotes": [
    "[general]\n\ndefault_response_mode = long",
    "config.toml:3:25: this is not TOML: Cannot parse value. Put a text in quotes.",
  ],
  "a key without a value, on its own line and not the next": [
    "[general]\nttft_ms =\njitter = 1",
    "config.toml:2:10: this is not TOML: Cannot parse value. Put a text in quotes.",
  ],
  "a long text that nothing ends, where it begins": [
    "[responses.medium]\ncontent = '''\none\ntwo\n",
    "config.toml:2: this is not TOML: Multi-line string is not closed.",
  ],
  "each of three definitions but the first, wherever they stand": [
    "[general]\nttft_ms = 1\n[models.a]\njitter = 1\njitter = 2\njitter = 3\n[general]",
    'config.toml:5: [models."a"] jitter: defined twice, first on line 4. Keep one of them. (And 2 more.)',
  ],
  "a name with a colon for a key": [
    "[models]\nllama3:8b = { ttft_ms = 5 }",
    'config.toml:2:7: this is not TOML: ":" cannot be in a bare key. Put the name in quotes: "llama3:8b".',
  ],
  "a colon for an equals sign": [
    "[general]\njitter: 5",
    'config.toml:2:7: this is not TOML: ":" cannot be in a bare key. Write "=" between a key and its value.',
  ],
  "a Windows path in double quotes": [
    '[server]\napi_keys = ["C:\\Users"]',
    "config.toml:2:18: this is not TOML: a backslash begins an escape, and this is none (invalid non-hex character in unicode escape). Write \\\\ for a backslash, or put the text in '…', where it means itself.",
  ],
  "Python's True": [
    "[general]\nenforce_time_limit = True",
    "config.toml:2:22: this is not TOML: Cannot parse value. Write true.",
  ],
  "a number with its unit": [
    "[general]\nttft_ms = 50ms",
    'config.toml:2:13: this is not TOML: "m" cannot be in a number. Write a number with digits, `_` and a point alone, and no unit; put a text in quotes.',
  ],
  "quotes from a word processor": [
    "[general]\ndefault_response_mode = “long”",
    'config.toml:2:25: this is not TOML: Cannot parse value. Put a text in straight quotes: "…".',
  ],
  "a text that its line does not close": [
    '[general]\ndefault_response_mode = "long\njitter = 1',
    'config.toml:2:30: this is not TOML: a text is not closed on its line. Write its closing quote, or """ around a text of several lines.',
  ],
  "a list that nothing closes": [
    '[server]\napi_keys = ["a"',
    "config.toml:2:16: this is not TOML: a list or a table in braces is not closed, or lacks a comma. Write `,` between two values, and `]` or `}` after the last.",
  ],
  "two settings on one line, which the parser would take": [
    "[general]\nttft_ms = 1 jitter = 1",
    "config.toml:2: this is not TOML: something follows the end of a value or header. Start a new line.",
  ],
};

for (const [what, [text, message]] of Object.entries(cases)) {
  Deno.test(`parseConfig() refuses ${what}`, () => assertEquals(refusal(text).message, message));
}

Deno.test("parseConfig() names every problem of a file, from its top, and counts the rest in the message", () => {
  const error = refusal(
    `[models.b]\nttft_ms = -1\n[general]\njittr = 1\n[models.a]\ntokens_per_second = 0\n`,
  );
  assertEquals(error.lines.map((line) => line.slice(0, 14)), [
    "config.toml:2:",
    "config.toml:4:",
    "config.toml:6:",
  ]);
  assert(error.message.startsWith(error.lines[0] ?? "?"));
  assertStringIncludes(error.message, "(And 2 more.)");
});

Deno.test("parseConfig() counts lines past texts that look like tables, and comments, and quoted keys", () => {
  const text = [
    "[responses.medium] # [models.x]",
    "content = '''",
    "[models.x]",
    "tokens_per_second = 5",
    "'''",
    "[models . 'x'] # the real one",
    'description = """',
    "tokens_per_second = 5",
    '\\""" still the text """ # and over',
    '"tokens_per_second" = -5',
  ].join("\n");
  assertEquals(refusal(text).line, 10);
});

Deno.test("parseConfig() finds no twins in different tables, nor in a list", () => {
  const text =
    `[models.a]\nttft_ms = 1\n[models.b]\nttft_ms = 1\n[server]\napi_keys = ["a", "a"]\n`;
  assertEquals(Object.keys(parseConfig(text, "config.toml").file.models ?? {}), ["a", "b"]);
});

Deno.test("parseConfig() takes [models.gpt-3.5-turbo] as meant, warning with the line and the fix", () => {
  const { file, warnings } = parseConfig(
    "\n[models.gpt-3.5-turbo]\ntokens_per_second = 5\n[models.claude-3.5.1-x]\nttft_ms = 7\n",
    "config.toml",
  );
  assertEquals(file.models, {
    "gpt-3.5-turbo": { tokens_per_second: 5 },
    "claude-3.5.1-x": { ttft_ms: 7 },
  });
  assertEquals(warnings, [
    'config.toml:2: [models.gpt-3.5-turbo] is taken as [models."gpt-3.5-turbo"]: quote the name, since a bare TOML key stops at a dot.',
    'config.toml:4: [models.claude-3.5.1-x] is taken as [models."claude-3.5.1-x"]: quote the name, since a bare TOML key stops at a dot.',
  ]);
});

Deno.test("parseConfig() takes names with dots as meant wherever they may stand", () => {
  const whole = { "gpt-3.5": { ttft_ms: 5 } };
  for (
    const text of [
      "[models]\ngpt-3.5.ttft_ms = 5",
      "[models]\ngpt-3.5 = { ttft_ms = 5 }",
      "models.gpt-3.5.ttft_ms = 5",
      "models = { gpt-3.5 = { ttft_ms = 5 } }",
    ]
  ) {
    const { file, warnings } = parseConfig(text, "config.toml");
    assertEquals(file.models, whole, text);
    assertEquals(warnings.length, 1, text);
  }
});

Deno.test("parseConfig() gives no warning for quoted names and for dotted keys that TOML reads as meant", () => {
  const text = '[models]\ngpt-4.ttft_ms = 5\n[models."gpt-3.5"]\nttft_ms = 5\n';
  const { file, warnings } = parseConfig(text, "config.toml");
  assertEquals(Object.keys(file.models ?? {}), ["gpt-4", "gpt-3.5"]);
  assertEquals(warnings, []);
});

Deno.test("parseConfig() takes a model by a name that objects have already", () => {
  const { file } = parseConfig("[models.constructor]\nttft_ms = 5\n", "config.toml");
  assertEquals(Object.entries(file.models ?? {}), [["constructor", { ttft_ms: 5 }]]);
});

Deno.test("parseConfig() takes model names with slashes, colons, @ and spaces as meant, warning with the fix", () => {
  const { file, warnings } = parseConfig(
    [
      "[models.meta-llama/Llama-3.1-8B]",
      "ttft_ms = 1",
      "[models.gpt-3.5] # a dot alone is TOML, and means something else",
      "[ models.llama3:8b ] # a comment",
      "[models.@cf/x]",
      "[models.my model]",
      "[responses.medium]",
      "content = '''",
      "[models.not/a-table]",
      "'''",
    ].join("\n"),
    "config.toml",
  );
  assertEquals(Object.keys(file.models ?? {}), [
    "meta-llama/Llama-3.1-8B",
    "gpt-3.5",
    "llama3:8b",
    "@cf/x",
    "my model",
  ]);
  assertEquals(file.responses?.medium?.content, "[models.not/a-table]\n");
  assertEquals(
    warnings.map((line) => line.slice(0, 14)),
    [1, 3, 4, 5, 6].map((n) => `config.toml:${n}:`),
  );
  assertEquals(
    warnings[2],
    'config.toml:4: [ models.llama3:8b ] is taken as [models."llama3:8b"]: quote the name, since a bare TOML key has letters, digits, `_` and `-` alone.',
  );
});

Deno.test("parseConfig() finds a name with dots after a character of two units", () => {
  const { file } = parseConfig('models = { "😀" = {}, gpt-3.5 = { ttft_ms = 1 } }', "config.toml");
  assertEquals(file.models, { "😀": {}, "gpt-3.5": { ttft_ms: 1 } });
});

Deno.test("parseWhenNeeded() takes and refuses what parseConfig() does", async () => {
  const good = "[models.a]\nttft_ms = 5\n";
  assertEquals(
    await parseWhenNeeded(good, "c.toml", eventLoopTurns()),
    parseConfig(good, "c.toml"),
  );
  const dotted = "[models.gpt-3.5]\n";
  assertEquals(
    await parseWhenNeeded(dotted, "c.toml", eventLoopTurns()),
    parseConfig(dotted, "c.toml"),
  );
  await assertRejects(
    () => parseWhenNeeded("x = 1", "c.toml", eventLoopTurns()),
    ConfigError,
    "c.toml:1: x: unknown",
  );
});
