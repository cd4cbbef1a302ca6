/**
 * What left, and when, as rows of plain numbers: of a thousand streams at once, growing lists of numbers that the garbage
 * collector walks and copies cost a quarter of all our own work an event.
 */

/** One frame's leaving, in milliseconds after the request. */
export interface Departure {
  readonly dueMs: number;
  readonly leftMs: number;
  /** Completion tokens that it carried. */
  readonly tokens: number;
}

/** Who is told of departures as they come, where their rows do not say all of them. */
export interface DeparturesWatcher {
  /** They take so many more bytes. */
  grew?(bytes: number): void;
  /** One comes that will have no row of its own, and whose row is as before until this returns. */
  merges?(tokens: number, dueMs: number, leftMs: number): void;
}

/** Departures of one stream, in their order. */
export interface Departures {
  add(tokens: number, dueMs: number, leftMs: number): void;
  watch(watcher: DeparturesWatcher): void;
  /** Goes through the rows from one on, counted from 0; gives how many there are. */
  visit(from: number, row: (tokens: number, dueMs: number, leftMs: number) => void): number;
  /** All tokens so far. */
  tokens(): number;
  /** How many have no row of their own: the last row has their tokens, and the times of the last of them. */
  leftOut(): number;
  last(): Departure | undefined;
  /** The first and the last that carried tokens. */
  firstToken(): Departure | undefined;
  lastToken(): Departure | undefined;
  all(): readonly Departure[];
  /** The longest that one with tokens waited after it was due, or after `sinceMs`, before which nothing could leave. */
  longestWaitMs(sinceMs: number): number;
}

const COLUMNS = 3;
const FIRST_ROWS = 32;
const MOST_NEW_ROWS = 1024;

/** So many are kept each: five minutes of 30 tokens/s. Those that follow are kept as one, so that no request fills the memory. */
export const MOST_ROWS = 10_000;

/** What has no departures shares it. */
const NO_CELLS = new Float64Array(0);

/** No departures yet. */
export function createDepartures(): Departures {
  const watchers: DeparturesWatcher[] = [];
  let cells = NO_CELLS;
  let end = 0;
  let sum = 0;
  let leftOut = 0;

  const grow = () => {
    const rows = cells.length / COLUMNS;
    const more = Math.min(MOST_NEW_ROWS, Math.max(FIRST_ROWS, rows), MOST_ROWS - rows);
    const larger = new Float64Array((rows + more) * COLUMNS);
    larger.set(cells);
    const bytes = larger.byteLength - cells.byteLength;
    cells = larger;
    for (const watcher of watchers) watcher.grew?.(bytes);
  };
  const at = (start: number): Departure => ({
    dueMs: cells[start] ?? 0,
    leftMs: cells[start + 1] ?? 0,
    tokens: cells[start + 2] ?? 0,
  });

  /** The first from `start` on, in steps of so many cells, that carried tokens. */
  const seek = (start: number, step: number): Departure | undefined => {
    for (let i = start; i >= 0 && i < end; i += step) if (cells[i + 2] !== 0) return at(i);
    return undefined;
  };

  return {
    add(tokens, dueMs, leftMs) {
      sum += tokens;
      if (end === MOST_ROWS * COLUMNS) {
        for (const watcher of watchers) watcher.merges?.(tokens, dueMs, leftMs);
        leftOut++;
        end -= COLUMNS;
        tokens += cells[end + 2] ?? 0;
      } else if (end === cells.length) grow();
      cells[end] = dueMs;
      cells[end + 1] = leftMs;
      cells[end + 2] = tokens;
      end += COLUMNS;
    },
    watch: (watcher) => void watchers.push(watcher),
    visit(from, row) {
      for (let i = from * COLUMNS; i < end; i += COLUMNS) {
        row(cells[i + 2] ?? 0, cells[i] ?? 0, cells[i + 1] ?? 0);
      }
      return end / COLUMNS;
    },
    tokens: () => sum,
    leftOut: () => leftOut,
    last: () => end === 0 ? undefined : at(end - COLUMNS),
    firstToken: () => seek(0, COLUMNS),
    lastToken: () => seek(end - COLUMNS, -COLUMNS),
    longestWaitMs(sinceMs) {
      let longest = 0;
      for (let i = 0; i < end; i += COLUMNS) {
        const waited = (cells[i + 1] ?? 0) - Math.max(sinceMs, cells[i] ?? 0);
        if (cells[i + 2] !== 0 && waited > longest) longest = waited;
      }
      return longest;
    },
    all: () => Array.from({ length: end / COLUMNS }, (_, row) => at(row * COLUMNS)),
  };
}

/** What has left of an answer that is no stream. */
export const NO_DEPARTURES: Departures = createDepartures();
