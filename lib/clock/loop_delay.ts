/** How late the event loop is: how long after its moment the clock's timer rang, over the last seconds. */

/** Times in milliseconds; zeros where the clock has not rung of late, since nobody waited for it. */
export interface LoopDelay {
  /** Of the last time that it rang. */
  readonly last: number;
  /** Half of the times it was no later. */
  readonly p50: number;
  /** And 99 times of 100. */
  readonly p99: number;
  /** The worst. */
  readonly max: number;
}

/** Notes delays, and says what the last of them were. Moments are on the clock. */
export interface LoopDelays {
  note(moment: number, delayMs: number): void;
  since(now: number): LoopDelay;
  /** The last one alone, which costs nothing; 0 where it is too long ago. */
  last(now: number): number;
}

/** So long a delay is remembered, and so many of them: a clock that rings every 2 ms fills it in 8 s. */
const REMEMBERED_MS = 10_000;
const MOST = 4096;

/** What is said where there is nothing to say. */
export const NO_DELAY: LoopDelay = { last: 0, p50: 0, p99: 0, max: 0 };

/** Nothing noted yet. */
export function loopDelays(): LoopDelays {
  const moments = new Float64Array(MOST).fill(-Infinity);
  const delays = new Float64Array(MOST);
  let noted = 0;

  const last = (now: number) => {
    const at = (noted + MOST - 1) % MOST;
    return now - (moments[at] ?? -Infinity) <= REMEMBERED_MS ? delays[at] ?? 0 : 0;
  };

  return {
    last,
    note(moment, delayMs) {
      const at = noted++ % MOST;
      moments[at] = moment;
      delays[at] = Math.max(0, delayMs);
    },
    since(now) {
      const recent = delays.filter((_, i) => now - (moments[i] ?? -Infinity) <= REMEMBERED_MS);
      if (recent.length === 0) return NO_DELAY;
      const sorted = recent.sort();
      const at = (quantile: number) => sorted[Math.round(quantile * (sorted.length - 1))] ?? 0;
      return { last: last(now), p50: at(0.5), p99: at(0.99), max: at(1) };
    },
  };
}
