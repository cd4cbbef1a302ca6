/** Every request that came, what was planned for it, what left and when. Bounded: the newest are kept. */

import { bytesOf, textBytes } from "../bytes_of.ts";
import type { Clock } from "../clock/clock.ts";
import { noteAction } from "./actions.ts";
import { createEntries, type Entries } from "./entries.ts";
import {
  detailOf,
  type Entry,
  type Outcome,
  type RequestDetail,
  type RequestSummary,
  summaryOf,
} from "./entry.ts";
import { type Evidence, type EvidenceFilter, evidenceOf } from "./evidence.ts";
import { type EventRange, type EventsPage, eventsPage } from "./events_page.ts";
import { keepAnswer } from "./kept_answer.ts";
import { headerBytes } from "./kept_request.ts";
import { newEntry, shortened } from "./new_entry.ts";
import { createWaits } from "./waits.ts";
import { matches, type RequestFilter } from "./request_filter.ts";
import type { Observer, OpenedRequest, Reader, RequestObserver } from "./observer.ts";

/** The book of requests. */
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

/**
 * An empty ledger that keeps the newest `bound()` requests, what the newest of them said and were answered in about `keptBytes()`
 * bytes, and all else of them in about `figureBytes()`. `onEnded` hears of each that has ended.
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
      const entry = newEntry(request, clock);
      entries.add(entry);
      entries.said(entry, headerBytes(entry.kept));
      tell(entry);
      const ended = () => onEnded(() => summaryOf(entry));
      return writerOf(entry, clock, entries, {
        tell: () => tell(entry),
        ended,
        mostAnswerBytes: () => keptBytes() * LARGEST_SHARE,
      });
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

/** Ten thousand rules may bend one request. */
const MOST_BENDING = 20;

/** A batch of thousands may be wrong thousands of times. */
const MOST_WARNINGS = 20;

/** Of the bytes of what is said and answered, one answer has no more. */
const LARGEST_SHARE = 0.25;

/** About what the headers of an answer take. */
const ANSWER_HEADER_BYTES = 1000;

function writerOf(
  entry: Entry,
  clock: Clock,
  entries: Entries,
  { tell, ended, mostAnswerBytes }: {
    readonly tell: () => void;
    readonly ended: () => void;
    readonly mostAnswerBytes: () => number;
  },
): RequestObserver {
  const { grew, said } = entries;
  const end = (outcome: Outcome, reader?: Reader) => {
    if (entry.outcome !== "open") return;
    entry.outcome = outcome;
    entry.proof.endedMs = clock.now() - entry.startedAt;
    entry.proof.reader = reader ?? null;
    for (const wake of entry.onEnd ?? []) wake();
    tell();
    ended();
  };
  const keeper = () => {
    const most = mostAnswerBytes();
    if (entry.kept && most > 0) {
      entry.answer ??= keepAnswer(most, (bytes) => entries.wrote(entry, bytes));
    }
    return entry.answer;
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
    settled(settings, places) {
      if (!entry.kept) return;
      entry.kept.settings = settings;
      entry.kept.places = places;
    },
    weighed(near, bytes) {
      if (!entry.kept || entry.kept.near) return;
      entry.kept.near = near;
      said(entry, bytes);
    },
    bent(rules) {
      entry.bentBy = rules.slice(0, MOST_BENDING);
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
    read(bodyHash) {
      entry.proof.bodyHash = bodyHash;
    },
    keeper,
    wrote: (text) => keeper()?.whole(text, clock.now() - entry.startedAt),
    answered(status, error, advice, headers) {
      // Who has gone before the head left has seen no status.
      if (entry.outcome !== "open") return;
      entry.status = status;
      entry.error = error === undefined ? null : shortened(error);
      entry.proof.answeredMs = clock.now() - entry.startedAt;
      entry.proof.advice = advice ?? null;
      if (entry.kept && headers) {
        entry.kept.answerHeaders = headers;
        said(entry, ANSWER_HEADER_BYTES);
      }
      grew(entry, textBytes(entry.error ?? "") + textBytes(advice?.code ?? ""));
      if (status >= 400) return end("error");
      if (entry.delivery !== "at_once") return tell();
      end("completed");
    },
    began(departures) {
      entry.departures = departures;
      departures.watch({ grew: (bytes) => grew(entry, bytes) });
    },
    faulted(fault) {
      keeper()?.note(fault.place === null ? fault.kind : `${fault.kind} ${fault.place}`);
      entry.faults.push({ ...fault, at_ms: clock.now() - entry.startedAt });
    },
    ended: (how, reader) => end(how === "completed" && entry.truncated ? "truncated" : how, reader),
    acted(action) {
      noteAction(entry, action, clock, entries);
      tell();
    },
  };
}
