/**
 * Several threads on one port. Each serves from its own event loop and writes its own journal; the main thread has what there
 * is once (the configuration and its file, what is shared) and the one view of all journals.
 */

import type { ConfigFile } from "../config/schema.ts";
import type { Address } from "../http/listen.ts";
import type { RequestSummary } from "../ledger/told_request.ts";
import { PlatformError, type ThreadEnd } from "../platform/platform.ts";
import type { PostedRules } from "../rules/posted.ts";
import type { ControlPlane, Journal } from "../shared/control_plane.ts";
import type { SharedBySession } from "../shared/shared.ts";
import type { ConfigUpdate } from "./config_update.ts";
import { byReference, reach, releasing } from "./relay.ts";

/** What a thread begins with. */
export interface WorkerStart {
  readonly file: ConfigFile;
  /** When the configuration came into force, in seconds since 1970. */
  readonly since: number;
  /** The rules that were sent. */
  readonly posted: PostedRules;
  /** What this machine is called among those that serve together, where there are any. */
  readonly replica?: string;
  /** How many threads share what may be remembered. */
  readonly threads: number;
}

/** What the main thread asks of a serving one. */
export interface WorkerApi extends Journal {
  /** Opens the port for all threads, unless anybody has it. Whoever connects waits until this thread serves. */
  open(address: Address): Promise<Opened>;
  /** Begins to serve, with what the main thread has for all, on the port that the first one has opened. */
  serve(control: ControlPlane, shared: SharedBySession, address: Address): Promise<void>;
  /** Puts a configuration in force; the streams under way keep theirs. */
  apply(update: ConfigUpdate): Promise<void>;
  /** Puts rules in force that were sent. */
  applyRules(rules: PostedRules): Promise<void>;
  countStreams(): Promise<number>;
  /** Calls back whenever a request comes, is answered or ends; gives the way to stop it. */
  watch(listener: (request: RequestSummary) => void): Promise<() => void>;
  drain(seconds: number): Promise<void>;
}

/** Whether a port could be opened; an error would lose its kind on the way between threads. */
export type Opened =
  | { readonly kind: "open"; readonly port: number }
  | { readonly kind: PlatformError["kind"]; readonly why: string };

/** What a thread's module offers to the main one. */
export interface WorkerModule {
  prepare(first: WorkerStart): Promise<WorkerApi>;
}

/** Prepares a thread, which does not serve yet; rejects with what it throws. */
export async function startWorker(thread: ThreadEnd, first: WorkerStart): Promise<WorkerApi> {
  return await reach<WorkerModule>(thread).prepare(first);
}

/** Has one thread open the port for all; gives which it is, and throws as `listen` does. */
export async function openForAll(thread: WorkerApi | undefined, address: Address): Promise<number> {
  const opened = await thread?.open(address);
  if (opened === undefined) throw new Error("the threads have ended");
  if (opened.kind === "open") return opened.port;
  throw new PlatformError(opened.kind, opened.why, undefined);
}

/** What lets a thread serve, with what the main thread has for all. */
export function serveWith(
  control: ControlPlane,
  shared: SharedBySession,
  address: Address,
): (thread: WorkerApi) => Promise<void> {
  const offered = { ...control, subscribe: releasing(control.subscribe) };
  return (thread) => thread.serve(byReference(offered), byReference(shared), address);
}
