/** What is wrong with rules is said with file, line, key and remedy. */

import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError } from "../../../lib/config/config_error.ts";
import { parseConfig } from "../../../lib/config/file/parse.ts";

const refused = (text: string) =>
  assertThrows(() => parseConfig(text, "config.toml"), ConfigError).message;

const HEAD = `[responses.medium]\ncontent = "Hello."\n`;

/** A rule's lines, and the whole message. */
const CASES: Record<string, readonly [rule: string, message: string]> = {
  "an unknown condition": [
    `when = { usr = "a" }\nreply = [{ text = "b" }]`,
    "config.toml:4: [[rules]] no. 1 when.usr: unknown key. Did you mean `user`?",
  ],
  "an unknown part": [
    `reply = [{ txt = "b" }]`,
    "config.toml:4: [[rules]] no. 1 reply.0.txt: unknown key. Did you mean `text`?",
  ],
  "a wrong type": [
    `when.turn = "one"\nreply = [{ text = "b" }]`,
    '[[rules]] no. 1 when.turn: expected a whole number of 1 or more, got the string "one".',
  ],
  "a wrong setting": [
    `reply = [{ text = "b", tokens_per_second = -3 }]`,
    "[[rules]] no. 1 reply.0.tokens_per_second: expected a number above 0",
  ],
  "nothing said": [`when.user = "a"`, "[[rules]] no. 1: it says nothing. Give it a `reply`"],
  "both replies": [
    `reply = [{ text = "b" }]\nreplies = [[{ text = "c" }]]`,
    "[[rules]] no. 1 replies: `reply` and `replies` stand together.",
  ],
  "two things in one part": [
    `reply = [{ text = "b", call = "f" }]`,
    "[[rules]] no. 1 reply.0: `text` and `call` stand together. Make a part of each.",
  ],
  "arguments of nothing": [
    `reply = [{ text = "b", arguments = { a = 1 } }]`,
    "[[rules]] no. 1 reply.0.arguments: nothing is called. Add `call`.",
  ],
  "a regular expression that does not end": [
    `when.user = "/(a/"\nreply = [{ text = "b" }]`,
    "config.toml:4: [[rules]] no. 1 when.user: the regular expression cannot be read: missing closing )",
  ],
  "a regular expression that looks around": [
    `when.any = [{ headers = { x = "/a(?=b)/" } }]\nreply = [{ text = "b" }]`,
    "RE2's grammar, which has no look-around",
  ],
  "a template that does not end": [
    `reply = [{ text = "{{ user" }]`,
    "[[rules]] no. 1 reply.0.text: the template cannot be read: Unclosed tag",
  ],
  "a template in arguments": [
    `reply = [{ call = "f", arguments = { a = ["{{#x}}"] } }]`,
    "[[rules]] no. 1 reply.0.arguments.a.0: the template cannot be read: Unclosed section",
  ],
  "a response that is not there": [
    `reply = [{ response = "medum" }]`,
    'reply.0.response: no [responses] entry is called "medum". Did you mean `medium`?',
  ],
  "a profile that is not there": [
    `reply = [{ text = "a", profile = "none" }]`,
    'reply.0.profile: no [profiles] entry is called "none"',
  ],
  "two values for one setting": [
    `reply = [{ text = "a", speed = 1 }, { text = "b", speed = 2 }]`,
    "reply.1.speed: another part has another value for it",
  ],
  "a refusal and more": [
    `reply = [{ refusal = "No" }, { text = "b" }]`,
    "reply: a refusal says nothing else.",
  ],
  "a call that the wire has not": [
    `when.dialect = "completions"\nreply = [{ call = "f" }]`,
    "reply.0.call: completions have neither calls nor reasoning.",
  ],
  "a call of what is said not to be offered": [
    `when.not.tools = "f"\nreply = [{ call = "f" }]`,
    "reply.0.call: `when.not.tools` says that this tool is not offered.",
  ],
};

for (const [name, [rule, message]] of Object.entries(CASES)) {
  Deno.test(`parseConfig() refuses a rule with ${name}`, () => {
    assertStringIncludes(refused(`${HEAD}[[rules]]\n${rule}\n`), message);
  });
}

Deno.test("parseConfig() names the line and the number of the rule that is wrong", () => {
  const good = `[[rules]]\nreply = [{ text = "a" }]\n`;
  const bad = `[[rules]]\nname = "x"\n[rules.when]\nturn = 0\n[[rules.reply]]\ntext = "a"\n`;
  assertEquals(
    refused(HEAD + good + good + bad),
    "config.toml:10: [[rules]] no. 3 when.turn: expected a whole number of 1 or more, got 0.",
  );
});

Deno.test("parseConfig() takes ten thousand rules, and refuses a file that only looks like so many", () => {
  const rule = (i: number) =>
    `[[rules]]\nname = "r${i}"\nwhen = { user = "question ${i}", turn = 1 }\nreply = [{ text = "answer ${i}" }]\n`;
  const many = Array.from({ length: 10_000 }, (_, i) => rule(i)).join("");
  assertEquals(parseConfig(HEAD + many, "config.toml").file.rules?.length, 10_000);
  const junk = "[[rules]]\n".repeat(100) + "a.b=1\n".repeat(100_000);
  assertStringIncludes(refused(junk), "more tables, keys and items");
});
