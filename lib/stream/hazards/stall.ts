/** `stall_at`, `stall_ms`: silence. */

import type { Frame } from "../frame.ts";
import type { Hazard } from "../hazard.ts";
import type { FaultMaker } from "../forecast.ts";
import { type Befall, fromPlace } from "./place.ts";

/** Without end where no time is said, half-way where no place is. */
export const stall: FaultMaker = ({ settings, plan, delivery }) => {
  const { stall_at, stall_ms } = settings;
  if (stall_at === undefined && stall_ms === undefined) return undefined;
  const ms = stall_ms ?? Infinity;
  if (delivery !== "stream") return () => wholeLate(ms);
  const place = stall_at ?? "50%";
  const kind = stall_at === undefined ? "stall_ms" : "stall_at";
  const { completionTokens: tokens } = plan.usage;
  return () => fromPlace({ kind, place, tokens }, silence(ms));
};

/** Says nothing at the place for so long. */
export function silence(ms: number): Befall {
  return function* ({ rest, at, note }) {
    yield note(at);
    yield* later(rest, ms);
  };
}

/** An answer that is not streamed comes late, its head too. */
function wholeLate(ms: number): Hazard {
  return function* (frames) {
    yield { kind: "note", at: 0, fault: { kind: "stall_ms", place: null } };
    yield* later(frames, ms);
  };
}

function* later(frames: Iterable<Frame>, ms: number): Iterable<Frame> {
  for (const frame of frames) yield { ...frame, at: frame.at + ms };
}
