/** Who serves: this thread alone, or several others on one port with this one to lead them. */

import type { Clock } from "../clock/clock.ts";
import type { ConfigStore } from "../config/store.ts";
import { type Address, freePort, openPort, type PendingListener } from "../http/listen.ts";
import type { Platform, StartThread } from "../platform/platform.ts";
import { createPostedHolder } from "../rules/posted.ts";
import { type SharedBySession, sharedInMemory } from "../shared/shared.ts";
import {
  type ControlPlaneParts,
  createControlPlane,
  type MainControlPlane,
} from "./control_plane.ts";
import { drain } from "./drain.ts";
import { mergeJournals } from "./journal.ts";
import {
  createServing,
  createThreadState,
  type RouteTable,
  storedBounds,
  type ThreadWorld,
} from "./serving.ts";

/** A server that runs, on one thread or several. */
export interface RunningServer {
  readonly port: number;
  readonly control: MainControlPlane;
  countStreams(): Promise<number>;
  /** Takes no new requests, gives open streams so many seconds, then breaks what is left. */
  drain(seconds: number): Promise<void>;
}

/** What a server is made from. */
export interface ServerParts extends Pick<ControlPlaneParts, "readConfig"> {
  readonly store: ConfigStore;
  readonly clock: Clock;
  readonly platform: Pick<Platform, "listen" | "startThread">;
  readonly table: RouteTable;
  readonly world: ThreadWorld;
  /** The module of a serving thread, which has the same table. */
  readonly workerModule: URL;
}

/**
 * Serves with `workers` threads; one alone serves through `pending`, where that is open already. Throws what the platform throws
 * where the port is taken or may not be used.
 */
export function serveOn(
  address: Address & { readonly workers: number },
  parts: ServerParts,
  pending: PendingListener | undefined,
): Promise<RunningServer> {
  const { startThread } = parts.platform;
  return address.workers === 1 || startThread === undefined
    ? serveAlone(pending ?? openPort(parts.platform, address), parts)
    : serveTogether(address, address.workers, { ...parts, startThread });
}

async function serveAlone(
  pending: PendingListener | Promise<PendingListener>,
  parts: ServerParts,
): Promise<RunningServer> {
  const { listening, serve } = await pending;
  const { store, clock, table } = parts;
  const state = createThreadState(store.current, clock, parts.world);
  const shared = sharedOf(parts, (session) => void control.deleteRules(session));
  const control = createControlPlane({
    ...parts,
    ...state,
    shared,
    spread: () => Promise.resolve(),
  });
  const serving = createServing({ config: store.current, clock, state, control, shared, table });
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
  parts: ServerParts & { readonly startThread: StartThread },
): Promise<RunningServer> {
  const { store, clock, platform, startThread, workerModule } = parts;
  const address = { host, port: await freePort(platform, { host, port }), shared: true };
  const [{ startTeam }, { serveWith }] = await Promise.all([
    import("./team.ts"),
    import("./workers.ts"),
  ]);
  const posted = createPostedHolder();
  const team = await startTeam({
    size: workers,
    clock,
    startThread: () => startThread(workerModule),
    first: () => ({
      address,
      file: store.file(),
      since: store.current().since,
      posted: posted.current(),
      threads: workers,
    }),
  });
  const { threads, watch } = team;
  const shared = sharedOf(parts, (session) => void control.deleteRules(session));
  const control = createControlPlane({
    ...parts,
    shared,
    journal: mergeJournals(threads),
    watch,
    posted,
    async spreadRules(rules) {
      await Promise.all(threads.map((thread) => thread.applyRules(rules)));
    },
    async spread() {
      const { since } = store.current();
      await Promise.all(threads.map((thread) => thread.apply(store.file(), since)));
    },
  });
  await team.serve(serveWith(control, shared));
  return {
    port: address.port,
    control,
    async countStreams() {
      const counts = await Promise.all(threads.map((thread) => thread.countStreams()));
      return counts.reduce((a, b) => a + b, 0);
    },
    async drain(seconds) {
      await Promise.all(threads.map((thread) => thread.drain(seconds)));
    },
  };
}

function sharedOf(
  { store: { current }, clock }: ServerParts,
  onEnd: (session: string) => void,
): SharedBySession {
  return sharedInMemory(clock, () => storedBounds(current()), () => current().server, onEnd);
}
