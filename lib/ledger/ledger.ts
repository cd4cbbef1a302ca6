/** Every request that came, what was planned for it, what left and when. Bounded: the newest are kept. */

import type { Clock } from "../clock/clock.ts";
import { noteAction } from "./actions.ts";
import { createEntries, type LedgerBounds } from "./entries.ts";
import type { Entry } from "./entry.ts";
import { entryWriter, type WriterDeps } from "./entry_writer.ts";
import { type Evidence, type EvidenceFilter, evidenceOf } from "./evidence.ts";
import { type EventRange, type EventsPage, eventsPage } from "./events_page.ts";
import { headBytes } from "./kept_request.ts";
import { newEntry } from "./new_entry.ts";
import type { Observer, OpenedRequest, Reader, RequestObserver } from "./observer.ts";
import { matches, type RequestFilter } from "./request_filter.ts";
import { detailOf, type RequestDetail, type RequestSummary, summaryOf } from "./told_request.ts";
import { createWaits } from "./waits.ts";

/** Of the bytes of what is said and answered, one answer has no more. */
const LARGEST_SHARE = 0.25;

/** The ledger. */
export interface Ledger extends Observer {
  opened(request: OpenedRequest): RequestObserver;
  /** The newest first. */
  list(filter: RequestFilter): readonly RequestSummary[];
  /** By request id or completion id. */
  find(id: string): RequestDetail | undefined;
  /** As `find`, but once the request has ended, `waitMs` have gone by, or `waiter` waits no longer. */
  findEnded(id: string, waitMs: number, waiter?: string): Promise<RequestDetail | undefined>;
  /** Some of the events that were written of a request's answer. */
  events(id: string, range: EventRange): EventsPage | undefined;
  stopWaiting(waiter: string): void;
  /** How many wait. */
  readonly waiting: number;
  /** Writes down what somebody did, though the request may have ended. */
  act(id: string, action: string): RequestDetail | undefined;
  /** What a verdict goes by, the oldest first; `readers` has how those of the streams under way are, by request id. */
  evidence(
    filter: EvidenceFilter,
    readers: ReadonlyMap<string, Reader>,
  ): readonly Evidence[];
  /** Forgets all, or those of a session. How many they were. */
  clear(session?: string): number;
  /** Calls back whenever a request comes, is answered or ends. Gives the way to stop it. */
  subscribe(listener: (summary: RequestSummary) => void): () => void;
}

/** An empty ledger. A bound in bytes that is not given is none. `onEnded` hears of each request that has ended. */
export function createLedger(
  clock: Clock,
  bounds: Pick<LedgerBounds, "entries"> & Partial<LedgerBounds>,
  onEnded: (summary: () => RequestSummary) => void = () => {},
): Ledger {
  const { saidBytes = () => Infinity, figureBytes = () => Infinity } = bounds;
  const entries = createEntries({ entries: bounds.entries, saidBytes, figureBytes });
  const listeners = new Set<(summary: RequestSummary) => void>();
  const waits = createWaits(clock);

  const tell = (entry: Entry) => {
    if (listeners.size === 0) return;
    const summary = summaryOf(entry);
    for (const listener of listeners) listener(summary);
  };

  const writerDeps: WriterDeps = {
    clock,
    entries,
    mostAnswerBytes: () => saidBytes() * LARGEST_SHARE,
    changed: tell,
    ended: (entry) => onEnded(() => summaryOf(entry)),
  };

  return {
    opened(request) {
      const entry = newEntry(request, clock);
      entries.add(entry);
      entries.said(entry, headBytes(entry.kept));
      tell(entry);
      return entryWriter(entry, writerDeps);
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
    events(id, range) {
      const entry = entries.find(id);
      return entry && eventsPage(entry, range);
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
    evidence({ session, ids }, readers) {
      const named = new Set(ids?.map((id) => entries.find(id)));
      return [...entries.newestFirst()].reverse()
        .filter((entry) => ids ? named.has(entry) : entry.session === session)
        .map((entry) => evidenceOf(entry, readers.get(entry.id)));
    },
    clear: entries.clear,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
