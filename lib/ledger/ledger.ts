/** Every request that came, what was planned for it, what left and when. Bounded: the newest are kept. */

import type { Clock } from "../clock/clock.ts";
import { createDepartures } from "./departures.ts";
import {
  detailOf,
  type Entry,
  type Outcome,
  type RequestDetail,
  type RequestSummary,
  summaryOf,
  tokensSent,
} from "./entry.ts";
import { keepRequest } from "./kept_request.ts";
import type { Observer, OpenedRequest, RequestObserver } from "./observer.ts";

/** Which requests a list is of. */
export interface RequestFilter {
  readonly model?: string;
  readonly outcome?: string;
  readonly status?: number;
  readonly path?: string;
  readonly limit: number;
}

/** The book of requests. */
export interface Ledger extends Observer {
  /** The newest first. */
  list(filter: RequestFilter): readonly RequestSummary[];
  /** By request id or completion id. */
  find(id: string): RequestDetail | undefined;
  /** As `find`, but once the request has ended or `waitMs` have gone by. */
  findEnded(id: string, waitMs: number): Promise<RequestDetail | undefined>;
  clear(): void;
  /** Calls back whenever a request comes, is answered or ends. Gives the way to stop it. */
  subscribe(listener: (summary: RequestSummary) => void): () => void;
}

/**
 * An empty ledger that keeps the newest `bound()` requests, and what the newest of them said, together about
 * `keptBytes()` bytes.
 */
export function createLedger(
  clock: Clock,
  bound: () => number,
  keptBytes: () => number = () => Infinity,
): Ledger {
  const entries = new Map<string, Entry>();
  const listeners = new Set<(summary: RequestSummary) => void>();
  /** Those of which it is kept what they said, the oldest first. */
  const keeping: Entry[] = [];
  let bytes = 0;

  const keep = (entry: Entry) => {
    if (!entry.kept) return;
    keeping.push(entry);
    bytes += entry.kept.bytes;
    while (bytes > keptBytes()) {
      const oldest = keeping.shift();
      bytes -= oldest?.kept?.bytes ?? 0;
      if (oldest) oldest.kept = undefined;
    }
  };

  const tell = (entry: Entry) => {
    if (listeners.size === 0) return;
    const summary = summaryOf(entry);
    for (const listener of listeners) listener(summary);
  };

  const forget = (id: string) => {
    const entry = entries.get(id);
    entries.delete(id);
    // The oldest entry is the oldest that is kept, too.
    if (entry !== keeping[0]) return;
    keeping.shift();
    bytes -= entry?.kept?.bytes ?? 0;
  };

  const findEntry = (id: string): Entry | undefined =>
    entries.get(id) ?? [...entries.values()].findLast((entry) => entry.completionId === id);

  return {
    opened(request) {
      const entry = newEntry(request, clock);
      entries.set(request.id, entry);
      keep(entry);
      for (const oldest of entries.keys()) {
        if (entries.size <= bound()) break;
        forget(oldest);
      }
      tell(entry);
      return writerOf(entry, clock, () => tell(entry));
    },
    list(filter) {
      const found: RequestSummary[] = [];
      for (const entry of [...entries.values()].reverse()) {
        if (found.length >= filter.limit) break;
        if (matches(entry, filter)) found.push(summaryOf(entry));
      }
      return found;
    },
    find(id) {
      const entry = findEntry(id);
      return entry && detailOf(entry);
    },
    async findEnded(id, waitMs) {
      const entry = findEntry(id);
      if (entry?.outcome === "open" && waitMs > 0) await ended(entry, clock, waitMs);
      return entry && detailOf(entry);
    },
    clear() {
      entries.clear();
      keeping.length = 0;
      bytes = 0;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function newEntry(request: OpenedRequest, clock: Clock): Entry {
  const { id, method, path, session = null, headers } = request;
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
    model: null,
    delivery: "at_once",
    status: null,
    error: null,
    outcome: "open",
    truncated: false,
    promptTokens: null,
    plannedTokens: null,
    client: headers?.get("user-agent") ?? null,
    kept: keepRequest(request),
    departures: createDepartures(),
    actions: [],
    faults: [],
    onEnd: new Set(),
  };
}

function writerOf(entry: Entry, clock: Clock, tell: () => void): RequestObserver {
  const end = (outcome: Outcome) => {
    if (entry.outcome !== "open") return;
    entry.outcome = outcome;
    for (const wake of entry.onEnd) wake();
    tell();
  };
  return {
    asked({ dialect, model, body }) {
      entry.dialect = dialect;
      entry.model = model || null;
      if (entry.kept) entry.kept.body = body;
    },
    settled(settings) {
      if (entry.kept) entry.kept.settings = settings;
    },
    planned({ model, usage, truncated }, completionId, delivery) {
      entry.model = model;
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
      entry.error = error ?? null;
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
      entry.actions.push({
        at_ms: clock.now() - entry.startedAt,
        action,
        at_token: tokensSent(entry),
      });
      tell();
    },
  };
}

function ended(entry: Entry, clock: Clock, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clock.cancel(alarm);
      entry.onEnd.delete(done);
      resolve();
    };
    const alarm = clock.wakeAt(clock.now() + waitMs, done);
    entry.onEnd.add(done);
  });
}

function matches(entry: Entry, filter: RequestFilter): boolean {
  return (filter.model === undefined || entry.model === filter.model) &&
    (filter.outcome === undefined || entry.outcome === filter.outcome) &&
    (filter.status === undefined || entry.status === filter.status) &&
    (filter.path === undefined || entry.path === filter.path);
}
