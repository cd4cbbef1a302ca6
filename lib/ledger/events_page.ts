/** The events of an answer as they were written, some at a time. */

import type { Entry } from "./entry.ts";
import { eventCount } from "./kept_answer.ts";
import { notesBefore, readEvents } from "./written_events.ts";

/** One event as it was written, or several that always leave together. */
export interface SentEvent {
  /** Counted from 0. */
  readonly index: number;
  /** When it left, in milliseconds after the request, and after the one before it. */
  readonly at_ms: number;
  readonly gap_ms: number | null;
  readonly bytes: number;
  /** As UTF-8; what is none of it is U+FFFD. */
  readonly text: string;
  /** What happened between the one before and this, and what is unusual about it. */
  readonly notes: readonly string[];
}

/** Some events of an answer, as `GET /requests/{id}/events` tells them. */
export interface EventsPage {
  readonly object: "list";
  /** How many there are. */
  readonly total: number;
  readonly data: readonly SentEvent[];
  /** What happened after the last of all; absent while more may come, and where more follows. */
  readonly end?: {
    readonly outcome: string;
    readonly at_ms: number | null;
    readonly notes: readonly string[];
  };
}

/** Which events. */
export interface EventRange {
  readonly from: number;
  readonly limit: number;
}

/** So many bytes are told at once, at least one event, so that no other stream waits for it. */
const MOST_BYTES = 1024 * 1024;

/** Some of its events; none where they are not kept. */
export function eventsPage(
  { answer, kept, outcome, proof }: Entry,
  { from, limit }: EventRange,
): EventsPage {
  const total = answer ? eventCount(answer) : 0;
  const isSse = kept?.answerHeaders?.get("content-type")?.startsWith("text/event-stream") === true;
  const decoder = new TextDecoder();
  const [first] = answer && from > 0 ? readEvents(answer, from - 1, 1, 1) : [];
  const written = answer ? readEvents(answer, from, limit, MOST_BYTES) : [];
  let before = first && { leftMs: first.leftMs, text: decoder.decode(first.bytes) };
  const data = written.map(({ leftMs, bytes }, i): SentEvent => {
    const text = decoder.decode(bytes);
    const notes = [
      ...answer ? notesBefore(answer, from + i) : [],
      ...isSse ? grammarNotes(text, before?.text ?? "") : [],
    ];
    const gapMs = before ? leftMs - before.leftMs : null;
    before = { leftMs, text };
    return { index: from + i, at_ms: leftMs, gap_ms: gapMs, bytes: bytes.length, text, notes };
  });
  const isLast = from + data.length >= total && outcome !== "open";
  return {
    object: "list",
    total,
    data,
    ...isLast
      ? { end: { outcome, at_ms: proof.endedMs, notes: answer ? notesBefore(answer, total) : [] } }
      : {},
  };
}

/** What a reader of event streams makes of it. */
function grammarNotes(text: string, before: string): readonly string[] {
  const notes: string[] = [];
  if (before !== "" && !endsEvent(before)) notes.push("goes on");
  if (!endsEvent(text)) notes.push("no whole event");
  else if (/^:/.test(text) && !/^(?:data|event)/m.test(text)) notes.push("comment");
  return notes;
}

function endsEvent(text: string): boolean {
  return /(?:\n\n|\r\n\r\n|\r\r)$/.test(text);
}
