/** Nothing that is printed steers the terminal that it is printed on. */

import { assertEquals, assertMatch } from "@std/assert";
import { printError, printLine, printText, printWarning } from "../../lib/platform/console.ts";

/** What is printed by `use`. */
function printed(use: () => void): string[] {
  const lines: string[] = [];
  const { log, warn, error } = console;
  console.log = console.warn = console.error = (line: string) => void lines.push(line);
  try {
    use();
  } finally {
    Object.assign(console, { log, warn, error });
  }
  return lines;
}

Deno.test("console: a line stays one line, and shows what a terminal would obey", () => {
  const name = "a\x1b[2J\nConfiguration changed\r\x07\x9b\u202e\u2028é 🏳️‍🌈\tb";
  const shown = "a\\x1b[2J\\nConfiguration changed\\x0d\\x07\\x9b\\u202e\\u2028é 🏳️‍🌈\\x09b";
  const lines = printed(() =>
    [printLine, printWarning, printError].forEach((print) => print(name))
  );
  assertEquals(lines, [shown, shown, shown]);
});

Deno.test("console: what was thrown has its stack in lines of their own, and what caused it", () => {
  const cause = new Error("cause \x1b[31m");
  const [text = ""] = printed(() => printError(new TypeError("what \x1b[31m", { cause })));
  assertMatch(
    text,
    /^TypeError: what \\x1b\[31m\n +at .*\nCaused by: Error: cause \\x1b\[31m\n +at /s,
  );
});

Deno.test("console: our own text has its lines", () => {
  assertEquals(printed(() => printText("a\n  b")), ["a\n  b"]);
});
