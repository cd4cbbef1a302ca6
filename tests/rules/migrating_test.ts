/** docs/migrating.md: each row's code is read from the page and run. */

import { assert, assertEquals } from "@std/assert";
import { createStreamMocker, FakeClock, type StreamMocker } from "../../routes/mod.ts";
import { get, type Json, post, WIRES } from "./rules_fixture.ts";

const HEAD =
  `[general]\ndefault_tokens_per_second = inf\n[responses.medium]\ncontent = "No rule."\n`;

/** What the rows do to a server: their TOML is its config, their requests are sent to it. */
interface Run {
  readonly mocker: StreamMocker;
  readonly clock: FakeClock;
  /** Asks by chat and gives the message. */
  ask(user?: string, more?: Json, headers?: Record<string, string>): Promise<Json>;
  /** Whether the rule answered such a request. */
  holds(user?: string, more?: Json, headers?: Record<string, string>): Promise<boolean>;
  /** Sends what a row sends. */
  send(code: string): Promise<Json>;
}

type Check = (run: Run) => Promise<void>;

const tool = (name: string) => ({ type: "function", function: { name, parameters: {} } });
const after = (name: string, content: string) => ({
  messages: [
    { role: "user", content: "x" },
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "call_1", type: "function", function: { name, arguments: "{}" } }],
    },
    { role: "tool", tool_call_id: "call_1", content },
  ],
});
const withSystem = (text: string) => ({
  messages: [{ role: "system", content: text }, { role: "user", content: "x" }],
});

/** Holds of the first, and not of the second. */
const tells =
  (yes: readonly [string?, Json?, Json?], no: readonly [string?, Json?, Json?]): Check =>
  async ({ holds }) => {
    assertEquals([await holds(...yes), await holds(...no)], [true, false]);
  };

const says = (text: string): Check => async ({ ask }) =>
  assertEquals((await ask()).message.content, text);

const inTurn = (one: string, two: string): Check => async ({ ask }) => {
  const texts = [await ask(), await ask(), await ask()].map(({ message }) => message.content);
  assertEquals(texts, [one, two, two]);
};

const once = (first: (answer: Json) => void): Check => async ({ ask }) => {
  first(await ask());
  assertEquals((await ask()).message.content, "No rule.");
};

/** How long a streamed answer takes, in milliseconds. */
const takes = (ms: number, tolerance = 0): Check => async ({ mocker, clock }) => {
  const before = clock.now();
  const body = { model: "m", stream: true, messages: [{ role: "user", content: "x" }] };
  await post(mocker, "/v1/chat/completions", body);
  assert(Math.abs(clock.now() - before - ms) <= tolerance, `${clock.now() - before}`);
};

const fails = (status: number): Check => async ({ ask }) =>
  assertEquals((await ask()).status, status);

const breaks: Check = async ({ mocker }) => {
  const messages = [{ role: "user", content: "x" }];
  const init = {
    method: "POST",
    body: JSON.stringify({ model: "m", stream: true, messages }),
    signal: AbortSignal.timeout(500),
  };
  const got = await mocker.fetch("http://mock/v1/chat/completions", init)
    .then((response) => response.text()).catch(() => "broken");
  assert(!got.includes("[DONE]"), got);
};

const refuses: Check = async ({ ask }) => {
  const { status, error } = await ask();
  assertEquals([status, error?.code], [404, "no_rule_matched"]);
};

const calls = (...names: readonly string[]): Check => async ({ ask }) => {
  const { message } = await ask("x", { tools: [tool("f"), tool("g")] });
  assertEquals(message.tool_calls.map(({ function: f }: Json) => f.name), names);
};

/** By the heading of the page, then in the order of its rows. */
const CHECKS: Readonly<Record<string, readonly Check[]>> = {
  "aimock: what a fixture matches": [
    tells(["say Hello"], ["bye"]),
    tells(["Hi you"], ["high"]),
    tells(["", withSystem("You are a Pirate.")], ["pirate"]),
    tells(["", withSystem("pirate, in this tone")], ["", withSystem("tone")]),
    tells(["", withSystem("Flights found: false")], ["flights found"]),
    tells(["x", { tools: [tool("get_weather")] }], ["x", { tools: [tool("f")] }]),
    tells(["", after("get_weather", "21")], ["", after("f", "21")]),
    tells(["", after("f", '{"cancelled":true}')], ["", after("f", "{}")]),
    tells(["", after("f", "")], ["x"]),
    tells(["x"], ["", after("f", "")]),
    tells(["x", { model: "gpt-4o" }], ["x", { model: "gpt-4o-mini" }]),
    tells(["x", { model: "gpt-4o" }], ["x", { model: "gpt-3.5" }]),
    tells(["x", { response_format: { type: "json_object" } }], ["x"]),
    tells(["x"], ["", after("f", "")]),
    async ({ mocker, holds }) => {
      const { body } = await WIRES.messages?.ask(mocker, "x") ?? {};
      assertEquals([await holds("x"), body.content[0].text], [true, "No rule."]);
    },
    tells(["x"], ["x", { tools: [tool("f")] }]),
    tells(["x"], ["x", { model: "" }]),
  ],
  "aimock: what a fixture answers": [
    says("Hi!"),
    says('{"city":"Oslo"}'),
    calls("f"),
    async ({ mocker }) => {
      const { body } = await WIRES.responses?.ask(mocker, "x") ?? {};
      assertEquals(WIRES.responses?.said(body), ["call f {}", "text And now", "call g {}"]);
    },
    async ({ mocker }) => {
      const { body } = await WIRES.messages?.ask(mocker, "x") ?? {};
      assertEquals(WIRES.messages?.said(body), ["thought Hm.", "text 4"]);
    },
    inTurn("One", "Two"),
    fails(429),
    once(({ status }) => assertEquals(status, 503)),
    async ({ ask }) => {
      const all = await Promise.all(Array.from({ length: 200 }, () => ask()));
      const failed = all.filter(({ status }) => status === 500).length;
      assert(failed > 20 && failed < 120, `${failed}`);
    },
    takes(200 + 2 * 1000 / 30, 60),
    takes(300),
    takes(0),
    breaks,
    async ({ ask }) => assertEquals((await ask()).finish_reason, "length"),
    refuses,
    async ({ send, ask }) => {
      await send("");
      assertEquals((await ask("x")).message.content, "First.");
    },
    async ({ mocker, send, ask }) => {
      await post(mocker, "/rules", { rules: [{ reply: [{ text: "Sent." }] }] });
      assertEquals((await ask()).message.content, "Sent.");
      await send("");
      assertEquals((await ask()).message.content, "No rule.");
    },
  ],
  "MSW handlers": [
    says("Hi!"),
    once(({ message }) => assertEquals(message.content, "Once.")),
    inTurn("First.", "Then."),
    takes(150),
    takes(500),
    breaks,
    fails(503),
    breaks,
    tells(["x", {}, { "x-user": "ada" }], ["x", {}, { "x-user": "adam" }]),
    tells(["x", { model: "gpt-4o-mini" }], ["x", { model: "gpt-4o" }]),
    tells(["To Paris"], ["To Oslo"]),
    async ({ ask }) => assertEquals((await ask("Hm")).message.content, "You said Hm."),
    async ({ send, ask }) => {
      await send("");
      assertEquals((await ask("x", {}, { "x-mock-session": "t1" })).message.content, "Mine.");
      assertEquals((await ask("x")).message.content, "No rule.");
    },
    async ({ mocker, send, ask }) => {
      await post(mocker, "/rules", { session: "t1", rules: [{ reply: [{ text: "Sent." }] }] });
      await send("");
      assertEquals((await ask("x", {}, { "x-mock-session": "t1" })).message.content, "No rule.");
    },
    refuses,
  ],
};

const page = await Deno.readTextFile(new URL("../../docs/migrating.md", import.meta.url));

/** The rows of each table: the first cell, and the code of the second. */
const TABLES = page.split(/^## /m).slice(1).map((section) => {
  const [title = "", ...lines] = section.split("\n");
  const rows = lines.filter((line) => line.startsWith("| ")).slice(2).map((line) => {
    const [, theirs = "", ours = ""] = line.split(/(?<!\\)\|/);
    const codes = [...ours.matchAll(/`([^`]+)`/g)].map(([, code = ""]) =>
      code.replaceAll("\\|", "|")
    );
    return { theirs: theirs.trim(), codes };
  });
  return { title, rows };
});

function runOf(codes: readonly string[]): Run {
  const [first = ""] = codes;
  const isSent = /^(POST|DELETE) /.test(first);
  const isTop = first.startsWith("unmatched");
  const rule = codes.join("\n");
  const reply = /^repl/m.test(rule) ? "" : `\nreply = [{ text = "Yes." }]`;
  const config = isSent ? HEAD : isTop ? `${rule}\n${HEAD}` : `${HEAD}[[rules]]\n${rule}${reply}\n`;
  const clock = new FakeClock({ autoAdvance: true });
  const mocker = createStreamMocker({ config, clock });
  const ask: Run["ask"] = async (user = "x", more = {}, headers = {}) => {
    const messages = [{ role: "user", content: user }];
    const body = { model: "m", messages, ...more };
    const answer = await post(mocker, "/v1/chat/completions", body, headers);
    const { choices: [choice] = [], error } = answer.body || {};
    return { status: answer.status, error, ...choice };
  };
  return {
    mocker,
    clock,
    ask,
    holds: async (...asked) => (await ask(...asked)).message?.content === "Yes.",
    async send() {
      const [, method = "", path = "", body] = /^(\S+) (\S+)(?: (.*))?$/.exec(first) ?? [];
      if (method === "POST") return await post(mocker, path, JSON.parse(body ?? "{}"));
      return await (await mocker.fetch(`http://mock${path}`, { method })).json();
    },
  };
}

Deno.test("docs/migrating.md: each row has a check, and each check a row", () => {
  assertEquals(
    TABLES.map(({ title, rows }) => [title, rows.length]),
    Object.entries(CHECKS).map(([title, checks]) => [title, checks.length]),
  );
});

for (const { title, rows } of TABLES) {
  for (const [i, { theirs, codes }] of rows.entries()) {
    Deno.test(`docs/migrating.md: ${theirs}`, async () => {
      const check = CHECKS[title]?.[i];
      assert(check && codes.length > 0);
      await check(runOf(codes));
    });
  }
}

Deno.test("docs/migrating.md: a catch-all holds of whatever comes", async () => {
  const { mocker, holds } = runOf(["when = {}"]);
  assertEquals(await holds("anything", { model: "other" }), true);
  assertEquals((await get(mocker, "/rules")).data.length, 1);
});
