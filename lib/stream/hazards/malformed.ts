/** `malformed_at`, `malformed`: one bad event. */

import { joinBytes } from "../join_bytes.ts";
import type { Settings } from "../../config/settings.ts";
import type { DataFrame } from "../frame.ts";
import type { Framing } from "../framing.ts";
import type { FaultMaker } from "../forecast.ts";
import { lastEvent } from "./last_event.ts";
import { type Befall, fromPlace } from "./place.ts";

type Malformed = NonNullable<Settings["malformed"]>;

/** The next event behind the place is spoiled; its JSON cut in half where nothing else is said, half-way where no place is. */
export const malformed: FaultMaker = ({ settings, plan, framing, delivery }) => {
  const { malformed: asked, malformed_at } = settings;
  if ((asked === undefined && malformed_at === undefined) || delivery !== "stream") {
    return undefined;
  }
  const how = asked ?? "half_json";
  const place = malformed_at ?? "50%";
  const kind = malformed_at === undefined ? "malformed" : "malformed_at";
  const { completionTokens: tokens } = plan.usage;
  return () => fromPlace({ kind, place, tokens }, spoilsNext(how, framing));
};

/** Spoils the first event behind the place. */
export function spoilsNext(how: Malformed, framing: Framing): Befall {
  return function* ({ rest, note }) {
    let isSpoiled = false;
    for (const frame of rest) {
      if (isSpoiled || frame.kind !== "data") {
        yield frame;
        continue;
      }
      isSpoiled = true;
      yield note(frame.at);
      yield spoiled(frame, how, framing);
    }
  };
}

/** A frame whose last event is bad. */
function spoiled(frame: DataFrame, how: Malformed, framing: Framing): DataFrame {
  if (typeof frame.data !== "string") return frame;
  const { before, payload: json, after } = lastEvent(frame.data, framing);
  const bad = badly(json, how);
  return {
    ...frame,
    data: typeof bad === "string" ? before + bad + after : joined(before, bad, after),
  };
}

function badly(json: string, how: Malformed): string | Uint8Array {
  switch (how) {
    case "half_json":
      return json.slice(0, Math.ceil(json.length / 2));
    case "not_json":
      return "upstream connect error";
    case "empty_data":
      return "";
    case "wrong_type":
      return `[${json}]`;
    case "bad_utf8":
      return withBadByte(json);
  }
}

/** A byte that UTF-8 has nowhere, in the text that the event tells, where that can be seen, else in its last text. */
function withBadByte(json: string): Uint8Array {
  const at = TOLD.exec(json) ?? /.*:"/s.exec(json);
  const place = at ? at.index + at[0].length : json.length;
  return joined(json.slice(0, place), new Uint8Array([0xff]), json.slice(place));
}

/** Names under which wires have what a delta says. */
const TOLD = /"(?:content|text|delta|arguments|partial_json|thinking|refusal|response)":"/;

const encoder = new TextEncoder();

function joined(before: string, between: Uint8Array, after: string): Uint8Array {
  return joinBytes([encoder.encode(before), between, encoder.encode(after)]);
}
