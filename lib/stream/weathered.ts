/** The frames of a stream in its weather, and what of them is left when a hand ends the stream or makes something go wrong. */

import type { Frame } from "./frame.ts";
import type { HandFault } from "./hand_fault.ts";
import { composed, type HandHazard, type Voice, type Weather } from "./hazard.ts";
import type { StreamSource } from "./stream_job.ts";

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
      // Once more the same way, to see how many frames of the plan had been asked for when so many had left. Not through the
      // layout, which may have asked for more, as a burst does of which a hand let a part leave.
      const gone = faulty(source, faults);
      take(gone.frames, sent);
      const begun = gone.pulled();
      // The same again of those, with the end in place of the rest, now: what was laid out before it is laid out alike.
      const spliced = function* (): Iterable<Frame> {
        yield* faulty(source, faults, begun).frames;
        for (const frame of source.endedAfter(begun, atMs)) yield { ...frame, at: atMs };
      };
      return framesAfter(layout(dueBy(atMs, spliced())), sent, atMs);
    },
  };
}

/** As `weathered`, and more may go wrong by hand: each time it is one fault more in the weather. */
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
  for (let taken = 0; taken < most; taken++) {
    if (iterator.next().done) return;
  }
}

/** The frames behind the first `sent`, and of the heartbeats those that are due after `atMs`. */
export function* framesAfter(
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
  return frame.kind === "data" && frame.silentUntil !== undefined;
}

function* dueBy(atMs: number, frames: Iterable<Frame>): Iterable<Frame> {
  for (const frame of frames) yield frame.at > atMs ? { ...frame, at: atMs } : frame;
}
