/** What there is once, however many threads serve: the configuration's edits, and one view of all requests and streams. */

import type { Clock } from "../clock/clock.ts";
import { ConfigError } from "../config/config_error.ts";
import { parseWhenNeeded } from "../config/file/parse_quickly.ts";
import { patchFromRequest } from "../config/patch_from_request.ts";
import type { Change, ConfigStore } from "../config/store.ts";
import type { Ledger, RequestFilter } from "../ledger/ledger.ts";
import type { RequestDetail, RequestSummary } from "../ledger/entry.ts";
import { createRateLimiter, type Grant, type Limits } from "../shared/limits.ts";
import type { Keeper } from "../shared/shelf.ts";
import type { OpenStreams, StreamAction, StreamState } from "../stream/open_streams.ts";

/** What came of an edit of the configuration; plain data, so that it can pass between threads. */
export type Edit =
  | {
    readonly kind: "done";
    readonly lines: readonly string[];
    readonly warnings: readonly string[];
  }
  | { readonly kind: "refused"; readonly message: string };

/** Something that an onlooker may want to see at once. */
export type ControlEvent =
  | { readonly kind: "request"; readonly request: RequestSummary }
  /** A stream as it is after it was acted on. */
  | { readonly kind: "stream"; readonly stream: StreamState }
  | { readonly kind: "config"; readonly edit: Edit }
  /** The server is about to end; who watches should let go. */
  | { readonly kind: "closing" };

/** The journal of one serving thread. */
export interface Journal {
  listRequests(filter: RequestFilter): Promise<readonly RequestSummary[]>;
  /** Once it has ended, or `waitMs` have gone by. */
  findRequest(id: string, waitMs: number): Promise<RequestDetail | undefined>;
  clearRequests(): Promise<void>;
  listStreams(): Promise<readonly StreamState[]>;
  actOnStream(id: string, action: StreamAction): Promise<StreamState | undefined>;
}

/** One view of every thread, and the configuration. When an edit's promise settles, every thread has it in force. */
export interface ControlPlane extends Journal, Keeper {
  patchConfig(body: unknown): Promise<Edit>;
  reloadConfig(): Promise<Edit>;
  /** Takes a request from its owner's rate limits. */
  takeFromLimits(owner: string, limits: Limits, tokens: number): Promise<Grant>;
  /** Calls back on every event, at once with why the file is not in force, if so; gives the way to stop it. */
  subscribe(listener: (event: ControlEvent) => void): () => void;
}

/** Calls back whenever a request comes, is answered or ends; gives the way to stop it. */
export type Watch = (listener: (request: RequestSummary) => void) => () => void;

/** The journal that a ledger and a register of streams make. */
export function journalOf(ledger: Ledger, streams: OpenStreams): Journal {
  return {
    listRequests: (filter) => Promise.resolve(ledger.list(filter)),
    findRequest: (id, waitMs) => ledger.findEnded(id, waitMs),
    clearRequests: () => Promise.resolve(ledger.clear()),
    listStreams: () => Promise.resolve(streams.list()),
    actOnStream: (id, action) => Promise.resolve(streams.act(id, action)),
  };
}

/** Several journals as one. */
export function mergeJournals(all: readonly Journal[]): Journal {
  const [only] = all;
  if (only && all.length === 1) return only;
  return {
    async listRequests(filter) {
      const lists = await Promise.all(all.map((journal) => journal.listRequests(filter)));
      return lists.flat()
        .sort((a, b) => b.started_at.localeCompare(a.started_at))
        .slice(0, filter.limit);
    },
    async findRequest(id, waitMs) {
      const found = await Promise.all(all.map((journal) => journal.findRequest(id, waitMs)));
      return found.find((request) => request !== undefined);
    },
    async clearRequests() {
      await Promise.all(all.map((journal) => journal.clearRequests()));
    },
    async listStreams() {
      return (await Promise.all(all.map((journal) => journal.listStreams()))).flat();
    },
    async actOnStream(id, action) {
      const states = await Promise.all(all.map((journal) => journal.actOnStream(id, action)));
      return states.find((state) => state !== undefined);
    },
  };
}

/** What a control plane is made of. */
export interface ControlPlaneParts {
  readonly store: ConfigStore;
  readonly journal: Journal;
  /** Watches the requests of all threads. Called only while somebody looks on, since each is then told three times. */
  readonly watch: Watch;
  readonly clock: Clock;
  /** Reads the file that the configuration came from; absent where there is none. */
  readonly readConfig?: () => Promise<{ readonly text: string; readonly source: string }>;
  /** Puts what the store holds in force on every thread. */
  readonly spread: () => Promise<void>;
}

/** A control plane, and what only the program does with it. */
export interface MainControlPlane extends ControlPlane {
  /** Calls back on every edit of the configuration. */
  onEdit(listener: (edit: Edit) => void): void;
  /** Tells who looks on that the server is about to end. */
  close(): void;
}

/** Makes the control plane. */
export function createControlPlane(parts: ControlPlaneParts): MainControlPlane {
  const { store, journal, watch, clock, readConfig, spread } = parts;
  const limiter = createRateLimiter(clock);
  const kept = new Map<string, unknown>();
  const onlookers = new Set<(event: ControlEvent) => void>();
  const editors = new Set<(edit: Edit) => void>();
  /** Why the file is not in force, while it is not. */
  let refusal: Edit | undefined;
  let stopWatching: (() => void) | undefined;

  const tell = (event: ControlEvent) => {
    for (const onlooker of onlookers) onlooker(event);
  };

  const edit = async (change: () => Change | Promise<Change>): Promise<Edit> => {
    const edit = await tryEdit(change);
    if (edit.kind === "done" && edit.lines.length > 0) await spread();
    for (const editor of editors) editor(edit);
    tell({ kind: "config", edit });
    return edit;
  };

  return {
    ...journal,
    async actOnStream(id, action) {
      const stream = await journal.actOnStream(id, action);
      if (stream) tell({ kind: "stream", stream });
      return stream;
    },
    patchConfig: (body) => edit(() => store.patch(patchFromRequest(body))),
    async reloadConfig() {
      const reload = await edit(async () => {
        if (!readConfig) throw new ConfigError([{ path: [], text: "there is no file to reload" }]);
        const { text, source } = await readConfig();
        return store.replaceWith(await parseWhenNeeded(text, source));
      });
      refusal = reload.kind === "refused" ? reload : undefined;
      return reload;
    },
    takeFromLimits: (owner, limits, tokens) => Promise.resolve(limiter.take(owner, limits, tokens)),
    keep(id, value) {
      kept.set(id, value);
      for (const oldest of kept.keys()) {
        if (kept.size <= store.current().server.ledger_entries) break;
        kept.delete(oldest);
      }
      return Promise.resolve();
    },
    recall: (id) => Promise.resolve(kept.get(id)),
    recallAll: (prefix) =>
      Promise.resolve([...kept].flatMap(([id, value]) => id.startsWith(prefix) ? [value] : [])),
    forget: (id) => Promise.resolve(kept.delete(id)),
    subscribe(listener) {
      onlookers.add(listener);
      if (refusal) listener({ kind: "config", edit: refusal });
      stopWatching ??= watch((request) => tell({ kind: "request", request }));
      return () => {
        onlookers.delete(listener);
        if (onlookers.size > 0) return;
        stopWatching?.();
        stopWatching = undefined;
      };
    },
    onEdit: (listener) => void editors.add(listener),
    close: () => tell({ kind: "closing" }),
  };
}

async function tryEdit(change: () => Change | Promise<Change>): Promise<Edit> {
  try {
    const { lines, warnings } = await change();
    return { kind: "done", lines, warnings };
  } catch (error) {
    if (error instanceof ConfigError) return { kind: "refused", message: error.message };
    throw error;
  }
}
