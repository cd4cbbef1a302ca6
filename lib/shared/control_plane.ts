/** The control plane as its users see it: one view of the requests and streams of all threads, and the edits of the configuration. */

import type { EventRange, EventsPage } from "../ledger/events_page.ts";
import type { Difference } from "../config/differences.ts";
import type { ParsedConfig } from "../config/file/parsed_config.ts";
import type { ConfigPatch } from "../config/patch_from_request.ts";
import type { Change } from "../config/store.ts";
import type { RequestDetail, RequestSummary } from "../ledger/told_request.ts";
import type { Evidence, EvidenceFilter } from "../ledger/evidence.ts";
import type { RequestFilter } from "../ledger/request_filter.ts";
import type { Family } from "../metrics/family.ts";
import type { Acted, StreamState } from "../stream/open_streams.ts";
import type { StreamAction } from "../stream/stream_actions.ts";

/** What came of an edit of the configuration; plain data, so that it can pass between threads. */
export type Edit =
  | {
    readonly kind: "done";
    readonly lines: readonly string[];
    readonly warnings: readonly string[];
  }
  | { readonly kind: "refused"; readonly message: string };

/** Something that a subscriber may want to see at once. */
export type ControlEvent =
  | { readonly kind: "request"; readonly request: RequestSummary }
  /** A stream as it is after it was acted on. */
  | { readonly kind: "stream"; readonly stream: StreamState }
  | { readonly kind: "config"; readonly edit: Edit }
  /** The server is about to end; who subscribed should let go. */
  | { readonly kind: "closing" };

/** The journal of one serving thread. */
export interface Journal {
  listRequests(filter: RequestFilter): Promise<readonly RequestSummary[]>;
  /** Once it has ended, `waitMs` have gone by, or `stopWaiting` was called with the same name of whoever waits. */
  findRequest(id: string, waitMs: number, waiter?: string): Promise<RequestDetail | undefined>;
  /** Some of the events that were written of a request's answer. */
  readEvents(id: string, range: EventRange): Promise<EventsPage | undefined>;
  stopWaiting(waiter: string): Promise<void>;
  /** Forgets all, or those of a session. How many they were. */
  clearRequests(session?: string): Promise<number>;
  /** What a verdict goes by, the oldest first. */
  listEvidence(filter: EvidenceFilter): Promise<readonly Evidence[]>;
  /** All, or those of a session. */
  listStreams(session?: string): Promise<readonly StreamState[]>;
  /** Breaks the connections of a session's streams. How many they were. */
  dropStreams(session: string): Promise<number>;
  /** What has been counted, a list for each thread. */
  readMetrics(): Promise<readonly (readonly Family[])[]>;
  actOnStream(id: string, action: StreamAction): Promise<Acted | undefined>;
}

/** The machines that serve together, as one of them sees them. */
export interface Replicas {
  /** This one. */
  readonly id: string;
  /** Those that were there last. */
  readonly others: readonly string[];
  /** Those of them that do not answer, and are left out of what is told of all. */
  readonly missing: readonly string[];
  /** Whether what they reach each other through answers. */
  readonly engine: "up" | "slow" | "down";
}

/** How edits of the configuration are made: on this machine, or on all that share an engine. Throws `ConfigError`. */
export interface ConfigEdits {
  /** Merges a part of a file's data into that in force. */
  patch(update: ConfigPatch): Promise<Change>;
  /** Puts a file's values in place of all that was set. */
  replaceWith(parsed: ParsedConfig): Promise<Change>;
}

/** One view of every thread, and the configuration. All methods are promises, since another thread may answer. When an edit's promise settles, every thread has it in force. */
export interface ControlPlane extends Journal {
  patchConfig(body: unknown): Promise<Edit>;
  reloadConfig(): Promise<Edit>;
  /** What `patchConfig` changed since the file was read. */
  listChanges(): Promise<readonly Difference[]>;
  /** Puts rules in front of those that were sent before, for one session or for all. */
  postRules(body: unknown): Promise<Edit>;
  /** Takes away the rules that were sent for a session, or for all; with a name, only those that are called so. */
  deleteRules(session: string, name?: string): Promise<void>;
  /** Nothing where this machine serves alone. */
  replicas(): Promise<Replicas | undefined>;
  /** Calls back on every event, at once with why the file is not in force, if so; gives the way to stop it. */
  subscribe(listener: (event: ControlEvent) => void): Promise<() => void>;
}

/** Calls back whenever a request comes, is answered or ends; gives the way to stop it. */
export type Watch = (listener: (request: RequestSummary) => void) => () => void;
