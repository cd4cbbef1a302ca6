/** `cut_at`, `cut`: the end that no protocol expects. */

import type { Settings } from "../../config/settings.ts";
import type { DataFrame, Frame } from "../frame.ts";
import type { Hazard } from "../hazard.ts";
import type { FaultMaker } from "../forecast.ts";
import type { Framing } from "../framing.ts";
import { lastEvent } from "./last_event.ts";
import { type Befall, fromPlace, type Reached } from "./place.ts";

type Cut = NonNullable<Settings["cut"]>;

/** Breaks the connection where nothing else is said, half-way where no place is. */
export const cut: FaultMaker = ({ settings, plan, framing, delivery }) => {
  const { cut: asked, cut_at } = settings;
  if (asked === undefined && cut_at === undefined) return undefined;
  const how = asked ?? "drop";
  if (delivery !== "stream") return () => cutWhole(how);
  const kind = cut_at === undefined ? "cut" : "cut_at";
  const placed = { kind, place: cut_at ?? "50%", tokens: plan.usage.completionTokens };
  return () => fromPlace(placed, cutOff(how, framing));
};

/** Ends the stream at the place, in one of the ways. */
export function cutOff(how: Cut, framing: Framing): Befall {
  return (reached) => endOf(how, reached, framing);
}

function* endOf(how: Cut, { rest, at, note }: Reached, framing: Framing): Iterable<Frame> {
  switch (how) {
    case "drop":
    case "close":
      yield note(at);
      return yield { kind: how === "drop" ? "break" : "close", at };
    case "half_event":
      return yield* endsInEvent(firstData(rest), note, framing);
    case "half_character":
      return yield* endsInCharacter(rest, note, framing);
  }
}

function firstData(frames: Iterable<Frame>): DataFrame | undefined {
  for (const frame of frames) if (frame.kind === "data") return frame;
  return undefined;
}

function* endsInEvent(
  frame: DataFrame | undefined,
  note: Reached["note"],
  framing: Framing,
): Iterable<Frame> {
  if (!frame) return;
  const { at, data } = frame;
  yield note(at);
  yield {
    ...frame,
    data: typeof data === "string" ? halfEvent(data, framing) : halfOf(data),
    tokens: 0,
  };
  yield { kind: "close", at };
}

function halfEvent(text: string, framing: Framing): string {
  const { before, payload } = lastEvent(text, framing);
  return before + payload.slice(0, Math.ceil(payload.length / 2));
}

/** In the first character of several bytes; where all that follows is ASCII, inside the next event. */
function* endsInCharacter(
  rest: Iterable<Frame>,
  note: Reached["note"],
  framing: Framing,
): Iterable<Frame> {
  const held: Frame[] = [];
  for (const frame of rest) {
    const bytes = frame.kind === "data" ? bytesOf(frame) : undefined;
    if (frame.kind === "data" && bytes && inCharacter(bytes) > 0) {
      yield* held;
      yield note(frame.at);
      yield { ...frame, data: bytes.subarray(0, inCharacter(bytes)), tokens: 0 };
      return yield { kind: "close", at: frame.at };
    }
    held.push(frame);
  }
  yield* endsInEvent(firstData(held), note, framing);
}

/** The place behind the first byte of the first character that has several; 0 where there is none. */
function inCharacter(bytes: Uint8Array): number {
  return bytes.findIndex((byte) => byte >= 0x80) + 1;
}

function halfOf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, Math.floor(bytes.length / 2));
}

const encoder = new TextEncoder();

function bytesOf({ data }: DataFrame): Uint8Array {
  return typeof data === "string" ? encoder.encode(data) : data;
}

/** Of an answer that is not streamed half the body leaves. */
function cutWhole(how: Cut): Hazard {
  return function* (frames) {
    for (const frame of frames) {
      if (frame.kind !== "data") {
        yield frame;
        continue;
      }
      const { at } = frame;
      const bytes = bytesOf(frame);
      const inside = how === "half_character" ? inCharacter(bytes) : 0;
      const data = inside > 0 ? bytes.subarray(0, inside) : halfOf(bytes);
      yield { kind: "note", at, fault: { kind: "cut", place: null } };
      yield { ...frame, data, tokens: 0 };
      return yield { kind: how === "drop" ? "break" : "close", at };
    }
  };
}
