/** Every request that came, what was planned for it, what left and when. Bounded: the newest are kept. */

import { bytesOf, textBytes } from "../bytes_of.ts";
import type { Clock } from "../clock/clock.ts";
import { noteAction } from "./actions.ts";
import { createDepartures } from "./departures.ts";
import { createEntries, type Entries } from "./entries.ts";
import {
  detailOf,
  type Entry,
  type Outcome,
  type RequestDetail,
  type RequestSummary,
  summaryOf,
} from "./entry.ts";
import { headerBytes, keepRequest } from "./kept_request.ts";
import { createWaits } from "./waits.ts";
import type { Observer, OpenedRequest, RequestObserver } from "./observer.ts";

/** Which requests a list is of. */
export interface RequestFilter {
  readonly model?: string;
  readonly outcome?: string;
  readonly status?: number;
  readonly path?: string;
  readonly session?: string;
  readonly limit: number;
}

/** The book of requests. */
export interface Ledger extends Observer {
  opened(request: OpenedRequest): RequestObserver;
  /** The newest first. */
  list(filter: RequestFilter): readonly RequestSummary[];
  /** By request id or completion id. */
  find(id: string): RequestDetail | undefined;
  /** As `find`, but once the request has ended, `waitMs` have gone by, or `waiter` waits no longer. */
  findEnded(id: string, waitMs: number, waiter?: string): Promise<RequestDetail | undefined>;
  stopWaiting(waiter: string): void;
  /** How many wait. */
  readonly waiting: number;
  /** Writes down what somebody did, though the request may have ended. */
  act(id: string, action: string): RequestDetail | undefined;
  /** Forgets all, or those of a session. How many they were. */
  clear(session?: string): number;
  /** Calls back whenever a request comes, is answered or ends. Gives the way to stop it. */
  subscribe(listener: (summary: RequestSummary) => void): () => void;
}

/**
 * An empty ledger that keeps the newest `bound()` requests, what the newest of them said in about `keptBytes()` bytes, and all
 * else of them in about `figureBytes()`. `onEnded` hears of each that has ended.
 */
export function createLedger(
  clock: Clock,
  bound: () => number,
  keptBytes: () => number = () => Infinity,
  figureBytes: () => number = () => Infinity,
  onEnded: (summary: () => RequestSummary) => void = () => {},
): Ledger {
  const entries = createEntries({ entries: bound, saidBytes: keptBytes, figureBytes });
  const listeners = new Set<(summary: RequestSummary) => void>();
  const waits = createWaits(clock);

  const tell = (entry: Entry) => {
    if (listeners.size === 0) return;
    const summary = summaryOf(entry);
    for (const listener of listeners) listener(summary);
  };

  return {
    opened(request) {
      const entry = newEntry(request, clock, (bytes) => entries.grew(entry, bytes));
      entries.add(entry);
      entries.said(entry, headerBytes(entry.kept));
      tell(entry);
      const ended = () => onEnded(() => summaryOf(entry));
      return writerOf(entry, clock, entries, () => tell(entry), ended);
    },
    list(filter) {
      const found: RequestSummary[] = [];
      for (const entry of entries.newestFirst()) {
        if (found.length >= filter.limit) break;
        if (matches(entry, filter)) found.push(summaryOf(entry));
      }
      return found;
    },
    find(id) {
      const entry = entries.find(id);
      return entry && detailOf(entry);
    },
    async findEnded(id, waitMs, waiter) {
      const entry = entries.find(id);
      if (entry?.outcome === "open" && waitMs > 0) await waits.ended(entry, waitMs, waiter);
      return entry && detailOf(entry);
    },
    stopWaiting: waits.stop,
    get waiting() {
      return waits.size;
    },
    act(id, action) {
      const entry = entries.find(id);
      if (!entry) return undefined;
      noteAction(entry, action, clock, entries);
      tell(entry);
      return detailOf(entry);
    },
    clear: entries.clear,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const NO_WARNINGS: readonly string[] = [];

/** A batch of thousands may be wrong thousands of times. */
const MOST_WARNINGS = 20;

/** About what an entry takes without its texts and departures. */
const ENTRY_BYTES = 1000;

function newEntry(
  request: OpenedRequest,
  clock: Clock,
  grew: (bytes: number) => void,
): Entry {
  const { id, method, session = null, headers } = request;
  const path = shortened(request.path);
  const client = headers?.get("user-agent") ?? null;
  return {
    id,
    method,
    path,
    session,
    startedAt: clock.now(),
    startedUnixMs: clock.unixMs(),
    loopDelayMs: clock.loopDelayMs(),
    completionId: null,
    dialect: null,
    rule: null,
    model: null,
    delivery: "at_once",
    status: null,
    error: null,
    warnings: NO_WARNINGS,
    outcome: "open",
    truncated: false,
    queuedMs: 0,
    promptTokens: null,
    plannedTokens: null,
    client: client === null ? null : shortened(client),
    bytes: ENTRY_BYTES + textBytes(path) + textBytes(client ?? ""),
    kept: keepRequest(request),
    departures: createDepartures(grew),
    actions: [],
    faults: [],
    onEnd: new Set(),
  };
}

/** The longest text of a stranger's that an entry keeps. */
const LONGEST_TEXT = 1000;

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}

function writerOf(
  entry: Entry,
  clock: Clock,
  entries: Entries,
  tell: () => void,
  ended: () => void,
): RequestObserver {
  const { grew, said } = entries;
  const end = (outcome: Outcome) => {
    if (entry.outcome !== "open") return;
    entry.outcome = outcome;
    for (const wake of entry.onEnd) wake();
    tell();
    ended();
  };
  const warn = (warning: string) => {
    const { warnings } = entry;
    if (warnings.length >= MOST_WARNINGS || warnings.includes(warning)) return;
    entry.warnings = [...warnings, shortened(warning)];
    grew(entry, textBytes(warning));
  };
  return {
    asked({ dialect, model, body }) {
      entry.dialect = dialect;
      entry.model = shortened(model) || null;
      grew(entry, textBytes(entry.model ?? ""));
      if (!entry.kept) return;
      entry.kept.body = body;
      said(entry, bytesOf(body));
    },
    settled(settings) {
      if (entry.kept) entry.kept.settings = settings;
    },
    ruled(rule, misfits) {
      entry.rule = rule;
      for (const misfit of misfits) warn(misfit);
    },
    warned: warn,
    queued(ms) {
      entry.queuedMs = ms;
    },
    planned({ model, usage, truncated }, completionId, delivery) {
      entry.model = shortened(model);
      entry.completionId = completionId;
      entry.delivery = delivery;
      entry.truncated = truncated;
      entry.promptTokens = usage.promptTokens;
      entry.plannedTokens = usage.completionTokens;
    },
    answered(status, error) {
      // Who has gone before the head left has seen no status.
      if (entry.outcome !== "open") return;
      entry.status = status;
      entry.error = error === undefined ? null : shortened(error);
      grew(entry, textBytes(entry.error ?? ""));
      if (status >= 400) return end("error");
      if (entry.delivery !== "at_once") return tell();
      end("completed");
    },
    sent: entry.departures.add,
    faulted(fault) {
      entry.faults.push({ ...fault, at_ms: clock.now() - entry.startedAt });
    },
    ended: (how) => end(how === "completed" && entry.truncated ? "truncated" : how),
    acted(action) {
      noteAction(entry, action, clock, entries);
      tell();
    },
  };
}

function matches(entry: Entry, filter: RequestFilter): boolean {
  return (filter.model === undefined || entry.model === filter.model) &&
    (filter.outcome === undefined || entry.outcome === filter.outcome) &&
    (filter.status === undefined || entry.status === filter.status) &&
    (filter.path === undefined || entry.path === filter.path) &&
    (filter.session === undefined || entry.session === filter.session);
}
