/** The real clock: one deadline queue with one timer serves every stream. */

import { printError } from "../platform/console.ts";
import { type Alarm, alarmQueue } from "./alarm_queue.ts";
import type { Clock } from "./clock.ts";
import { loopDelays } from "./loop_delay.ts";
import { nextTurn } from "./next_turn.ts";

/**
 * How late Deno's `setTimeout` fires on an idle machine; measured 0.2 to 1.2 ms. Timers are armed this much early, for whole
 * milliseconds: of others Deno cuts off the rest, which made lone alarms ring up to 0.9 ms early.
 */
const TIMER_LATENESS_MS = 1;

/**
 * The queue is looked at no more often than this, and what is due within half of it is done now. In a prototype that
 * sent constant bytes to 1,000 streams of 50 tokens/s, an event then cost 12.3 µs of CPU instead of 14.0, and the median one
 * left 0.8 ms from its time instead of 1.1; twice this cost the same and was later.
 */
const TICK_MS = 2;
const EARLIEST_MS = TICK_MS / 2;

/**
 * So many alarms ring at once; then sockets get their turn, since nothing is written while the queue is worked off. With
 * 2,000 streams of 50 tokens/s, which fill a core, the median event left 19 ms late instead of 30, and the 99th of 100 first
 * tokens 130 ms late instead of 320.
 */
const MOST_AT_ONCE = 320;

/** The real clock. Its timer runs only while somebody waits, so that a process with no streams can end. */
export function systemClock(): Clock {
  const queue = alarmQueue();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let armedFor = Infinity;
  let expected = Infinity;
  let notBefore = -Infinity;
  const delays = loopDelays();

  const arm = () => {
    const next = queue.next();
    if (next === undefined || next >= armedFor) return;
    clearTimeout(timer);
    armedFor = next;
    const moment = Math.max(next, notBefore);
    expected = Math.max(moment, performance.now());
    const wait = Math.round(moment - performance.now() - TIMER_LATENESS_MS);
    timer = setTimeout(ring, Math.max(0, wait));
  };

  const ring = () => {
    armedFor = -Infinity; // Nobody sets a timer from here on to the end of the last ring of a full queue.
    const now = performance.now();
    delays.note(now, now - expected);
    notBefore = now + TICK_MS;
    const due = queue.takeDue(now + EARLIEST_MS, MOST_AT_ONCE);
    for (const alarm of due) {
      const { wake } = alarm;
      alarm.wake = undefined;
      if (wake) isolate(wake);
    }
    if (due.length === MOST_AT_ONCE) {
      expected = performance.now();
      return void nextTurn().then(ring);
    }
    armedFor = Infinity;
    arm();
  };

  return {
    now: () => performance.now(),
    unixMs: () => Date.now(),
    wakeAt(deadline, wake) {
      const alarm: Alarm = { deadline, wake };
      queue.add(alarm);
      arm();
      return alarm;
    },
    cancel: queue.cancel,
    loopDelayMs: () => delays.last(performance.now()),
    loopDelay: () => delays.since(performance.now()),
  };
}

/** One stream's failure must not keep the others of the same tick from their turn. */
function isolate(wake: () => void): void {
  try {
    wake();
  } catch (error) {
    printError(error);
  }
}
