/** A server in process whose config file can be saved anew. */

import { eventLoopTurns } from "../../lib/clock/turns.ts";
import { systemClock } from "../../lib/clock/system_clock.ts";
import { createConfigStore } from "../../lib/config/store.ts";
import { createConfigReader } from "../../lib/server/config_reader.ts";
import { createControlPlane } from "../../lib/server/control_plane.ts";
import { createServing, createThreadState, storedBounds } from "../../lib/server/serving.ts";
import { sharedInMemory } from "../../lib/shared/shared.ts";
import type { StreamMocker } from "../../routes/mod.ts";
import * as table from "../../routes/routes.ts";

/** Such a server. */
export interface Reloadable extends Pick<StreamMocker, "fetch"> {
  /** Puts a text into the file; `POST /config/reload` reads it. */
  save(text: string): void;
}

/** Makes one. */
export async function createReloadable(config: string): Promise<Reloadable> {
  let saved = config;
  const files = {
    pathStyle: "posix",
    readText: () => Promise.resolve(saved),
    listFolder: () => Promise.resolve([]),
    watchFolder: () => ({ stop: () => Promise.resolve() }),
  } as const;
  const turns = eventLoopTurns();
  const clock = systemClock();
  const reader = await createConfigReader(files, "/config.toml", turns);
  const { file, text } = await reader.read();
  const store = createConfigStore({ file, text, turns, unixMs: () => clock.unixMs() });
  const { current } = store;
  const state = createThreadState(current, clock);
  const bounds = () => storedBounds(current());
  const shared = sharedInMemory(clock, bounds, () => current().server, () => {});
  const control = createControlPlane({
    store,
    ...state,
    shared,
    turns,
    readConfig: reader.read,
    spread: () => serving.prepareRules(),
  });
  const serving = createServing({ config: current, clock, state, control, shared, table });
  return {
    fetch: (input, init) => serving.fetch(new Request(input, init)),
    save(text) {
      saved = text;
    },
  };
}
