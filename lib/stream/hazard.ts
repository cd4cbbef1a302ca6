/** What goes wrong with a stream on purpose: pure functions from frames to frames. */

import type { Frame } from "./frame.ts";
import type { StreamWriter } from "./writer.ts";

/**
 * Bends frames: holds back, cuts, spoils, repeats, breaks off. It goes through what it is given once, in order, and no further ahead
 * than it must. What it draws by chance it draws from a generator that it begins anew each time, so that it does the same again.
 */
export type Hazard = (frames: Iterable<Frame>) => Iterable<Frame>;

/** A clear sky: the frames themselves. */
export const clearSky: Hazard = (frames) => frames;

/** Several as one: what the first gives, the second bends. */
export function composed(hazards: readonly Hazard[]): Hazard {
  return hazards.length === 0
    ? clearSky
    : (frames) => hazards.reduce((bent, hazard) => hazard(bent), frames);
}

/** Who words a stream. */
export interface Voice {
  /** Has worded the frames that have been asked for. */
  readonly writer: StreamWriter;
  /** Makes one that has worded nothing yet. */
  anew(): StreamWriter;
}

/** What bends one stream. */
export interface Weather {
  /** What happens to what is said, and when; `voice` words what this wire needs words for. Nothing of it befalls an end by hand. */
  faults(voice: Voice): Hazard;
  /** How the bytes of all that are laid out and written, an end by hand included: each frame stays one, in its order. */
  readonly layout: Hazard;
}

/** No weather at all. */
export const CLEAR: Weather = { faults: () => clearSky, layout: clearSky };

/** What goes wrong by hand with a stream of which so many frames have left, heartbeats apart, at a time of its own. */
export type HandHazard = (voice: Voice, sent: number, atMs: number) => Hazard;
