/** `head`: when the response's head leaves. What would leave before it leaves with it. */

import type { Settings } from "../../config/settings.ts";
import type { Frame } from "../frame.ts";
import type { Hazard } from "../hazard.ts";
import type { FaultMaker } from "../forecast.ts";

/** `never` and `reset` are no streams: such requests are held or broken before there is one. */
export const head: FaultMaker = ({ settings, delivery }) => {
  const { head: asked } = settings;
  switch (asked) {
    case undefined:
    case "never":
    case "reset":
      return undefined;
    case "at_once":
      return delivery === "stream" ? undefined : () => headAt(0);
    case "with_first_token":
      return delivery === "stream" ? () => headWithFirst : undefined;
    default:
      return () => headAt(asked);
  }
};

/** Whether the head of a stream waits for a frame that says when it leaves. */
export function holdsHead({ head: asked }: Settings): boolean {
  return asked === "with_first_token" || typeof asked === "number";
}

function headAt(ms: number): Hazard {
  return function* (frames) {
    if (ms > 0) yield { kind: "note", at: 0, fault: { kind: "head", place: ms } };
    yield { kind: "head", at: ms };
    for (const frame of frames) {
      if (frame.kind !== "head") yield frame.at < ms ? { ...frame, at: ms } : frame;
    }
  };
}

function* headWithFirst(frames: Iterable<Frame>): Iterable<Frame> {
  const early: Frame[] = [];
  let hasLeft = false;
  const leave = function* (at: number): Iterable<Frame> {
    hasLeft = true;
    yield { kind: "head", at };
    for (const frame of early) yield { ...frame, at };
  };
  for (const frame of frames) {
    if (hasLeft) yield frame;
    else if (frame.kind === "data" && frame.part === "begin") early.push(frame);
    else {
      yield* leave(frame.at);
      yield frame;
    }
  }
  if (!hasLeft) yield* leave(early.at(-1)?.at ?? 0);
}
