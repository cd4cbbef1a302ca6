/** The entries of the ledger, within bounds: the oldest go first, and what they said goes before they do. */

import type { Entry } from "./entry.ts";
import { forgetAnswer } from "./kept_answer.ts";

/** How much is remembered. */
export interface LedgerBounds {
  readonly entries: () => number;
  /** Of what requests said and were answered: headers and bodies. Answers have at most half of it. */
  readonly saidBytes: () => number;
  /** Of all else: names, errors and times. */
  readonly figureBytes: () => number;
}

/** Entries by id. */
export interface Entries {
  add(entry: Entry): void;
  /** By request id or completion id. */
  find(id: string): Entry | undefined;
  newestFirst(): Iterable<Entry>;
  /** More is known of an entry, which takes so many more bytes. One that has been forgotten counts no more. */
  grew(entry: Entry, bytes: number): void;
  /** As `grew`, for what it said. */
  said(entry: Entry, bytes: number): void;
  /** As `grew`, for what it was answered. */
  wrote(entry: Entry, bytes: number): void;
  /** Forgets all, or those of a session. How many they were. */
  clear(session?: string): number;
}

/** No entries yet. */
export function createEntries(bounds: LedgerBounds): Entries {
  const entries = new Map<string, Entry>();
  /** Entries whose requests are kept whole, the oldest first. */
  const saying = new Set<Entry>();
  let saidBytes = 0;
  /** Entries whose answers are kept, the oldest first. */
  const answering = new Set<Entry>();
  let answerBytes = 0;
  let figureBytes = 0;

  const dropAnswer = (entry: Entry) => {
    if (!entry.answer) return;
    if (answering.delete(entry)) answerBytes -= entry.answer.taken;
    forgetAnswer(entry.answer);
    entry.answer = undefined;
  };

  const forgetSaid = (entry: Entry) => {
    if (saying.delete(entry)) saidBytes -= entry.kept?.bytes ?? 0;
    entry.kept = undefined;
  };

  const forget = (entry: Entry) => {
    entries.delete(entry.id);
    figureBytes -= entry.bytes;
    forgetSaid(entry);
    dropAnswer(entry);
  };

  const trimContents = () => {
    if (saidBytes + answerBytes <= bounds.saidBytes() / 2) return;
    for (const oldest of answering) {
      if (answerBytes <= bounds.saidBytes() / 2) break;
      dropAnswer(oldest);
    }
    for (const oldest of saying) {
      if (saidBytes + answerBytes <= bounds.saidBytes()) return;
      forgetSaid(oldest);
    }
  };

  const isFull = () => entries.size > bounds.entries() || figureBytes > bounds.figureBytes();

  /**
   * One iterator for good: a new one would pass the places of all that were forgotten, until the map tidies up. It ends with an empty
   * map alone, and that is never full.
   */
  const oldest = entries.values();

  const trim = () => {
    while (isFull()) {
      const { value, done } = oldest.next();
      if (done) return;
      forget(value);
    }
  };

  const grew = (entry: Entry, bytes: number) => {
    if (entries.get(entry.id) !== entry) return;
    entry.bytes += bytes;
    figureBytes += bytes;
    trim();
  };

  const said = (entry: Entry, bytes: number) => {
    if (!entry.kept || entries.get(entry.id) !== entry) return;
    saying.add(entry);
    entry.kept.bytes += bytes;
    saidBytes += bytes;
    trimContents();
  };

  const wrote = (entry: Entry, bytes: number) => {
    if (!entry.answer || entries.get(entry.id) !== entry) return;
    answering.add(entry);
    answerBytes += bytes;
    trimContents();
  };

  return {
    add(entry) {
      entries.set(entry.id, entry);
      figureBytes += entry.bytes;
      trim();
    },
    find: (id) =>
      entries.get(id) ?? [...entries.values()].findLast((entry) => entry.completionId === id),
    newestFirst: () => [...entries.values()].reverse(),
    grew,
    said,
    wrote,
    clear(session) {
      const before = entries.size;
      // Streams under way go on, and have entries that nobody finds; what they said is freed at once.
      for (const entry of entries.values()) {
        if (session === undefined || entry.session === session) forget(entry);
      }
      return before - entries.size;
    },
  };
}
