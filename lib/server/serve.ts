/** Who serves: this thread alone, or several others on one port with this one to lead them. */

import type { Clock } from "../clock/clock.ts";
import type { ConfigStore } from "../config/store.ts";
import { drain } from "./drain.ts";
import { createHub, type HubParts, type MainHub, mergeBooks } from "./create_hub.ts";
import { type Address, type Door, freePort, openDoor } from "../http/listen.ts";
import type { WorkerThread } from "./workers.ts";
import { createDesk, createServing } from "./serving.ts";

/** All that serve. */
export interface Team {
  readonly port: number;
  readonly hub: MainHub;
  countStreams(): Promise<number>;
  /** Takes no new requests, gives open streams so many seconds, then breaks what is left. */
  drain(seconds: number): Promise<void>;
}

/** What they serve from. */
export interface TeamParts extends Pick<HubParts, "readConfig"> {
  readonly store: ConfigStore;
  readonly clock: Clock;
}

/** Serves with `workers` threads, one through `door` where that is open already; throws what Deno throws where it is taken or may not be used. */
export function serveOn(
  address: Address & { readonly workers: number },
  parts: TeamParts,
  door: Door | undefined,
): Promise<Team> {
  return address.workers === 1
    ? Promise.resolve(serveAlone(door ?? openDoor(address), parts))
    : serveTogether(address, address.workers, parts);
}

function serveAlone({ listening, serve }: Door, parts: TeamParts): Team {
  const { store, clock } = parts;
  const desk = createDesk(store.current, clock);
  const hub = createHub({ ...parts, ...desk, spread: () => Promise.resolve() });
  const serving = createServing({ config: store.current, clock, desk, hub });
  serve(serving.fetch);
  void serving.preload();
  return {
    port: listening.port,
    hub,
    countStreams: () => Promise.resolve(desk.streams.size),
    drain: (seconds) => drain(listening, desk.streams, seconds, clock),
  };
}

async function serveTogether(
  { host, port }: Address,
  workers: number,
  parts: TeamParts,
): Promise<Team> {
  const { store } = parts;
  const address = { host, port: await freePort({ host, port }), shared: true };
  const first = { address, file: store.file(), since: store.current().since };
  const { startWorker, watchAll } = await import("./workers.ts");
  const url = new URL("../../routes/worker.ts", import.meta.url);
  const started: Promise<WorkerThread>[] = [];
  for (let i = 0; i < workers; i++) started.push(startWorker(url, first, () => hub));
  const threads = await Promise.all(started);
  const everybody = <T>(ask: (api: WorkerThread["api"]) => Promise<T>) =>
    Promise.all(threads.map(({ api }) => ask(api)));
  const hub = createHub({
    ...parts,
    books: mergeBooks(threads.map(({ api }) => api)),
    watch: watchAll(threads),
    spread: async () => {
      await everybody((api) => api.apply(store.file(), store.current().since));
    },
  });
  return {
    port: address.port,
    hub,
    countStreams: async () =>
      (await everybody((api) => api.countStreams())).reduce((a, b) => a + b),
    async drain(seconds) {
      await everybody((api) => api.drain(seconds));
    },
  };
}
