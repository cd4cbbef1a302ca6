/** The time that one stream keeps: the shared clock, shifted to its start, scaled by its speed, stopped when paused. */

import type { Clock } from "./clock.ts";

/** A stream's own time. Positions are milliseconds of its plan; moments are on the shared clock. */
export interface StreamClock {
  /** How far the stream is. */
  position(): number;
  /** The moment at which `position` is reached; `Infinity` while paused and not there yet. */
  momentOf(position: number): number;
  /** How fast its time goes; 1 is real time. */
  readonly speed: number;
  readonly paused: boolean;
  pause(): void;
  resume(): void;
  setSpeed(speed: number): void;
  /** Moves on to `position` at once; does nothing if it is past it. */
  skipTo(position: number): void;
}

/** A stream clock that is at position 0 at the moment `start` and runs at `speed`. */
export function streamClock(clock: Clock, start: number, speed: number): StreamClock {
  // Position `from` is, or was, reached at the moment `since`; all later ones follow from there.
  let from = 0;
  let since = start;
  let rate = speed;
  let paused = false;

  const position = () => paused ? from : from + (clock.now() - since) * rate;
  const settle = (at: number) => {
    from = at;
    since = clock.now();
  };

  return {
    position,
    momentOf(target) {
      if (paused) return target <= from ? since : Infinity;
      return since + (target - from) / rate;
    },
    get speed() {
      return rate;
    },
    get paused() {
      return paused;
    },
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
      settle(position());
      rate = next;
    },
    skipTo(target) {
      if (target > position()) settle(target);
    },
  };
}
