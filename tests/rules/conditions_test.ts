/** Each condition of a rule: of which requests it holds, and of which it does not. */

import { assert, assertEquals } from "@std/assert";
import { contentKeys, type RuleEntry } from "../../lib/config/rules/rule_schema.ts";
import { settingsShape } from "../../lib/config/settings.ts";
import type { Turn } from "../../lib/plan/conversation.ts";
import type { Prompt } from "../../lib/plan/prompt.ts";
import { type Asked, factsOf } from "../../lib/rules/facts.ts";
import { literalsOf } from "../../lib/rules/literal.ts";
import { doAtOnce } from "../../lib/clock/work.ts";
import { createRuleSet, matchedBy, sourcedRules } from "../../lib/rules/rule_set.ts";

type When = NonNullable<RuleEntry["when"]>;

const says = (role: Turn["role"], text: string): Turn => ({
  role,
  parts: [{ kind: "text", text }],
});
const call = (id: string, name: string): Turn => ({
  role: "assistant",
  parts: [{ kind: "call", id, name, arguments: "{}" }],
});
const result = (callId: string, text: string): Turn => ({
  role: "tool",
  parts: [{ kind: "result", callId, text }],
});

const PROMPT: Prompt = {
  delivery: "stream",
  conversation: [
    says("system", "Be Brief."),
    says("user", "Weather in Paris and Oslo?"),
    call("c1", "get_weather"),
    call("c2", "get_news"),
    result("c1", '{"degrees": 21}'),
    result("c2", "none"),
  ],
  tools: [{ kind: "function", name: "get_weather" }, { kind: "function", name: "get_news" }],
  hosted: [{ name: "web_search", acts: [] }],
  toolChoice: { kind: "auto" },
  format: { kind: "json", schema: {} },
  stop: [],
  choices: 1,
};

const ASKED: Asked = {
  model: "gpt-4o-mini",
  dialect: "chat",
  headers: new Headers({ "x-user": "Ada", authorization: "Bearer k" }),
  metadata: { plan: "free", n: 3 },
  session: "t1",
  request: 2,
  prompt: PROMPT,
};

function groups(when: When, asked: Partial<Asked> = {}) {
  const set = doAtOnce(
    createRuleSet(doAtOnce(sourcedRules([{ when, reply: [{ text: "x" }] }], "c.toml"))),
  );
  const facts = factsOf({ ...ASKED, ...asked });
  for (const rule of set.candidates(facts)) return matchedBy(rule, facts)?.groups;
  return undefined;
}

/** What holds, and what is like it and does not. */
const CASES: Readonly<Record<string, readonly [holds: readonly When[], not: readonly When[]]>> = {
  model: [
    [{ model: "gpt-4o-mini" }, { model: "gpt-4*" }, { model: "*mini" }, { model: "g*4*i" }],
    [{ model: "gpt-4" }, { model: "GPT-4*" }, { model: "*4o" }],
  ],
  user: [
    [{ user: "weather IN" }, { user: "/paris/i" }, { user: "/^Weather.*\\?$/" }, { user: "W" }],
    [{ user: "weather at" }, { user: "/paris/" }, { user: "none" }],
  ],
  system: [[{ system: "be brief" }, { system: "/B.*B/" }], [{ system: "weather" }]],
  message: [[{ message: "brief" }, { message: "/Oslo/" }], [{ message: "/brief.*oslo/is" }]],
  stream: [[{ stream: true }], [{ stream: false }]],
  turn: [[{ turn: 2 }], [{ turn: 1 }, { turn: 3 }]],
  result_of: [
    [{ result_of: "get_weather" }, { result_of: "get_news" }, { result_of: "*" }],
    [{ result_of: "get" }],
  ],
  result: [
    [{ result: "degrees" }, { result: "/none/" }, { result_of: "get_weather", result: "21" }],
    [{ result: "cold" }, { result_of: "get_news", result: "21" }],
  ],
  tools: [
    [{ tools: "get_news" }, { tools: ["get_news", "web_search"] }, { tools: "get_*" }],
    [{ tools: "none" }, { tools: ["get_news", "none"] }],
  ],
  response_format: [
    [{ response_format: "json_schema" }],
    [{ response_format: "json_object" }, { response_format: "text" }],
  ],
  dialect: [[{ dialect: "chat" }], [{ dialect: "messages" }]],
  headers: [
    [{ headers: { "x-user": "ada" } }, { headers: { "X-User": "/^A/" } }],
    [{ headers: { "x-user": "bob" } }, { headers: { "x-other": "a" } }],
  ],
  metadata: [
    [{ metadata: { plan: "free" } }, { metadata: { n: "/^3$/" } }],
    [{ metadata: { plan: "paid" } }, { metadata: { toString: "function" } }],
  ],
  session: [[{ session: "t1" }, { session: "t*" }], [{ session: "t2" }]],
  request: [[{ request: 2 }], [{ request: 1 }]],
  image: [[{ image: false }], [{ image: true }]],
  any: [
    [{ any: [{ turn: 9 }, { turn: 2 }] }, { any: [{ not: { turn: 9 } }] }],
    [{ any: [{ turn: 9 }, { user: "none" }] }],
  ],
  not: [
    [{ not: { turn: 9 } }, { not: { turn: 2, user: "none" } }, { not: { any: [{ turn: 9 }] } }],
    [{ not: { turn: 2 } }],
  ],
  "all together": [[{ model: "gpt*", turn: 2, user: "oslo" }], [{
    model: "gpt*",
    turn: 2,
    user: "x",
  }]],
};

for (const [name, [holds, not]] of Object.entries(CASES)) {
  Deno.test(`when: ${name}`, () => {
    for (const when of holds) assert(groups(when), JSON.stringify(when));
    for (const when of not) assertEquals(groups(when), undefined, JSON.stringify(when));
  });
}

Deno.test("when: nothing holds of every request", () => {
  assertEquals(groups({}), {});
});

Deno.test("when: image and audio look at what the user sent last", () => {
  const seen: Turn = { role: "user", parts: [{ kind: "image" }] };
  const after = {
    ...PROMPT,
    conversation: [seen, says("assistant", "A cat."), says("user", "Sure?")],
  };
  assert(groups({ image: true }, { prompt: { ...PROMPT, conversation: [seen] } }));
  assertEquals(groups({ image: true }, { prompt: after }), undefined);
});

Deno.test("when: a result that has been answered is no longer there", () => {
  const conversation = [...PROMPT.conversation, says("assistant", "21."), says("user", "Thanks")];
  const prompt = { ...PROMPT, conversation };
  assertEquals(groups({ result_of: "*" }, { prompt }), undefined);
  assert(groups({ turn: 3 }, { prompt }));
});

Deno.test("when: groups have numbers, and names where they are named", () => {
  assertEquals(groups({ user: "/in (?<city>\\w+) and (\\w+)( or x)?/" }), {
    "0": "in Paris and Oslo",
    "1": "Paris",
    "2": "Oslo",
    "3": "",
    city: "Paris",
  });
});

Deno.test("words that a regular expression cannot do without are in all that it matches", () => {
  const cases: Record<string, readonly string[]> = {
    "weather in (\\w+) today": ["weather in ", " today"],
    "^Hi+ there$": ["hi", " there"],
    "colou?r": ["colo", "r"],
    "a|b": [],
    "(a|b)c": ["c"],
    "[abc]d{2}e": ["e"],
    "x\\.y\\dz": ["x.y", "z"],
    "\\x41b": [],
    "\\Qa|b\\E": [],
    "😀?b": ["b"],
    "(?i)AB": ["ab"],
  };
  for (const [source, literals] of Object.entries(cases)) {
    assertEquals(literalsOf(source), literals, source);
  }
});

Deno.test("regular expressions that take others years for a line come to their end over a long text", () => {
  const evil: Record<string, readonly [source: string, text: string]> = {
    "a repetition in one": ["/(a+)+$/", "a"],
    "two ways to say one thing": ["/(a|aa)+$/", "a"],
    "an optional blank": ["/(\\w+\\s?)*!$/", "ab "],
    "anything, eight times": ["/.*.*.*.*.*.*.*.*=x/", "a="],
    "counts in counts": ["/(?:a{1,30}){1,30}b/", "a"],
    "letters and digits in turn": ["/([a-z]+)*([0-9]+)*([a-z0-9]+)*#$/", "a1"],
  };
  for (const [name, [user, part]] of Object.entries(evil)) {
    const text = `${part.repeat(100_000 / part.length)}?`;
    const prompt = { ...PROMPT, conversation: [says("user", text)] };
    // What is cut off behind the first 20,000 characters may make the end of the text another.
    assert(groups({ user }, { prompt }) === undefined || user.endsWith("$/"), name);
  }
});

Deno.test("of ten thousand rules, a request asks a few", () => {
  const kinds: ((i: number) => When)[] = [
    (i) => ({ user: `question number ${i} please` }),
    (i) => ({ user: `/question (?<n>number) ${i} \\w+/i`, turn: 1 }),
    (i) => ({ session: `t${i}` }),
    (i) => ({ model: `m-${i}`, user: "question" }),
    (i) => ({ message: `number ${i} please`, model: "m*" }),
    (i) => ({ user: "question", request: i }),
  ];
  for (const [k, when] of kinds.entries()) {
    const entries = Array.from(
      { length: 10_000 },
      (_, i) => ({ when: when(i), reply: [{ text: `${i}` }] }),
    );
    const set = doAtOnce(createRuleSet(doAtOnce(sourcedRules(entries, "c.toml"))));
    const facts = factsOf({
      ...ASKED,
      session: "t7777",
      model: "m-7777",
      request: 7777,
      prompt: { ...PROMPT, conversation: [says("user", "A question number 7777 please")] },
    });
    let asked = 0;
    let found = "";
    for (const rule of set.candidates(facts)) {
      asked++;
      if (matchedBy(rule, facts)) found = rule.name;
    }
    assertEquals(found, "c.toml no. 7778", `kind ${k}`);
    assert(asked <= 50, `kind ${k}: ${asked}`);
  }
});

Deno.test("rules are asked in their order, whatever they ask for", () => {
  const whens: When[] = [
    { user: "zzz" },
    { user: "oslo" },
    { not: { turn: 9 } },
    { model: "gpt-4o-mini" },
    {},
    { user: "/o/" },
    { result_of: "get_news" },
  ];
  const set = doAtOnce(
    createRuleSet(doAtOnce(sourcedRules(whens.map((when) => ({ when, reply: [] })), "c"))),
  );
  const facts = factsOf(ASKED);
  const held = [...set.candidates(facts)].filter((rule) => matchedBy(rule, facts));
  assertEquals(held.map(({ name }) => name), [2, 3, 4, 5, 6, 7].map((n) => `c no. ${n}`));
});

Deno.test("no part says its words by the name of a setting", () => {
  assertEquals(contentKeys().filter((key) => Object.hasOwn(settingsShape(), key)), []);
});
