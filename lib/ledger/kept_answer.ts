/**
 * What was written of an answer, as far as it is kept: the very arrays of bytes that left, several events each, and for each event
 * two plain numbers. So no event costs an object, and nothing is copied, which costs more than to hold what there is.
 */

import { textBytes } from "../bytes_of.ts";

/** What is kept of one answer: plain data, to be changed by the functions of this file alone. */
export interface KeptAnswer {
  /** It takes no more bytes than so many. */
  readonly mostBytes: number;
  /** Is told of the bytes that it takes. */
  readonly grew: (bytes: number) => void;
  /** About how many those are by now. */
  taken: number;
  /** An answer that left at once; then there are no events. */
  whole: { readonly text: string; readonly leftMs: number } | undefined;
  /** Bytes of events that were made to leave together, and which of all events is the first in each. */
  parts: Uint8Array[];
  firsts: number[];
  /** Of each event when it left, in milliseconds after the request, and where its bytes end among all. */
  rows: Float64Array;
  events: number;
  /** Whether what follows is counted alone. */
  isFull: boolean;
  /** What has left behind the events that are kept. */
  readonly leftOut: { events: number; bytes: number };
  /** What happened beside, and how many events had left then. */
  notes: { readonly before: number; readonly what: string }[];
}

/** Numbers of a row. */
const COLUMNS = 2;
const FIRST_CELLS = 32 * COLUMNS;

/** About what an array of bytes takes beside its bytes. */
const ARRAY_BYTES = 200;

/** About what a note takes, and how many there may be. */
const NOTE_BYTES = 100;
const MOST_NOTES = 1000;

/** The longest event that is told of a whole answer, in UTF-16 units. */
const LONGEST_PIECE = 256 * 1024;

const encoder = new TextEncoder();

/** What has no events shares it. */
const NO_ROWS = new Float64Array(0);

/** An answer of which nothing is written yet; of all that is written, the first `mostBytes` are kept. */
export function keepAnswer(mostBytes: number, grew: (bytes: number) => void): KeptAnswer {
  return {
    mostBytes,
    grew,
    taken: 0,
    whole: undefined,
    parts: [],
    firsts: [],
    rows: NO_ROWS,
    events: 0,
    isFull: false,
    leftOut: { events: 0, bytes: 0 },
    notes: [],
  };
}

/** The bytes of the events that leave next; what has not left of those before never will. */
export function noteMade(answer: KeptAnswer, made: Uint8Array): void {
  const bytes = made.byteLength + ARRAY_BYTES;
  if (!hasRoom(answer, bytes)) return;
  answer.parts.push(made);
  answer.firsts.push(answer.events);
  take(answer, bytes);
}

/** The next event left, of so many bytes, in milliseconds after the request. */
export function noteLeft(answer: KeptAnswer, length: number, leftMs: number): void {
  const at = answer.events * COLUMNS;
  if (!answer.isFull && at === answer.rows.length) addRows(answer);
  if (answer.isFull) {
    answer.leftOut.events++;
    answer.leftOut.bytes += length;
    return;
  }
  answer.rows[at] = leftMs;
  answer.rows[at + 1] = endOf(answer, answer.events) + length;
  answer.events++;
}

/** All of an answer that left at once. */
export function noteWhole(answer: KeptAnswer, text: string, leftMs: number): void {
  const bytes = textBytes(text);
  if (answer.taken + bytes <= answer.mostBytes) {
    answer.whole = { text, leftMs };
    return take(answer, bytes);
  }
  // Bytes are less than a text, and of a text that is too long no part holds on to all of it.
  for (let i = 0; i < pieceCount(text); i++) {
    const encoded = encoder.encode(pieceAt(text, i));
    noteMade(answer, encoded);
    noteLeft(answer, encoded.length, leftMs);
  }
}

/** Something happened between the events that have left and those that will. */
export function noteBetween(answer: KeptAnswer, what: string): void {
  if (answer.notes.length >= MOST_NOTES) return;
  answer.notes.push({ before: eventCount(answer), what });
  take(answer, NOTE_BYTES);
}

/** Lets go of all, for good. */
export function forgetAnswer(answer: KeptAnswer): void {
  answer.isFull = true;
  answer.whole = undefined;
  answer.parts = [];
  answer.firsts = [];
  answer.rows = NO_ROWS;
  answer.notes = [];
  answer.events = answer.taken = 0;
}

/** How many events are kept, the first ones. */
export function eventCount({ whole, events }: KeptAnswer): number {
  return whole ? pieceCount(whole.text) : events;
}

/** Where the bytes of the first so many events end. */
export function endOf({ rows }: KeptAnswer, events: number): number {
  return events === 0 ? 0 : rows[events * COLUMNS - 1] ?? 0;
}

/** When an event left. */
export function leftMsOf({ rows }: KeptAnswer, index: number): number {
  return rows[index * COLUMNS] ?? 0;
}

/** How many events a whole answer is told in. */
function pieceCount(text: string): number {
  return Math.max(1, Math.ceil(text.length / LONGEST_PIECE));
}

/** One of them, which divides no character. */
export function pieceAt(text: string, index: number): string {
  return text.slice(pieceStart(text, index), pieceStart(text, index + 1));
}

function pieceStart(text: string, index: number): number {
  const at = index * LONGEST_PIECE;
  return at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff ? at - 1 : at;
}

/** Whether there is room for so many bytes more; once there is none, nothing more is kept. */
function hasRoom(answer: KeptAnswer, bytes: number): boolean {
  if (answer.taken + bytes > answer.mostBytes) answer.isFull = true;
  return !answer.isFull;
}

function addRows(answer: KeptAnswer): void {
  const { rows } = answer;
  const larger = Math.max(FIRST_CELLS, 2 * rows.length);
  const bytes = (larger - rows.length) * rows.BYTES_PER_ELEMENT;
  if (!hasRoom(answer, bytes)) return;
  answer.rows = new Float64Array(larger);
  answer.rows.set(rows);
  take(answer, bytes);
}

function take(answer: KeptAnswer, bytes: number): void {
  answer.taken += bytes;
  answer.grew(bytes);
}
