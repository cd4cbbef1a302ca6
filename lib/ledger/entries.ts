/** The entries of the ledger, within bounds: the oldest go first, and what they said goes before they do. */

import type { Entry } from "./entry.ts";

/** How much is remembered. */
export interface LedgerBounds {
  readonly entries: () => number;
  /** Of what requests said: headers and bodies. */
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
  clear(): void;
}

/** None yet. */
export function createEntries(bounds: LedgerBounds): Entries {
  const entries = new Map<string, Entry>();
  /** Those of which it is kept what they said, the oldest first. */
  const saying = new Set<Entry>();
  let saidBytes = 0;
  let figureBytes = 0;

  const forgetSaid = (entry: Entry) => {
    if (saying.delete(entry)) saidBytes -= entry.kept?.bytes ?? 0;
    entry.kept = undefined;
  };

  const trim = () => {
    for (const oldest of entries.values()) {
      if (entries.size <= bounds.entries() && figureBytes <= bounds.figureBytes()) return;
      entries.delete(oldest.id);
      figureBytes -= oldest.bytes;
      forgetSaid(oldest);
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
    for (const oldest of saying) {
      if (saidBytes <= bounds.saidBytes()) return;
      forgetSaid(oldest);
    }
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
    clear() {
      // Streams under way go on, and have entries that nobody finds; what they said is freed at once.
      for (const entry of entries.values()) forgetSaid(entry);
      entries.clear();
      figureBytes = 0;
    },
  };
}
