/** Who serves: this thread alone, or several others on one port with this one to lead them. */

import type { Clock } from "../clock/clock.ts";
import type { ConfigStore } from "../config/store.ts";
import { drain } from "./drain.ts";
import {
  type ControlPlaneParts,
  createControlPlane,
  type MainControlPlane,
  mergeJournals,
} from "./create_control_plane.ts";
import { type Address, freePort, openPort, type PendingListener } from "../http/listen.ts";
import type { WorkerThread } from "./workers.ts";
import { createServing, createThreadState } from "./serving.ts";

/** All that serve. */
export interface Team {
  readonly port: number;
  readonly control: MainControlPlane;
  countStreams(): Promise<number>;
  /** Takes no new requests, gives open streams so many seconds, then breaks what is left. */
  drain(seconds: number): Promise<void>;
}

/** What they serve from. */
export interface TeamParts extends Pick<ControlPlaneParts, "readConfig"> {
  readonly store: ConfigStore;
  readonly clock: Clock;
}

/** Serves with `workers` threads, one through `pending` where that is open already; throws what Deno throws where it is taken or may not be used. */
export function serveOn(
  address: Address & { readonly workers: number },
  parts: TeamParts,
  pending: PendingListener | undefined,
): Promise<Team> {
  return address.workers === 1
    ? Promise.resolve(serveAlone(pending ?? openPort(address), parts))
    : serveTogether(address, address.workers, parts);
}

function serveAlone({ listening, serve }: PendingListener, parts: TeamParts): Team {
  const { store, clock } = parts;
  const state = createThreadState(store.current, clock);
  const control = createControlPlane({ ...parts, ...state, spread: () => Promise.resolve() });
  const serving = createServing({ config: store.current, clock, state, control });
  serve(serving.fetch);
  void serving.preload();
  return {
    port: listening.port,
    control,
    countStreams: () => Promise.resolve(state.streams.size),
    drain: (seconds) => drain(listening, state.streams, seconds, clock),
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
  for (let i = 0; i < workers; i++) started.push(startWorker(url, first, () => control));
  const threads = await Promise.all(started);
  const everybody = <T>(ask: (api: WorkerThread["api"]) => Promise<T>) =>
    Promise.all(threads.map(({ api }) => ask(api)));
  const control = createControlPlane({
    ...parts,
    journal: mergeJournals(threads.map(({ api }) => api)),
    watch: watchAll(threads),
    spread: async () => {
      await everybody((api) => api.apply(store.file(), store.current().since));
    },
  });
  return {
    port: address.port,
    control,
    countStreams: async () =>
      (await everybody((api) => api.countStreams())).reduce((a, b) => a + b),
    async drain(seconds) {
      await everybody((api) => api.drain(seconds));
    },
  };
}
