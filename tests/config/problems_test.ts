/** What is said of a value that may stand in several forms: what is wrong in the form that was meant. */

import { assertStringIncludes, assertThrows } from "@std/assert";
import { parseConfig } from "../../lib/config/file/parse.ts";

const CASES = [
  ['replies = [{ text = "a" }, { txt = "b" }]', "replies.1.txt: unknown key. Did you mean `text`?"],
  [
    'replies = [{ text = "a" }, [{ text = "b", ttft_m = 3 }]]',
    "replies.1.0.ttft_m: unknown key. Did you mean `ttft_ms`?",
  ],
  ["reply = { text = 3 }", "reply.text: expected a text, got 3"],
  [
    'reply = "x"',
    'reply: expected a list of tables that is not empty or a table, got the string "x"',
  ],
  ["reply = []", "reply: expected a list of tables that is not empty or a table, got a list"],
] as const;

for (const [line, message] of CASES) {
  Deno.test(`config: ${line} is told as ${message}`, () => {
    const error = assertThrows(() => parseConfig(`[[rules]]\n${line}`, "config.toml"), Error);
    assertStringIncludes(error.message, `config.toml:2: [[rules]] no. 1 ${message}`);
  });
}
