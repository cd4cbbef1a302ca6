/** Places in a stream: after so many tokens, after a share of them, or inside the first call's arguments. */

import type { Place } from "../../config/place.ts";
import type { Frame } from "../frame.ts";
import type { Hazard } from "../hazard.ts";

/** A fault that has its place in a stream. */
export interface PlacedFault {
  /** The setting that asks for it. */
  readonly kind: string;
  readonly place: Place;
  /** Completion tokens of the whole plan, of which a share is meant. */
  readonly tokens: number;
}

/** A stream that has come to the place. */
export interface Reached {
  readonly rest: Iterable<Frame>;
  /** When what is before the place left, in milliseconds of the plan. */
  readonly at: number;
  /** Whether anything has been said: no writer has then worded what now is not to come. */
  readonly hasBegun: boolean;
  /** Writes the fault down at a time. */
  note(at: number): Frame;
}

/** Makes something else of what comes behind a place. */
export type Befall = (reached: Reached) => Iterable<Frame>;

/**
 * Lets a stream be until it reaches a place, and then gives what `befall` makes of the rest. A place that a stream never reaches is
 * written down, and has no effect.
 */
export function fromPlace(
  { kind, place, tokens }: PlacedFault,
  befall: Befall,
): Hazard {
  const count = countOf(place, tokens);
  const note = (at: number): Frame => ({ kind: "note", at, fault: { kind, place } });
  return function* (frames) {
    const source = frames[Symbol.iterator]();
    let said = 0;
    let at = 0;
    for (let next = source.next(); !next.done; next = source.next()) {
      const frame = next.value;
      // Before the first token is before the first frame that tells of any.
      if (count === 0 && frame.kind === "data" && frame.part !== "begin") {
        return yield* befall({ rest: rejoined(frame, source), at, hasBegun: false, note });
      }
      yield frame;
      at = frame.at;
      if (frame.kind !== "data" || frame.part === "begin" || frame.part === "end") continue;
      said += frame.tokens;
      if (count === undefined ? frame.part === "arguments" : said >= count) {
        return yield* befall({ rest: rejoined(undefined, source), at, hasBegun: true, note });
      }
    }
    yield { kind: "note", at, fault: { kind, place, note: NEVER } };
  };
}

const NEVER = "no effect: the stream ended before it came there";

/** After how many tokens; nothing of a place that is no count. */
function countOf(place: Place, tokens: number): number | undefined {
  if (typeof place === "number") return place;
  return place === "arguments" ? undefined : Math.round(Number.parseFloat(place) / 100 * tokens);
}

/** A frame that was taken from an iterator, where there was one, and what the iterator still gives. */
export function* rejoined(first: Frame | undefined, rest: Iterator<Frame>): Iterable<Frame> {
  if (first) yield first;
  for (let next = rest.next(); !next.done; next = rest.next()) yield next.value;
}
