/** The time that one stream keeps: the shared clock, shifted to its start, scaled by its speed, stopped when paused. */

import type { Clock } from "./clock.ts";

/** How a stream's time goes from some moment on. */
export interface StreamPlace {
  /** How far it is then. */
  readonly positionMs: number;
  /** Milliseconds of its own in one of real time; 0 while it stands. */
  readonly rate: number;
}

/** A stream's own time. Positions are milliseconds of its plan; moments are on the shared clock. */
export interface StreamClock {
  /** How far the stream is. */
  position(): number;
  /** The moment at which `position` is reached; `Infinity` while paused and not there yet. */
  momentOf(position: number): number;
  /** How fast its time goes where nothing slows it; 1 is real time. */
  readonly speed: number;
  readonly paused: boolean;
  place(): StreamPlace;
  pause(): void;
  resume(): void;
  setSpeed(speed: number): void;
  /** Makes its time go slower than `speed` by a factor, of 1 or more. */
  setSlowdown(factor: number): void;
  /** Moves on to `position` at once; does nothing if it is past it. */
  skipTo(position: number): void;
}

/** Of so many changes it is remembered what was due before them. */
const MOST_REMEMBERED = 64;

/** A stretch of time between two changes: `from` was reached at the moment `since`, and all after it at `rate`. */
interface Stretch {
  readonly from: number;
  readonly since: number;
  readonly rate: number;
}

/** A stream clock that is at position 0 at the moment `start` and runs at `speed`. */
export function streamClock(clock: Clock, start: number, speed: number): StreamClock {
  // Position `from` is, or was, reached at the moment `since`; all later ones follow from there.
  let from = 0;
  let since = start;
  let told = speed;
  let slowdown = 1;
  let rate = speed;
  let paused = false;
  const past: Stretch[] = [];

  const position = () => paused ? from : from + (clock.now() - since) * rate;
  const settle = (at: number) => {
    past.push({ from, since, rate: paused ? Infinity : rate });
    if (past.length > MOST_REMEMBERED) past.shift();
    from = at;
    since = clock.now();
  };
  const setRate = () => {
    settle(position());
    rate = told / slowdown;
  };

  /** When a position was reached that the last change was not before. */
  const pastMomentOf = (target: number): number => {
    let until = since;
    for (let i = past.length - 1; i >= 0; i--) {
      const stretch = past[i];
      if (!stretch) break;
      if (target > stretch.from || i === 0) {
        return Math.min(until, stretch.since + (target - stretch.from) / stretch.rate);
      }
      until = stretch.since;
    }
    return since + (target - from) / rate;
  };

  return {
    position,
    momentOf(target) {
      if (target <= from && past.length > 0) return pastMomentOf(target);
      if (paused) return target <= from ? since : Infinity;
      return since + (target - from) / rate;
    },
    get speed() {
      return told;
    },
    get paused() {
      return paused;
    },
    place: () => ({ positionMs: position(), rate: paused ? 0 : rate }),
    pause() {
      settle(position());
      paused = true;
    },
    resume() {
      if (!paused) return;
      settle(from);
      paused = false;
    },
    setSpeed(next) {
      told = next;
      setRate();
    },
    setSlowdown(factor) {
      if (factor === slowdown) return;
      slowdown = factor;
      setRate();
    },
    skipTo(target) {
      if (target > position()) settle(target);
    },
  };
}
