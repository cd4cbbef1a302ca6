/** When a completion asks for its rate limits. */

import { assertEquals } from "@std/assert";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { parseConfig } from "../../lib/config/file/parse.ts";
import { createConfigStore } from "../../lib/config/store.ts";
import { createControlPlane } from "../../lib/server/control_plane.ts";
import { createServing, createThreadState } from "../../lib/server/serving.ts";
import { type SharedBySession, sharedInMemory } from "../../lib/shared/shared.ts";
import * as table from "../../routes/routes.ts";

Deno.test("limits: what is shared is asked only where something is limited, since it may be another thread", async () => {
  const clock = new FakeClock({ autoAdvance: true });
  const { file } = parseConfig("[models.bound]\nrequests_per_minute = 1", "config.toml");
  const store = createConfigStore({ file, unixMs: () => clock.unixMs() });
  const state = createThreadState(store.current, clock);
  const control = createControlPlane({ store, ...state, spread: () => Promise.resolve() });
  const memory = sharedInMemory(clock, () => ({ entries: 100, bytes: 1e6 }));
  const asked: string[] = [];
  const shared: SharedBySession = {
    ...memory,
    take(session, owner, limits, tokens) {
      asked.push(owner);
      return memory.take(session, owner, limits, tokens);
    },
  };
  const parts = { config: store.current, clock, state, control, shared, table };
  const { fetch } = createServing(parts);
  const statusOf = async (model: string) => {
    const messages = [{ role: "user", content: "Hi" }];
    const body = JSON.stringify({ model, messages });
    const url = "http://mock/v1/chat/completions";
    const response = await fetch(new Request(url, { method: "POST", body }));
    await response.body?.cancel();
    return response.status;
  };
  assertEquals([await statusOf("free"), asked], [200, []]);
  assertEquals([await statusOf("bound"), await statusOf("bound")], [200, 429]);
  assertEquals(asked, ["bound ", "bound "]);
});
