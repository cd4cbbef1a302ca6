/** Who serves: this thread alone, or several others on one port with this one to lead them. */

import type { Clock } from "../clock/clock.ts";
import { eventLoopTurns } from "../clock/turns.ts";
import type { ConfigFile } from "../config/schema.ts";
import type { ConfigStore } from "../config/store.ts";
import { type Address, openPort, type PendingListener } from "../http/listen.ts";
import type { Platform, StartThread } from "../platform/platform.ts";
import type { Member, OwnParts, Replica } from "../cluster/replica.ts";
import { createPostedHolder, type PostedRules } from "../rules/posted.ts";
import { type SharedBySession, sharedInMemory } from "../shared/shared.ts";
import {
  type ControlPlaneParts,
  createControlPlane,
  type MainControlPlane,
} from "./control_plane.ts";
import { updateTo } from "./config_update.ts";
import { drain } from "./drain.ts";
import { mergeJournals } from "./journal.ts";
import {
  createServing,
  createThreadState,
  type RouteTable,
  storedBounds,
  type ThreadWorld,
} from "./serving.ts";
import type { WorkerApi } from "./workers.ts";

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
  /** How this machine serves together with others; absent: it serves alone. */
  readonly member?: Member;
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
  const shared = await sharedOf(parts, (session) => control.deleteRules(session));
  const replica = await replicaOver(parts, {
    ...state,
    adopt: (change) => control.adopt(change),
  });
  const control = createControlPlane({
    ...parts,
    ...state,
    ...replica,
    shared,
    spread: () => serving.prepareRules(),
  });
  const serving = createServing({
    config: store.current,
    clock,
    state,
    control,
    shared,
    table,
    ...parts.member ? { replica: parts.member.id } : {},
  });
  await replica?.join();
  serve(serving.fetch);
  void serving.preload();
  return {
    port: listening.port,
    control,
    countStreams: () => Promise.resolve(state.streams.size),
    async drain(seconds) {
      await drain(listening, state.streams, seconds, clock);
      await replica?.leave();
    },
  };
}

async function serveTogether(
  { host, port: wanted }: Address,
  workers: number,
  parts: ServerParts & { readonly startThread: StartThread },
): Promise<RunningServer> {
  const { store, clock, startThread, workerModule } = parts;
  const [{ startTeam }, { openForAll, serveWith }] = await Promise.all([
    import("./team.ts"),
    import("./workers.ts"),
  ]);
  const posted = createPostedHolder();
  const team = await startTeam({
    size: workers,
    clock,
    startThread: () => startThread(workerModule),
    first: () => ({
      file: store.file(),
      since: store.current().since,
      posted: posted.current(),
      threads: workers,
      ...parts.member ? { replica: parts.member.id } : {},
    }),
  });
  const { threads, watch } = team;
  /** What each was sent last. */
  const sent = new WeakMap<WorkerApi, ConfigFile>();
  const turns = eventLoopTurns();
  const port = await openForAll(threads[0], { host, port: wanted });
  const shared = await sharedOf(parts, (session) => control.deleteRules(session));
  const own = {
    journal: mergeJournals(threads),
    watch,
    posted,
    async spreadRules(rules: PostedRules) {
      await Promise.all(threads.map((thread) => thread.applyRules(rules)));
    },
  };
  const replica = await replicaOver(parts, { ...own, adopt: (change) => control.adopt(change) });
  const control = createControlPlane({
    ...parts,
    ...own,
    ...replica,
    shared,
    async spread() {
      await Promise.all(threads.map(async (thread) => {
        // Rules for all threads at once would be copied in one turn.
        await turns.next();
        const file = store.file();
        const update = updateTo(file, store.current().since, sent.get(thread));
        sent.set(thread, file);
        await thread.apply(update);
      }));
    },
  });
  await replica?.join();
  await team.serve(serveWith(control, shared, { host, port }));
  return {
    port,
    control,
    async countStreams() {
      const counts = await Promise.all(threads.map((thread) => thread.countStreams()));
      return counts.reduce((a, b) => a + b, 0);
    },
    async drain(seconds) {
      await Promise.all(threads.map((thread) => thread.drain(seconds)));
      await replica?.leave();
    },
  };
}

/** What of this server is others' too, where it serves together with other machines. */
async function replicaOver(
  { member, store, clock }: ServerParts,
  own: Omit<OwnParts, "id" | "engine" | "clock" | "store">,
): Promise<Replica | undefined> {
  if (!member) return undefined;
  const { createReplica } = await import("../cluster/replica.ts");
  return createReplica({ ...own, ...member, store, clock });
}

/** `onEnd` is told when a session has ended. */
async function sharedOf(
  { store: { current }, clock, member }: ServerParts,
  onEnd: (session: string) => Promise<void>,
): Promise<SharedBySession> {
  const mostKept = () => storedBounds(current());
  const bounds = () => current().server;
  if (!member) return sharedInMemory(clock, mostKept, bounds, (session) => void onEnd(session));
  const { sharedOverEngine } = await import("../cluster/shared.ts");
  return sharedOverEngine({ ...member, clock, mostKept, bounds, onEnd });
}
