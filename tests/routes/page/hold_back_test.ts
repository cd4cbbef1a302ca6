/** What of unfinished Markdown is shown. */

import { assert, assertEquals } from "@std/assert";
import { Marked } from "marked";
import shipped from "../../../config.toml" with { type: "text" };
import { parseConfig } from "../../../lib/config/file/parse.ts";
import { decided } from "../../../routes/page/race/hold_back.js";
import { mathExtensions } from "../../../routes/page/race/math.js";

const marked = new Marked({ gfm: true, extensions: mathExtensions as never });

/** The text that a reader would see, without code and formulas. */
function seen(markdown: string): string {
  const html = marked.parse(markdown, { async: false })
    .replace(/<pre>[^]*?<\/pre>|<code[^>]*>[^]*?<\/code>/g, "");
  return html.replace(/<[^>]*>/g, "");
}

Deno.test("hold back: of the shipped texts no sign is ever seen that turns into something else", () => {
  const { file } = parseConfig(shipped, "config.toml");
  for (const { content } of Object.values(file.responses ?? {})) {
    for (const block of blocksOf(content)) {
      const whole = seen(block);
      for (let end = 1; end < block.length; end++) {
        const shown = seen(decided(block.slice(0, end)));
        for (const sign of ["**", "$", "](", "`", "|", "##"]) {
          assert(
            !shown.includes(sign) || whole.includes(sign),
            `${sign} of ${JSON.stringify(block.slice(0, end).slice(-80))}: ${
              JSON.stringify(shown.slice(-80))
            }`,
          );
        }
      }
    }
  }
});

Deno.test("hold back: what is decided is shown without delay, and nothing waits for ever", () => {
  assertEquals(decided("Plain words"), "Plain words");
  assertEquals(decided("A **bold wo"), "A **bold wo**");
  assertEquals(decided("See [the do"), "See the do");
  assertEquals(decided("It costs $5 and"), "It costs $5 and");
  assertEquals(decided("so $x + y").trim(), "so");
  assertEquals(decided("so $x + y$ is"), "so $x + y$ is");
  assertEquals(decided("```ts\nconst a = b ** c; // $x"), "```ts\nconst a = b ** c; // $x");
  const never = `so $x ${"and on ".repeat(30)}`;
  assertEquals(decided(never).length >= never.length - 2, true);
});

/** A text block by block, as the page looks at it: fences stay whole. */
function blocksOf(text: string): readonly string[] {
  return marked.lexer(text).map(({ raw }) => raw).filter((raw) => raw.trim() !== "");
}
