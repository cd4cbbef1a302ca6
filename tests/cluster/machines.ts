/** Machines that serve together, in this process and on a fake clock: all but the ports and the engine is real. */

import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { createReplica } from "../../lib/cluster/replica.ts";
import { parseConfig } from "../../lib/config/file/parse.ts";
import { createConfigStore } from "../../lib/config/store.ts";
import { createControlPlane } from "../../lib/server/control_plane.ts";
import { createServing, createThreadState } from "../../lib/server/serving.ts";
import { sharedInMemory } from "../../lib/shared/shared.ts";
import * as table from "../../routes/routes.ts";
import type { FakeHub } from "./fake_hub.ts";

/** One of them. */
export interface Machine {
  readonly id: string;
  /** Asks it; a body makes it a POST. */
  ask(path: string, body?: unknown, method?: string): Promise<Response>;
  // deno-lint-ignore no-explicit-any -- tests read what they know to be there
  json(path: string, body?: unknown, method?: string): Promise<any>;
  /** Saves its file, as an editor would; settles when that is in force. */
  save(text: string): Promise<void>;
}

const CONFIG = `
[general]
default_tokens_per_second = "inf"
[models.m]
tokens_per_second = 5
`;

/** Of one farm, on one clock. */
export function farm(hub: FakeHub) {
  const clock = new FakeClock();
  const shared = sharedInMemory(clock, () => ({ entries: 100, bytes: 1e6 }));

  const start = async (id: string, config = CONFIG): Promise<Machine> => {
    const { file } = parseConfig(config, "config.toml");
    const store = createConfigStore({ file, text: config, unixMs: () => clock.unixMs() });
    const state = createThreadState(store.current, clock);
    const replica = createReplica({
      ...state,
      id,
      engine: hub.engine(),
      clock,
      store,
      adopt: (change) => control.adopt(change),
    });
    let saved = config;
    const control = createControlPlane({
      store,
      ...state,
      ...replica,
      shared,
      spread: () => Promise.resolve(),
      readConfig: () => Promise.resolve(parseConfig(saved, "config.toml")),
    });
    const { fetch } = createServing({
      config: store.current,
      clock,
      state,
      control,
      shared,
      table,
      replica: id,
    });
    await replica.join();
    const ask: Machine["ask"] = (path, body, method = body === undefined ? "GET" : "POST") =>
      fetch(
        new Request(`http://localhost${path}`, {
          method,
          body: body === undefined ? null : JSON.stringify(body),
        }),
      );
    return {
      id,
      ask,
      json: async (...asked) => await (await ask(...asked)).json(),
      async save(text) {
        saved = text;
        await control.reloadConfig();
      },
    };
  };

  return { clock, start };
}

/** What a chat request sends. */
export function chat(model: string, more: object = {}): object {
  return { model, messages: [{ role: "user", content: "Hello" }], ...more };
}
