import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { doAtOnce } from "../../lib/clock/work.ts";
import { changesInOneLine } from "../../lib/config/changes.ts";
import { settingsFor } from "../../lib/config/config.ts";
import { ConfigError } from "../../lib/config/config_error.ts";
import { patchFromRequest } from "../../lib/config/patch_from_request.ts";
import { parseConfig } from "../../lib/config/file/parse.ts";
import { type Change, type ConfigStore, createConfigStore } from "../../lib/config/store.ts";
import { speedFromParameters } from "../../lib/config/speed_from_parameters.ts";

const text = `
[general]
default_tokens_per_second = 10
[models."gpt-4"]
tokens_per_second = 5
parameters = 170
[models."gpt-4o"]
profile = "quick"
[profiles.quick]
tokens_per_second = 60
[responses.medium]
content = "Hello."
`;

function store(): ConfigStore {
  let ms = 1_700_000_000_500;
  return createConfigStore({
    ...parseConfig(text, "config.toml"),
    unixMs: () => ms += 1000,
  });
}

/** What a save of the file does. */
async function replace(
  one: ConfigStore,
  text: string,
  source = "config.toml",
): Promise<Change> {
  return await one.replaceWith(parseConfig(text, source));
}

function speed(from: ConfigStore, model: string): number {
  return settingsFor(from.current(), model).tokens_per_second;
}

/** What `POST /config` does with a body. */
async function post(to: ConfigStore, body: unknown): Promise<Change> {
  return await to.patch(doAtOnce(patchFromRequest(body)));
}

async function refusal(to: ConfigStore, body: unknown): Promise<ConfigError> {
  return await assertRejects(() => post(to, body), ConfigError);
}

Deno.test("replaceWith() puts the file in force and says what changed", async () => {
  const one = store();
  const change = await replace(
    one,
    text.replace("tokens_per_second = 5", "tokens_per_second = 8\nttft_ms = 100")
      .replace("parameters = 170", "").replace(
        "Hello.",
        "Hello again, all of you, whoever you are.",
      )
      .replace('[models."gpt-4o"]', "[models.x]"),
    "config.toml",
  );
  assertEquals(change.lines, [
    "gpt-4: tokens_per_second 5 → 8",
    "gpt-4: parameters 170 removed",
    "gpt-4: ttft_ms set to 100",
    "model gpt-4o removed",
    "model x added",
    'response medium: content "Hello." → a text of 41 characters',
  ]);
  assertStrictEquals(one.current(), change.config);
  assertEquals(speed(one, "gpt-4"), 8);
  assertEquals(change.config.since, 1_700_000_002);
});

Deno.test("a change of the API keys is said without saying them", async () => {
  const { lines } = await store().patch({ server: { api_keys: ["sk-secret"] } });
  assertEquals(lines, ["server: api_keys set to a list of 1"]);
});

Deno.test("replaceWith() passes the file's warnings on", async () => {
  const { warnings, lines } = await replace(store(), `${text}[models.gpt-3.5]\n`, "config.toml");
  assertEquals(warnings.length, 1);
  assertEquals(lines, ["model gpt-3.5 added"]);
});

Deno.test("replaceWith() keeps the last good configuration when the text is wrong", async () => {
  const one = store();
  const before = one.current();
  await assertRejects(() => replace(one, "[general", "config.toml"), ConfigError, "config.toml:1");
  await assertRejects(() => replace(one, "[general]\nx = 1", "config.toml"), ConfigError);
  assertStrictEquals(one.current(), before);
});

Deno.test("replaceWith() keeps the snapshot when the text says the same", async () => {
  const one = store();
  const before = one.current();
  const change = await replace(one, `# a comment\n${text}`, "config.toml");
  assertEquals(change.lines, []);
  assertStrictEquals(one.current(), before);
});

Deno.test("replaceWith() puts the file's values in place of what was set at run time", async () => {
  const one = store();
  await post(one, { model: "gpt-4", tokens_per_second: 3.5 });
  await post(one, { model: "mine", parameters: 25 });
  const { lines } = await replace(one, text, "config.toml");
  assertEquals(lines, ["gpt-4: tokens_per_second 3.5 → 5", "model mine removed"]);
});

Deno.test("replaceWith() takes an emptied file for a broken one, and one that never said anything for what it is", async () => {
  const one = store();
  const before = one.current();
  for (const nothing of ["", " \n\t\n", "# nothing but this\r\n"]) {
    await assertRejects(() => replace(one, nothing), ConfigError, "config.toml: the file is empty");
  }
  assertStrictEquals(one.current(), before);
  assertEquals((await replace(one, "[general]\n")).lines.includes("model gpt-4 removed"), true);
  const empty = createConfigStore({ ...parseConfig("", "config.toml"), unixMs: () => 0 });
  await post(empty, { model: "a", tokens_per_second: 3 });
  assertEquals((await replace(empty, "# still nothing")).lines, ["model a removed"]);
});

const locked = `${text}[server]\napi_keys = ["sk-secret"]\n`;

Deno.test("replaceWith() takes a file that lost its API keys without a word for a broken one", async () => {
  const one = createConfigStore({ ...parseConfig(locked, "config.toml"), unixMs: () => 0 });
  // Cut off in saving; the same of a text that had been edited before that; nothing but its end.
  const rests = [text, `${text}[server]`, `# new\n${text}[server]\r\n`, "[general]\n"];
  for (const rest of rests) {
    await assertRejects(
      () => replace(one, rest),
      ConfigError,
      "[server] api_keys: it was set and is gone",
    );
  }
  assertEquals(one.current().server.api_keys, ["sk-secret"]);
});

Deno.test("replaceWith() takes a file that lost what closed the control surface for a broken one", async () => {
  for (const control of ["local", "off"] as const) {
    const closed = `${text}[server]\ncontrol = "${control}"\n`;
    const one = createConfigStore({ ...parseConfig(closed, "config.toml"), unixMs: () => 0 });
    for (const rest of [text, `# new\n${text}[server]\nsessions = 5\n`]) {
      await assertRejects(
        () => replace(one, rest),
        ConfigError,
        "[server] control: it was set and is gone",
      );
    }
    assertEquals(one.current().server.control, control);
    await replace(one, `${text}[server]\ncontrol = "everyone"\n`);
    assertEquals(one.current().server.control, "everyone");
    await replace(one, text);
  }
});

Deno.test("replaceWith() opens the server where the file says that there are no keys, and tells of it", async () => {
  const open = `${text}[server]\napi_keys = []\n`;
  const one = createConfigStore({ ...parseConfig(locked, "config.toml"), unixMs: () => 0 });
  assertEquals((await replace(one, open)).warnings, [
    "config.toml: [server] api_keys are gone: the server is open now, and answers whoever reaches it.",
  ]);
  assertEquals(one.current().server.api_keys, []);
  assertEquals((await replace(one, `${open}# again`)).warnings, []);
  assertEquals((await replace(one, text)).warnings, []);
});

Deno.test("current() is a snapshot that later changes leave alone", async () => {
  const one = store();
  const before = one.current();
  await post(one, { model: "gpt-4", tokens_per_second: 99 });
  assertEquals(settingsFor(before, "gpt-4").tokens_per_second, 5);
});

Deno.test("subscribe() tells each change after it is in force, until it is taken back", async () => {
  const one = store();
  const told: string[] = [];
  const stop = one.subscribe(({ lines, config }) => {
    assertStrictEquals(one.current(), config);
    told.push(...lines);
  });
  await post(one, { model: "gpt-4", tokens_per_second: 6 });
  await post(one, { model: "gpt-4", tokens_per_second: 6 });
  stop();
  await post(one, { model: "gpt-4", tokens_per_second: 7 });
  assertEquals(told, ["gpt-4: tokens_per_second 5 → 6"]);
});

Deno.test("changesInOneLine() says few changes whole, and of many how many more there are", () => {
  assertEquals(changesInOneLine([]), "nothing changed");
  assertEquals(changesInOneLine(["a", "b"]), "a; b");
  assertEquals(changesInOneLine(["a", "b", "c"], 2), "a; b; and 1 more");
});

Deno.test("POST /config with a model and a speed sets that model's speed", async () => {
  const one = store();
  assertEquals((await post(one, { model: "gpt-4", tokens_per_second: 3.5 })).lines, [
    "gpt-4: tokens_per_second 5 → 3.5",
  ]);
  assertEquals(speed(one, "gpt-4"), 3.5);
  assertEquals(one.current().models.get("gpt-4")?.parameters, 170);
});

Deno.test("POST /config with a model and its parameters adds it at the formula's speed", async () => {
  const one = store();
  await post(one, { model: "my-custom-model", parameters: 25, description: "Custom 25B" });
  assertEquals(speed(one, "my-custom-model"), speedFromParameters(25));
  assertEquals(one.current().models.get("my-custom-model")?.description, "Custom 25B");
});

Deno.test("POST /config with parameters gives the formula's speed to models that had another", async () => {
  const one = store();
  await post(one, { model: "gpt-4", parameters: 25 });
  await post(one, { model: "gpt-4o", parameters: 25 });
  assertEquals(speed(one, "gpt-4"), speedFromParameters(25));
  assertEquals(speed(one, "gpt-4o"), speedFromParameters(25));
});

Deno.test("POST /config with parameters and a speed keeps the speed", async () => {
  const one = store();
  await post(one, { model: "gpt-4", parameters: 25, tokens_per_second: 9 });
  assertEquals(speed(one, "gpt-4"), 9);
});

Deno.test("POST /config with a speed alone sets the default rate", async () => {
  const one = store();
  assertEquals((await post(one, { tokens_per_second: 20 })).lines, [
    "general: default_tokens_per_second 10 → 20",
  ]);
  assertEquals(speed(one, "nobody"), 20);
  assertEquals(speed(one, "gpt-4"), 5);
});

Deno.test("POST /config sets the time limit and every other key, in general or of a model", async () => {
  const one = store();
  await post(one, {
    max_stream_time_seconds: 5,
    enforce_time_limit: true,
    response_length: "random",
  });
  await post(one, { model: "gpt-4", max_stream_time_seconds: 9, jitter: 0.5 });
  const other = settingsFor(one.current(), "nobody");
  assertEquals([other.max_stream_time_seconds, other.enforce_time_limit, other.response_length], [
    5,
    true,
    "random",
  ]);
  const gpt4 = settingsFor(one.current(), "gpt-4");
  assertEquals([gpt4.max_stream_time_seconds, gpt4.jitter], [9, 0.5]);
});

Deno.test("POST /config takes whole tables of the file, beside the short forms", async () => {
  const one = store();
  await post(one, {
    server: { drain_seconds: 1 },
    responses: { mine: { content: "Mine." } },
    models: { a: { ttft_ms: 1 }, b: { response_length: "mine" } },
    model: "a",
    jitter: 1,
  });
  const { server, responses, models } = one.current();
  assertEquals(server.drain_seconds, 1);
  assertEquals([...responses.keys()], ["medium", "mine"]);
  assertEquals(models.get("a"), { ttft_ms: 1, jitter: 1 });
});

Deno.test('POST /config takes "inf", since JSON has no infinity', async () => {
  const one = store();
  assertEquals((await post(one, { model: "gpt-4", tokens_per_second: "inf" })).lines, [
    "gpt-4: tokens_per_second 5 → inf",
  ]);
  assertEquals(speed(one, "gpt-4"), Infinity);
  await post(one, { model: "gpt-4", jitter: 1 });
  assertEquals(speed(one, "gpt-4"), Infinity);
});

Deno.test("POST /config takes a key or an entry away with null", async () => {
  const one = store();
  await post(one, { model: "gpt-4", tokens_per_second: null });
  assertEquals(speed(one, "gpt-4"), speedFromParameters(170));
  await post(one, { models: { "gpt-4": null } });
  assertEquals(speed(one, "gpt-4"), 10);
});

const refused: Record<string, readonly [body: unknown, message: string, key: string | undefined]> =
  {
    "a negative speed": [
      { model: "gpt-4", tokens_per_second: -3 },
      "Cannot apply: tokens_per_second: expected a number above 0, got -3.",
      "tokens_per_second",
    ],
    "a default rate that is a text": [
      { tokens_per_second: "fast" },
      'Cannot apply: tokens_per_second: expected a number above 0, got the string "fast".',
      "tokens_per_second",
    ],
    "an unknown key": [
      { model: "gpt-4", token_per_second: 3 },
      "Cannot apply: token_per_second: unknown key. Did you mean `tokens_per_second`?",
      "token_per_second",
    ],
    "parameters of no model": [
      { parameters: 3 },
      'Cannot apply: parameters: it is a model\'s own. Say which: add "model".',
      "parameters",
    ],
    "a model that is not a name": [
      { model: 5 },
      "Cannot apply: model: expected a model's name.",
      "model",
    ],
    "a response length that there is not": [
      { model: "gpt-4", response_length: "medum" },
      'Cannot apply: [models."gpt-4"] response_length: no [responses] entry is called "medum". Did you mean `medium`?',
      'models."gpt-4".response_length',
    ],
    "a mistake in a whole table": [
      { models: { "gpt-4": { ttft_ms: -1 } } },
      'Cannot apply: [models."gpt-4"] ttft_ms: expected a number of 0 or more, got -1.',
      'models."gpt-4".ttft_ms',
    ],
    "a table that is none": [
      { general: 5, jitter: 1 },
      "Cannot apply: [general]: expected a table, got 5.",
      "general",
    ],
    "the loss of a profile that a model has": [
      { profiles: { quick: null } },
      'Cannot apply: [models."gpt-4o"] profile: no [profiles] entry is called "quick".',
      'models."gpt-4o".profile',
    ],
    "an empty object": [
      {},
      'Cannot apply: nothing is set. Send, for one, {"model": "gpt-4", "tokens_per_second": 8}.',
      undefined,
    ],
    "a list": [
      [],
      'Cannot apply: expected a JSON object. Send, for one, {"model": "gpt-4", "tokens_per_second": 8}.',
      undefined,
    ],
  };

for (const [what, [body, message, key]] of Object.entries(refused)) {
  Deno.test(`POST /config refuses ${what}, naming the key, and changes nothing`, async () => {
    const one = store();
    const before = one.current();
    const error = await refusal(one, body);
    assertEquals([error.message, error.key, error.line], [message, key, undefined]);
    assertStrictEquals(one.current(), before);
  });
}

Deno.test("POST /config refuses __proto__ everywhere and pollutes nothing", async () => {
  const one = store();
  for (
    const json of [
      '{"model": "__proto__", "tokens_per_second": 3}',
      '{"models": {"__proto__": {"tokens_per_second": 3}}}',
      '{"__proto__": {"tokens_per_second": 3}, "jitter": 1}',
      '{"general": {"__proto__": {"jitter": 3}}}',
    ]
  ) {
    await refusal(one, JSON.parse(json));
    assert(!("tokens_per_second" in {}) && !("jitter" in {}), json);
  }
});

Deno.test("POST /config takes models by names that objects have already", async () => {
  const one = store();
  await post(one, { model: "constructor", tokens_per_second: 3 });
  await post(one, { model: "constructor", jitter: 1 });
  assertEquals(one.current().models.get("constructor"), { tokens_per_second: 3, jitter: 1 });
});

Deno.test("patch() lets the configuration grow to config_bytes, by one edit or many, and never shuts out what makes it smaller", async () => {
  const one = store();
  const content = (letter: string) => letter.repeat(1_100_000);
  for (const name of ["a", "b", "c"]) {
    await post(one, { responses: { [name]: { content: content(name) } } });
  }
  assertEquals(
    (await refusal(one, { responses: { d: { content: content("d") } } })).message,
    "Cannot apply: the configuration would come to 8800998 bytes, and 8388608 is the most. Take out what is not needed, or raise config_bytes in [server] of config.toml.",
  );
  assertEquals(one.current().responses.has("d"), false);
  await post(one, { responses: { a: null } });
  await post(one, { responses: { d: { content: content("d") } } });
  assertEquals(one.current().responses.has("d"), true);
  assertEquals(
    (await refusal(one, { server: null })).message,
    "Cannot apply: [server]: it cannot be taken away over HTTP. Change it in config.toml.",
  );
  assertEquals(
    (await refusal(one, { server: { config_bytes: 1e9 } })).message,
    "Cannot apply: [server] config_bytes: it cannot be changed over HTTP. Change it in config.toml.",
  );
});

Deno.test("replaceWith() tells what became of rules, of one that stood there twice, too", async () => {
  const rule = (text: string) => `[[rules]]\nreply = [{ text = "${text}" }]\n`;
  const [a, b] = [rule("a"), rule("b")];
  const store = createConfigStore({ file: {}, unixMs: () => 0 });
  const told = async (text: string) => (await store.replaceWith(parseConfig(text, "c.toml"))).lines;
  const responses = `[responses.medium]\ncontent = "x"\n`;
  await told(responses);
  assertEquals(await told(responses + a + a), ["rules: 0 → 2, 2 of them new or changed"]);
  assertEquals(await told(responses + a), ["rules: 2 → 1"]);
  assertEquals(await told(responses + a + b), ["rules: 1 → 2, 1 of them new or changed"]);
  assertEquals(await told(responses + b + a), ["rules: changed"]);
  assertEquals(await told(responses + b + a), []);
  assertEquals(await told(`unmatched = "refuse"\n${responses}${b}${a}`), [
    'unmatched set to "refuse"',
  ]);
  assertEquals(store.current().rules.own.length, 2);
});

Deno.test("config store: what is not as the file has it is known key by key, until it is taken back or the file is read", async () => {
  const one = store();
  assertEquals(one.changes(), []);
  await post(one, { model: "gpt-4", tokens_per_second: 8, ttft_ms: 300 });
  await post(one, { model: "gpt-4", parameters: null });
  await post(one, { tokens_per_second: "inf" });
  await post(one, { models: { mine: { jitter: 0.5 } } });
  const [gpt4, mine] = [["models", "gpt-4"], ["models", "mine"]];
  assertEquals(one.changes(), [
    { table: ["general"], key: "default_tokens_per_second", was: 10, is: Infinity },
    { table: gpt4, key: "tokens_per_second", was: 5, is: 8 },
    { table: gpt4, key: "parameters", was: 170, is: null },
    { table: gpt4, key: "ttft_ms", was: null, is: 300 },
    { table: mine, key: "jitter", was: null, is: 0.5 },
  ]);
  await post(one, { model: "gpt-4", tokens_per_second: 5 });
  assertEquals(one.changes().map(({ key }) => key).includes("tokens_per_second"), false);
  await replace(one, text);
  assertEquals(one.changes(), []);
});
