/**
 * Several threads on one port. Each serves from its own event loop with its own journal; the main thread has what there is
 * once (the configuration, its file, the rate limits, what is remembered) and the one view of all journals.
 */

import * as comlink from "comlink";
import type { ConfigFile } from "../config/schema.ts";
import type { Address } from "../http/listen.ts";
import type { ControlEvent, ControlPlane, Journal, Watch } from "./create_control_plane.ts";
import type { RequestSummary } from "../ledger/entry.ts";
import { unlimited } from "../shared/limits.ts";

/** What a thread begins with. */
export interface WorkerStart {
  readonly address: Address;
  readonly file: ConfigFile;
  /** When the configuration came into force, in seconds since 1970. */
  readonly since: number;
}

/** What the main thread asks of a serving one. */
export interface WorkerApi extends Journal {
  port(): Promise<number>;
  /** Puts a configuration in force; the streams under way keep theirs. */
  apply(file: ConfigFile, since: number): Promise<void>;
  countStreams(): Promise<number>;
  watch(listener: (request: RequestSummary) => void): Promise<() => void>;
  drain(seconds: number): Promise<void>;
}

/** The control plane, as a serving thread reaches it: all calls are promises, and callbacks are proxies. */
export interface RemoteControlPlane extends Omit<ControlPlane, "subscribe"> {
  subscribe(listener: (event: ControlEvent) => void): Promise<() => void>;
}

/** What a thread's module offers to the main one. */
export interface WorkerModule {
  start(first: WorkerStart, control: RemoteControlPlane): Promise<WorkerApi>;
}

/** A thread that serves, and the way to end it. */
export interface WorkerThread {
  readonly api: WorkerApi;
  terminate(): void;
}

/** Starts one thread from the module at `url`; rejects with what it throws. */
export async function startWorker(
  url: URL,
  first: WorkerStart,
  control: () => ControlPlane,
): Promise<WorkerThread> {
  const worker = new Worker(url, { type: "module" });
  const module = comlink.wrap<WorkerModule>(worker);
  const api: WorkerApi = await module.start(first, comlink.proxy(remoteControlPlane(control)));
  return { api, terminate: () => worker.terminate() };
}

/** Watches the requests of several threads. */
export function watchAll(threads: readonly WorkerThread[]): Watch {
  return (listener) => {
    const stops = threads.map(({ api }) => api.watch(comlink.proxy(listener)));
    return () => {
      for (const stop of stops) void stop.then((stop) => stop());
    };
  };
}

/** The main thread's control plane for another thread. It comes to be after the threads, so it is asked for at each call. */
function remoteControlPlane(control: () => ControlPlane): RemoteControlPlane {
  return {
    listRequests: (filter) => control().listRequests(filter),
    findRequest: (id, waitMs) => control().findRequest(id, waitMs),
    clearRequests: () => control().clearRequests(),
    listStreams: () => control().listStreams(),
    actOnStream: (id, action) => control().actOnStream(id, action),
    patchConfig: (body) => control().patchConfig(body),
    reloadConfig: () => control().reloadConfig(),
    takeFromLimits: (owner, limits, tokens) => control().takeFromLimits(owner, limits, tokens),
    keep: (id, value) => control().keep(id, value),
    recall: (id) => control().recall(id),
    recallAll: (prefix) => control().recallAll(prefix),
    forget: (id) => control().forget(id),
    subscribe: (listener) => Promise.resolve(comlink.proxy(control().subscribe(listener))),
  };
}

/** The control plane as a serving thread uses it, over the remote one. */
export function controlPlaneOverThreads(remote: RemoteControlPlane): ControlPlane {
  return {
    listRequests: (filter) => remote.listRequests(filter),
    findRequest: (id, waitMs) => remote.findRequest(id, waitMs),
    clearRequests: () => remote.clearRequests(),
    listStreams: () => remote.listStreams(),
    actOnStream: (id, action) => remote.actOnStream(id, action),
    patchConfig: (body) => remote.patchConfig(body),
    reloadConfig: () => remote.reloadConfig(),
    // Only where something is limited does it take a message to the main thread.
    takeFromLimits: (owner, limits, tokens) =>
      Object.keys(limits).length === 0
        ? Promise.resolve(unlimited(tokens))
        : remote.takeFromLimits(owner, limits, tokens),
    keep: (id, value) => remote.keep(id, value),
    recall: (id) => remote.recall(id),
    recallAll: (prefix) => remote.recallAll(prefix),
    forget: (id) => remote.forget(id),
    subscribe(listener) {
      const stop = remote.subscribe(comlink.proxy(listener));
      return () => void stop.then((stop) => stop());
    },
  };
}
