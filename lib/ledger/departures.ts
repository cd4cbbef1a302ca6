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

/** Departures of one stream, in their order. */
export interface Departures {
  add(tokens: number, dueMs: number, leftMs: number): void;
  /** All tokens so far. */
  tokens(): number;
  last(): Departure | undefined;
  /** The first and the last that carried tokens. */
  firstToken(): Departure | undefined;
  lastToken(): Departure | undefined;
  all(): readonly Departure[];
}

const COLUMNS = 3;
const FIRST_ROWS = 32;

/** No departures yet. */
export function createDepartures(): Departures {
  let cells = new Float64Array(0);
  let end = 0;
  let sum = 0;

  const grow = () => {
    const larger = new Float64Array(Math.max(FIRST_ROWS * COLUMNS, cells.length * 2));
    larger.set(cells);
    cells = larger;
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
      if (end === cells.length) grow();
      sum += tokens;
      cells[end] = dueMs;
      cells[end + 1] = leftMs;
      cells[end + 2] = tokens;
      end += COLUMNS;
    },
    tokens: () => sum,
    last: () => end === 0 ? undefined : at(end - COLUMNS),
    firstToken: () => seek(0, COLUMNS),
    lastToken: () => seek(end - COLUMNS, -COLUMNS),
    all: () => Array.from({ length: end / COLUMNS }, (_, row) => at(row * COLUMNS)),
  };
}
