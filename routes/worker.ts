/// <reference lib="deno.worker" />
/** One of several serving threads. It keeps its own journal, and asks the main thread for all that there is only once. */

import { systemClock } from "../lib/clock/system_clock.ts";
import { configFrom } from "../lib/config/config.ts";
import { updated } from "../lib/server/config_update.ts";
import { drain } from "../lib/server/drain.ts";
import { openPort, type PendingListener } from "../lib/http/listen.ts";
import type { RequestSummary } from "../lib/ledger/told_request.ts";
import { printError } from "../lib/platform/console.ts";
import { denoPlatform } from "../lib/platform/deno.ts";
import { PlatformError } from "../lib/platform/platform.ts";
import { threadWorld } from "../lib/server/thread_world.ts";
import { byReference, offer, releasing, releasingSubscribers } from "../lib/server/relay.ts";
import { createServing, createThreadState, type Serving } from "../lib/server/serving.ts";
import type { WorkerModule } from "../lib/server/workers.ts";
import * as table from "./routes.ts";

const platform = denoPlatform();
platform.onUncaught(printError);

const module: WorkerModule = {
  async prepare(first) {
    const clock = systemClock();
    let { file } = first;
    let config = configFrom(file, first.since);
    const world = { ...await threadWorld(platform, clock), threads: first.threads };
    const state = createThreadState(() => config, clock, world);
    state.posted.put(first.posted);
    let pending: PendingListener | undefined;
    let serving: Serving | undefined;
    return byReference({
      ...state.journal,
      async open(address) {
        try {
          pending = await openPort(platform, { ...address, sharing: "first" });
          return { kind: "open", port: pending.listening.port };
        } catch (error) {
          if (!(error instanceof PlatformError)) throw error;
          return { kind: error.kind, why: error.message };
        }
      },
      async serve(far, shared, address) {
        const control = releasingSubscribers(far);
        const parts = { config: () => config, clock, state, control, shared, table };
        serving = createServing({
          ...parts,
          ...first.replica === undefined ? {} : { replica: first.replica },
        });
        pending ??= await openPort(platform, { ...address, sharing: "one_of_several" });
        pending.serve(serving.fetch);
        void serving.preload();
        platform.giveUpPermissions();
      },
      async apply(update) {
        file = updated(file, update);
        config = configFrom(file, update.since);
        await serving?.prepareRules();
      },
      applyRules(rules) {
        state.posted.put(rules);
        return Promise.resolve();
      },
      countStreams: () => Promise.resolve(state.streams.size),
      watch: releasing((listener: (request: RequestSummary) => void) =>
        Promise.resolve(state.ledger.subscribe(listener))
      ),
      drain: async (seconds) => {
        if (pending) await drain(pending.listening, state.streams, seconds, clock);
      },
    });
  },
};

offer(module, self);
