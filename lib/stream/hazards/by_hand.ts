/** `POST /streams/{id}` with `error`, `cut`, `stall`, `malformed`: what the settings of these names do, where the stream is. */

import type { Frame } from "../frame.ts";
import { endsStream, type HandFault } from "../hand_fault.ts";
import type { HandHazard, Hazard, Voice } from "../hazard.ts";
import type { Forecast } from "../forecast.ts";
import { cutOff } from "./cut.ts";
import { toldError } from "./error.ts";
import { spoilsNext } from "./malformed.ts";
import { type Befall, rejoined } from "./place.ts";
import { silence } from "./stall.ts";

/** What a hazard by hand has to know of the answer. */
export type Known = Pick<Forecast, "framing" | "error" | "envelope">;

/** Makes a hazard of what a hand asks for. */
export function byHand(fault: HandFault, known: Known): HandHazard {
  return (voice, sent, atMs) => {
    const befall = befallOf(fault, known, voice);
    // What is the last of a stream leaves at once; what goes on goes on when it is due.
    const due = endsStream(fault) ? () => atMs : (at: number) => Math.max(at, atMs);
    return fromHere(
      `${fault.action}_at`,
      sent,
      atMs,
      (reached) => befall({ ...reached, rest: dueAt(due, reached.rest) }),
    );
  };
}

function befallOf(fault: HandFault, known: Known, voice: Voice): Befall {
  switch (fault.action) {
    case "error":
      return toldError({ name: fault.error, then: fault.error_then }, known, voice);
    case "cut":
      return cutOff(fault.cut ?? "drop", known.framing);
    case "stall":
      return silence(fault.stall_ms ?? Infinity);
    case "malformed":
      return spoilsNext(fault.malformed ?? "half_json", known.framing);
  }
}

/** Lets the frames be that have left, and those that any answer begins with. */
function fromHere(kind: string, sent: number, atMs: number, befall: Befall): Hazard {
  return function* (frames) {
    const source = frames[Symbol.iterator]();
    let hasBegun = false;
    let said = 0;
    const note = (at: number): Frame => {
      return { kind: "note", at, fault: { kind, place: said, note: "by hand" } };
    };
    for (let passed = 0; passed < sent || !hasBegun; passed++) {
      const next = source.next();
      if (next.done) return;
      const frame = next.value;
      const hasLeft = passed < sent;
      if (!hasLeft && !isOpening(frame)) {
        return yield* befall({ rest: rejoined(frame, source), at: atMs, hasBegun, note });
      }
      yield hasLeft ? frame : { ...frame, at: Math.min(frame.at, atMs) };
      if (frame.kind !== "data") continue;
      said += frame.tokens;
      hasBegun ||= !isOpening(frame);
    }
    return yield* befall({ rest: rejoined(undefined, source), at: atMs, hasBegun, note });
  };
}

function isOpening(frame: Frame): boolean {
  return frame.kind === "data" ? frame.part === "begin" : frame.kind === "head";
}

function* dueAt(due: (at: number) => number, frames: Iterable<Frame>): Iterable<Frame> {
  for (const frame of frames) yield { ...frame, at: due(frame.at) };
}
