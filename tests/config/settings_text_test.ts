/** Settings of thousands of models are written in steps, as they would be in one go. */

import { assert, assertEquals } from "@std/assert";
import { doAtOnce } from "../../lib/clock/work.ts";
import { settingsText, writeSettings } from "../../lib/config/settings_text.ts";

const many = <T>(count: number, make: (i: number) => T) =>
  Array.from({ length: count }, (_, i) => make(i));

const VALUES: Record<string, unknown> = {
  "little": { a: 1, b: undefined, c: [undefined, null], d: Infinity },
  "a long table": Object.fromEntries(
    many(1000, (i) => [`m"${i}`, { ttft_ms: i, jitter: undefined }]),
  ),
  "a long list": {
    data: many(1000, (i) => ({ rate: i % 2 ? i : Infinity, inner: [undefined, {}] })),
  },
  "a long list of nothing": many(1000, () => undefined),
  "a long table in a long list": many(
    10,
    () => ({ a: Object.fromEntries(many(500, (i) => [i, [i]])) }),
  ),
};

for (const [what, value] of Object.entries(VALUES)) {
  Deno.test(`writeSettings() writes as settingsText() does: ${what}`, () => {
    assertEquals(doAtOnce(writeSettings(value)), settingsText(value));
  });
}

Deno.test("writeSettings() stops between the entries of what is long", () => {
  assert([...writeSettings(VALUES["a long table"])].length > 900);
});
