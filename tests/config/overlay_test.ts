/** Edits put together do what they do one after the other. */

import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError } from "../../lib/config/config_error.ts";
import { mergePatch } from "../../lib/config/merge_patch.ts";
import { NO_OVERLAY, withEdit } from "../../lib/config/overlay.ts";
import { createConfigStore } from "../../lib/config/store.ts";
import { eventLoopTurns } from "../../lib/clock/turns.ts";
import { parseWhenNeeded } from "../../lib/config/file/parse_when_needed.ts";
import { seededRandom } from "../../lib/random.ts";

type Edit = Record<string, unknown>;

/** A table of three keys whose values are numbers, tables or (in edits) nulls. */
function randomTable(random: () => number, depth: number, mayTakeAway: boolean): Edit {
  const entries = ["a", "b", "c"].filter(() => random() < 0.6).map((key) => {
    const kind = random();
    if (mayTakeAway && kind < 0.3) return [key, null];
    const isLeaf = depth === 0 || kind < 0.6;
    return [key, isLeaf ? Math.floor(random() * 9) : randomTable(random, depth - 1, mayTakeAway)];
  });
  return Object.fromEntries(entries);
}

Deno.test("withEdit(): an overlay does to any file what its edits do one after the other", () => {
  const random = seededRandom(7);
  for (let i = 0; i < 2000; i++) {
    const file = randomTable(random, 2, false);
    const edits = Array.from({ length: 1 + i % 6 }, () => randomTable(random, 2, true));
    const { removed, set } = edits.reduce(withEdit, NO_OVERLAY);
    assertEquals(
      mergePatch(mergePatch(file, removed), set),
      edits.reduce<unknown>(mergePatch, file),
      JSON.stringify({ file, edits }),
    );
  }
});

Deno.test("withEdit(): an overlay does not grow with the number of edits", () => {
  const sizes = [10, 1000].map((count) => {
    let overlay = NO_OVERLAY;
    for (let i = 0; i < count; i++) {
      overlay = withEdit(overlay, { models: { m: null } });
      overlay = withEdit(overlay, { models: { m: { tokens_per_second: 1 + i % 9 } }, rules: [] });
    }
    return JSON.stringify(overlay).length;
  });
  assertEquals(sizes[0], sizes[1]);
});

Deno.test("store: an overlay lies over the file that was taken last, and one that is wrong changes nothing", async () => {
  const parse = (rate: number) =>
    parseWhenNeeded(`[models.m]\ntokens_per_second = ${rate}\n`, "c.toml", eventLoopTurns());
  const { file, text } = await parse(5);
  const store = createConfigStore({ file, text, unixMs: () => 0 });
  const speeds = () =>
    ["m", "n"].map((name) => store.current().models.get(name)?.tokens_per_second);
  await store.patch({ models: { m: { tokens_per_second: 1 } } });
  const overlay = withEdit(NO_OVERLAY, { models: { n: { tokens_per_second: 7 } } });
  await store.overlay(overlay);
  assertEquals(speeds(), [5, 7]);
  await store.replaceWith(await parse(6), overlay);
  assertEquals(speeds(), [6, 7]);
  const wrong = withEdit(overlay, { models: { n: { tokens_per_second: -7 } } });
  await assertRejects(() => store.checkOverlay(wrong), ConfigError);
  await assertRejects(() => store.overlay(wrong), ConfigError);
  await store.overlay(NO_OVERLAY);
  assertEquals(speeds(), [6, undefined]);
});
