/** What a server loads before anybody asks. */

import { assertEquals } from "@std/assert";
import { parseConfig } from "../../lib/config/file/parse.ts";
import { createConfigStore } from "../../lib/config/store.ts";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { createControlPlane } from "../../lib/server/control_plane.ts";
import {
  createServing,
  createThreadState,
  type RouteTable,
  type ThreadState,
} from "../../lib/server/serving.ts";
import { sharedInMemory } from "../../lib/shared/shared.ts";
import * as table from "../../routes/routes.ts";
import { evenly, rendered } from "../stream/pace_fixture.ts";

/** The encodings that a server with this configuration loads by itself. None can be had, which must not matter. */
async function preloaded(
  config: string,
  { streams = 0, loads = [] }: { streams?: number; loads?: RouteTable["loads"] } = {},
): Promise<string[]> {
  const clock = new FakeClock();
  const { file } = parseConfig(config, "config.toml");
  const store = createConfigStore({ file, unixMs: () => clock.unixMs() });
  const state = createThreadState(store.current, clock);
  for (let i = 0; i < streams; i++) startStream(state, clock);
  const control = createControlPlane({ store, ...state, spread: () => Promise.resolve() });
  const shared = sharedInMemory(clock, () => ({ entries: 100, bytes: 1e6 }));
  const asked: string[] = [];
  const tokenizers = (name: string) => {
    asked.push(name);
    return Promise.reject(new Error("cannot be loaded"));
  };
  const parts = {
    config: store.current,
    clock,
    state,
    control,
    shared,
    table: { ...table, loads },
    tokenizers,
  };
  const loaded = createServing(parts).preload();
  await clock.advance(999);
  assertEquals(asked, [], "nothing before a second has gone by");
  await clock.advance(1);
  await loaded;
  return asked.sort();
}

function startStream({ ledger, streams }: ThreadState, clock: FakeClock): void {
  const entry = ledger.opened({ id: "req_1", method: "POST", path: "/v1/chat/completions" });
  const title = { id: "req_1", completionId: "chatcmpl-1", model: "m", plannedTokens: 100 };
  const job = { ...rendered(evenly(100, 100)), clock, start: 0, speed: 1 };
  streams.start(title, job, entry);
}

Deno.test("preload: the encodings of all models that there are, and of those that are not named", async () => {
  assertEquals(await preloaded(""), ["o200k_base"]);
  assertEquals(await preloaded('[models."gpt-4"]\ntokens_per_second = 9'), [
    "cl100k_base",
    "o200k_base",
  ]);
});

Deno.test("preload: none that the configuration does without", async () => {
  assertEquals(await preloaded('[general]\nencoding = "estimate"'), ["estimate"]);
});

Deno.test("preload: nothing while a stream is open, since it would wait meanwhile", async () => {
  assertEquals(await preloaded("", { streams: 1 }), []);
});

Deno.test("preload: the code of the services that nobody has asked for yet, none of which must be there", async () => {
  const loaded: string[] = [];
  const load = (name: string) => () => {
    loaded.push(name);
    return Promise.reject(new Error("cannot be loaded"));
  };
  await preloaded("", { loads: [load("anthropic"), load("control")] });
  assertEquals(loaded, ["anthropic", "control"]);
});
