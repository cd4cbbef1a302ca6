/** What goes wrong with a stream on purpose: pure functions from frames to frames. */

import type { Frame } from "./frame.ts";
import type { HandFault } from "./hand_fault.ts";
import type { StreamSource } from "./stream_job.ts";
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

/** None. */
export const CLEAR: Weather = { faults: () => clearSky, layout: clearSky };

/** Frames that can be made again, the same each time. */
export interface FrameSource {
  /** From the first on, by a new writer, which is given too. */
  frames(): Voice & { readonly frames: Iterable<Frame> };
  /** What is left when the stream is ended by hand at `atMs`, after `sent` of them. */
  endedAfter(sent: number, atMs: number): Iterable<Frame>;
}

/** The frames of a source in its weather. */
export function weathered(
  source: FrameSource,
  { faults, layout }: Weather,
): Omit<StreamSource, "befall"> {
  return {
    frames: layout(faulty(source, faults).frames),
    endedAfter(sent, atMs) {
      // Once more the same way, to see how many frames of the plan had been asked for when so many had left.
      const gone = faulty(source, faults);
      take(layout(gone.frames), sent);
      const begun = gone.pulled();
      // The same again of those, with the end in place of the rest, now: what was laid out before it is laid out alike.
      const spliced = function* (): Iterable<Frame> {
        yield* faulty(source, faults, begun).frames;
        for (const frame of source.endedAfter(begun, atMs)) yield { ...frame, at: atMs };
      };
      return following(layout(dueBy(atMs, spliced())), sent, atMs);
    },
  };
}

/** What goes wrong by hand with a stream of which so many frames have left, heartbeats apart, at a time of its own. */
export type HandHazard = (voice: Voice, sent: number, atMs: number) => Hazard;

/** The same, with which more may go wrong by hand: each time it is one fault more in its weather. */
export function inHand(
  source: FrameSource,
  weather: Weather,
  byHand: (fault: HandFault) => HandHazard,
): Required<StreamSource> {
  return {
    ...weathered(source, weather),
    befall(fault, sent, atMs) {
      const hazard = byHand(fault);
      const faults = (voice: Voice) => composed([weather.faults(voice), hazard(voice, sent, atMs)]);
      return inHand(source, { ...weather, faults }, byHand);
    },
  };
}

/** The frames of a source, or the first `most` of them, with their faults; and how many have been asked for. */
function faulty({ frames }: FrameSource, faults: Weather["faults"], most = Infinity) {
  const made = frames();
  let pulled = 0;
  const counted = function* (): Iterable<Frame> {
    if (pulled >= most) return;
    for (const frame of made.frames) {
      pulled++;
      yield frame;
      if (pulled >= most) return;
    }
  };
  return { frames: faults(made)(counted()), pulled: () => pulled };
}

function take(frames: Iterable<Frame>, most: number): void {
  const iterator = frames[Symbol.iterator]();
  for (let taken = 0; taken < most;) {
    const { value, done } = iterator.next();
    if (done) return;
    if (!isHeartbeat(value)) taken++;
  }
}

/** The frames behind the first `sent`, and of the heartbeats those that are due after `atMs`. */
export function* following(
  frames: Iterable<Frame>,
  sent: number,
  atMs: number,
): Iterable<Frame> {
  let seen = 0;
  for (const frame of frames) {
    if (isHeartbeat(frame) ? frame.at > atMs : seen++ >= sent) yield frame;
  }
}

function isHeartbeat(frame: Frame): boolean {
  return frame.kind === "data" && frame.unseen === true;
}

function* dueBy(atMs: number, frames: Iterable<Frame>): Iterable<Frame> {
  for (const frame of frames) yield frame.at > atMs ? { ...frame, at: atMs } : frame;
}
