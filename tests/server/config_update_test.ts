/** Threads are sent rules where these have changed, and keep what they have where not. */

import { assertEquals } from "@std/assert";
import type { ConfigFile } from "../../lib/config/schema.ts";
import { updated, updateTo } from "../../lib/server/config_update.ts";

const rules = [{ reply: [{ text: "a" }] }];
const texts = { "a.txt": "A" };
const file: ConfigFile = { rules, texts, general: { jitter: 1 } };

/** What a thread has that was sent these one after the other, and what the last of the messages held. */
function sent(...files: readonly ConfigFile[]) {
  let [has, before]: ConfigFile[] = [];
  let told: ConfigFile = {};
  for (const [i, file] of files.entries()) {
    const update = structuredClone(updateTo(file, i, before));
    told = update.file;
    has = updated(has ?? {}, update);
    before = file;
  }
  return { has, told };
}

Deno.test("threads: whoever was sent nothing is sent all", () => {
  assertEquals(sent(file), { has: file, told: file });
});

Deno.test("threads: an edit of another table leaves the rules where they are", () => {
  const edited = { ...file, general: { jitter: 2 } };
  assertEquals(sent(file, edited), { has: edited, told: { general: { jitter: 2 } } });
});

Deno.test("threads: rules that are others, or gone, are sent, and then are those that stay", () => {
  for (const other of [{ ...file, rules: [] }, { ...file, texts: {} }, { general: {} }]) {
    assertEquals(sent(file, other), { has: other, told: other });
    const edited = { ...other, models: {} };
    assertEquals(sent(file, other, edited).has, edited);
  }
});
