/** What there is once: an onlooker learns what he missed. */

import { assertEquals } from "@std/assert";
import { parseConfig } from "../lib/config/parse.ts";
import { createConfigStore } from "../lib/config/store.ts";
import { FakeClock } from "../lib/fake_clock.ts";
import { createHub, type HubEvent } from "../lib/hub.ts";
import { createDesk } from "../routes/serving.ts";

/** A hub over a file that a test writes. */
function hubOf(file: { text: string }) {
  const clock = new FakeClock();
  const store = createConfigStore({
    file: parseConfig(file.text, "config.toml").file,
    unixMs: () => clock.unixMs(),
  });
  return createHub({
    store,
    clock,
    books: createDesk(store.current, clock).books,
    spread: () => Promise.resolve(),
    readConfig: () => Promise.resolve({ text: file.text, source: "config.toml" }),
  });
}

Deno.test("hub: who begins to look on while the file is broken is told at once, and nobody else is", async () => {
  const file = { text: "[general]\ndefault_tokens_per_second = 10" };
  const hub = hubOf(file);
  const hears = () => {
    const heard: HubEvent[] = [];
    hub.subscribe((event) => heard.push(event))();
    return heard.map((event) => event.kind === "config" ? event.edit.kind : event.kind);
  };
  assertEquals(hears(), []);
  file.text = "[general]\ndefault_tokens_per_second = -1";
  await hub.reloadConfig();
  assertEquals(hears(), ["refused"]);
  await hub.patchConfig({ tokens_per_second: 20 });
  assertEquals(hears(), ["refused"], "the file is as broken as before");
  file.text = "[general]\ndefault_tokens_per_second = 30";
  await hub.reloadConfig();
  assertEquals(hears(), []);
});
