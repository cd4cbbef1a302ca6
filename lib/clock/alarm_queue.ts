/** Alarms in the order of their deadlines: a heap of short stretches of time, since one of ten thousand alarms is slow. */

import { BinaryHeap } from "@std/data-structures/binary-heap";

/** A wake-up that has been asked for. */
export interface Alarm {
  /** When it rings, on `now()`'s scale. */
  readonly deadline: number;
  /** What it calls; nothing once it has rung or was taken back. */
  wake: (() => void) | undefined;
}

/** Who waits. Deadlines are in milliseconds. */
export interface AlarmQueue {
  add(alarm: Alarm): void;
  /** When the first is due, or earlier where that one was taken back; `undefined` when nobody waits. */
  next(): number | undefined;
  /** Takes out up to `most` that are due by `until`, the earliest first. */
  takeDue(until: number, most: number): readonly Alarm[];
  /** Makes sure that it never rings, even where it has been taken out already. */
  cancel(alarm: Alarm): void;
}

/** How long a stretch is, in milliseconds. */
const STRETCH_MS = 2;

/** Cancelled alarms are swept out once there are this many, and they are the majority. */
const SWEEP_AT = 1024;

/** Those that are due within one stretch, in no order. */
interface Stretch {
  readonly index: number;
  soonest: number;
  alarms: Alarm[];
}

/** A queue in which nobody waits. */
export function alarmQueue(): AlarmQueue {
  let heap = new BinaryHeap<Stretch>(byIndex);
  let byStretch = new Map<number, Stretch>();
  let size = 0;
  let cancelled = 0;

  const add = (alarm: Alarm) => {
    size++;
    const index = Math.floor(alarm.deadline / STRETCH_MS);
    const stretch = byStretch.get(index);
    if (stretch) {
      stretch.alarms.push(alarm);
      stretch.soonest = Math.min(stretch.soonest, alarm.deadline);
      return;
    }
    const begun = { index, soonest: alarm.deadline, alarms: [alarm] };
    byStretch.set(index, begun);
    heap.push(begun);
  };

  const sweep = () => {
    const waiting = [...byStretch.values()].flatMap(({ alarms }) => alarms);
    heap = new BinaryHeap<Stretch>(byIndex);
    byStretch = new Map();
    size = cancelled = 0;
    for (const alarm of waiting) if (alarm.wake) add(alarm);
  };

  return {
    add,
    next: () => heap.peek()?.soonest,
    takeDue(until, most) {
      const taken: Alarm[] = [];
      for (let first = heap.peek(); first && first.soonest <= until; first = heap.peek()) {
        const waiting = first.alarms.filter(({ wake }) => wake).sort(byDeadline);
        const notDue = waiting.findIndex(({ deadline }) => deadline > until);
        const end = Math.min(notDue < 0 ? waiting.length : notDue, most - taken.length);
        const due = waiting.slice(0, end);
        const left = waiting.slice(end);
        cancelled -= first.alarms.length - waiting.length;
        size -= first.alarms.length - left.length;
        taken.push(...due);
        first.alarms = left;
        first.soonest = left[0]?.deadline ?? Infinity;
        if (left.length > 0) break;
        heap.pop();
        byStretch.delete(first.index);
      }
      return taken;
    },
    cancel(alarm) {
      if (!alarm.wake) return;
      alarm.wake = undefined;
      cancelled++;
      if (cancelled >= SWEEP_AT && cancelled * 2 >= size) sweep();
    },
  };
}

function byIndex(a: Stretch, b: Stretch): number {
  return a.index - b.index;
}

function byDeadline(a: Alarm, b: Alarm): number {
  return a.deadline - b.deadline;
}
