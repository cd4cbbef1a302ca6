/// <reference lib="deno.worker" />
/** One of several serving threads. It keeps its own state, and asks the main thread for all that there is only once. */

import * as comlink from "comlink";
import { systemClock } from "../lib/clock/clock.ts";
import { configFrom } from "../lib/config/config.ts";
import { drain } from "../lib/server/drain.ts";
import { listen } from "../lib/http/listen.ts";
import { controlPlaneOverThreads, type WorkerModule } from "../lib/server/workers.ts";
import { createServing, createThreadState } from "../lib/server/serving.ts";

const module: WorkerModule = {
  start(first, remote) {
    const clock = systemClock();
    let config = configFrom(first.file, first.since);
    const state = createThreadState(() => config, clock);
    const control = controlPlaneOverThreads(remote);
    const serving = createServing({ config: () => config, clock, state, control });
    const listening = listen(first.address, serving.fetch);
    void serving.preload();
    return Promise.resolve(comlink.proxy({
      ...state.journal,
      port: () => Promise.resolve(listening.port),
      apply(file, since) {
        config = configFrom(file, since);
        return Promise.resolve();
      },
      countStreams: () => Promise.resolve(state.streams.size),
      watch: (listener) => Promise.resolve(comlink.proxy(state.ledger.subscribe(listener))),
      drain: (seconds) => drain(listening, state.streams, seconds, clock),
    }));
  },
};

comlink.expose(module, self);
