/**
 * What was written of an answer, as far as it is kept: the bytes themselves, which were made anyway, and for each event a row of two
 * plain numbers. So no event costs an object of its own.
 */

import { textBytes } from "../bytes_of.ts";
import type { AnswerKeeper } from "./observer.ts";

/** One event, or several that always leave together, as written. */
export interface WrittenEvent {
  /** Milliseconds after the request. */
  readonly leftMs: number;
  readonly bytes: Uint8Array;
}

/** What is kept of one answer. */
export interface KeptAnswer extends AnswerKeeper {
  /** All of an answer that leaves at once: one event, or several where it is very long. */
  whole(text: string, leftMs: number): void;
  /** Something happened between the events that have left and those that will. */
  note(what: string): void;
  /** What happened right before the event at `index`; behind the last one there may be more. */
  notesBefore(index: number): readonly string[];
  /** How much there is. */
  size(): AnswerSize;
  /** Events from the one at `from` on, counted from 0: so many, or fewer once they have `mostBytes` together; at least one. */
  read(from: number, most: number, mostBytes: number): readonly WrittenEvent[];
  /** About how many bytes it takes. */
  readonly taken: number;
  /** Lets go of all, for good. */
  forget(): void;
}

/** How much was written. */
export interface AnswerSize {
  /** Events that are kept, the first ones. */
  readonly events: number;
  /** Of all that was written. */
  readonly bytes: number;
  /** What was written behind those that are kept. */
  readonly leftOut: { readonly events: number; readonly bytes: number };
}

const COLUMNS = 2;
const FIRST_ROWS = 32;

/** About what an array of bytes takes beside its bytes. */
const ARRAY_BYTES = 200;

/** About what a note takes, and how many there may be. */
const NOTE_BYTES = 100;
const MOST_NOTES = 1000;

/** The longest event that is told of a whole answer, in UTF-16 units. */
const LONGEST_PIECE = 256 * 1024;

const encoder = new TextEncoder();
const BEYOND_ASCII = /[\u0080-\uffff]/;

/** What has no rows shares it. */
const NO_CELLS = new Float64Array(0);

/** Nothing yet; of what is written, the first `mostBytes` will be kept. `grew` is told of the bytes that it takes. */
export function keepAnswer(mostBytes: number, grew: (bytes: number) => void): KeptAnswer {
  let parts: (Uint8Array | string)[] = [];
  /** The row of each part's first event. What of a part has not left when the next is made never will. */
  let firstRows: number[] = [];
  let cells = NO_CELLS;
  let end = 0;
  let taken = 0;
  let isFull = false;
  let keptBytes = 0;
  let leftOut = { events: 0, bytes: 0 };
  let notes: { readonly before: number; readonly what: string }[] = [];

  const take = (bytes: number) => {
    taken += bytes;
    grew(bytes);
  };
  const grow = (leastRows = FIRST_ROWS) => {
    const larger = new Float64Array(Math.max(leastRows * COLUMNS, cells.length * 2));
    larger.set(cells);
    const more = larger.byteLength - cells.byteLength;
    cells = larger;
    take(more);
  };
  const add = (part: Uint8Array | string, bytes: number) => {
    if (taken + bytes > mostBytes) isFull = true;
    if (isFull) return;
    parts.push(part);
    firstRows.push(end / COLUMNS);
    take(bytes);
  };
  const left = (length: number, leftMs: number) => {
    if (isFull) {
      leftOut.events++;
      leftOut.bytes += length;
      return;
    }
    if (end === cells.length) grow();
    cells[end] = leftMs;
    cells[end + 1] = length;
    end += COLUMNS;
    keptBytes += length;
  };
  const addPiece = (text: string, leftMs: number) => {
    add(text, textBytes(text));
    // Most answers are whole ones: each has room for its one row, and no array of bytes to be measured by.
    if (!isFull && end === cells.length) grow(1);
    left(BEYOND_ASCII.test(text) ? encoder.encode(text).length : text.length, leftMs);
  };
  const lengthAt = (row: number) => cells[row * COLUMNS + 1] ?? 0;

  return {
    made: (bytes) => add(bytes, bytes.byteLength + ARRAY_BYTES),
    left,
    whole(text, leftMs) {
      if (text.length <= LONGEST_PIECE) return addPiece(text, leftMs);
      for (const piece of pieces(text)) addPiece(piece, leftMs);
    },
    note(what) {
      if (notes.length >= MOST_NOTES) return;
      notes.push({ before: end / COLUMNS, what });
      take(NOTE_BYTES);
    },
    notesBefore: (index) => notes.filter(({ before }) => before === index).map(({ what }) => what),
    size: () => ({ events: end / COLUMNS, bytes: keptBytes + leftOut.bytes, leftOut }),
    read(from, most, mostBytes) {
      const read: WrittenEvent[] = [];
      if (from >= end / COLUMNS) return read;
      let sum = 0;
      let place = placeBefore(firstRows, from);
      let part = bytesOfPart(parts[place]);
      let offset = 0;
      for (let row = firstRows[place] ?? 0; row < from; row++) offset += lengthAt(row);
      for (let row = from; row < end / COLUMNS && read.length < most && sum < mostBytes; row++) {
        if (firstRows[place + 1] !== undefined && row >= (firstRows[place + 1] ?? 0)) {
          place = placeBefore(firstRows, row);
          part = bytesOfPart(parts[place]);
          offset = 0;
        }
        const bytes = part.subarray(offset, offset + lengthAt(row));
        read.push({ leftMs: cells[row * COLUMNS] ?? 0, bytes });
        offset += bytes.length;
        sum += bytes.length;
      }
      return read;
    },
    get taken() {
      return taken;
    },
    forget() {
      isFull = true;
      leftOut = {
        events: leftOut.events + end / COLUMNS,
        bytes: leftOut.bytes + keptBytes,
      };
      parts = [];
      notes = [];
      firstRows = [];
      cells = NO_CELLS;
      end = taken = keptBytes = 0;
    },
  };
}

/** The last part that begins at a row or before it. */
function placeBefore(firstRows: readonly number[], row: number): number {
  let [low, high] = [0, firstRows.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((firstRows[middle] ?? 0) <= row) low = middle;
    else high = middle;
  }
  return low;
}

/** A text in pieces each of which is told in one go, and which divide no character. */
function* pieces(text: string): Iterable<string> {
  for (let from = 0; from < text.length;) {
    const last = from + LONGEST_PIECE - 1;
    const end = (text.codePointAt(last) ?? 0) > 0xffff ? last + 2 : last + 1;
    yield text.slice(from, end);
    from = end;
  }
}

function bytesOfPart(part: Uint8Array | string | undefined): Uint8Array {
  return typeof part === "string" ? encoder.encode(part) : part ?? new Uint8Array(0);
}
