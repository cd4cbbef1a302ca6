/// <reference lib="deno.worker" />
/** One of several serving threads. It keeps its own desk, and asks the main thread for all that there is only once. */

import * as comlink from "comlink";
import { systemClock } from "../lib/clock/clock.ts";
import { configFrom } from "../lib/config/config.ts";
import { drain } from "../lib/server/drain.ts";
import { listen } from "../lib/http/listen.ts";
import { hubOverThreads, type WorkerModule } from "../lib/server/workers.ts";
import { createDesk, createServing } from "../lib/server/serving.ts";

const module: WorkerModule = {
  start(first, remote) {
    const clock = systemClock();
    let config = configFrom(first.file, first.since);
    const desk = createDesk(() => config, clock);
    const hub = hubOverThreads(remote);
    const serving = createServing({ config: () => config, clock, desk, hub });
    const listening = listen(first.address, serving.fetch);
    void serving.preload();
    return Promise.resolve(comlink.proxy({
      ...desk.books,
      port: () => Promise.resolve(listening.port),
      apply(file, since) {
        config = configFrom(file, since);
        return Promise.resolve();
      },
      countStreams: () => Promise.resolve(desk.streams.size),
      watch: (listener) => Promise.resolve(comlink.proxy(desk.ledger.subscribe(listener))),
      drain: (seconds) => drain(listening, desk.streams, seconds, clock),
    }));
  },
};

comlink.expose(module, self);
