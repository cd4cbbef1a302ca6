/** `error_at`, `error`, `error_then`: an error after the 200, in the words of the wire. */

import type { Settings } from "../../config/settings.ts";
import type { DataFrame } from "../frame.ts";
import type { FaultMaker, Forecast } from "../forecast.ts";
import { dataEvent, type Framing, jsonLine } from "../framing.ts";
import type { Voice } from "../hazard.ts";
import type { StreamWriter } from "../writer.ts";
import { type Befall, fromPlace } from "./place.ts";

/** A `server_error` where no other is asked for; the stream ends behind it where nothing else is. */
export const streamError: FaultMaker = (forecast) => {
  const { settings: { error_at: place, error, error_then }, plan, delivery } = forecast;
  if (place === undefined || delivery !== "stream") return undefined;
  const { completionTokens: tokens } = plan.usage;
  const how = { name: error, then: error_then };
  return (voice) => fromPlace({ kind: "error_at", place, tokens }, toldError(how, forecast, voice));
};

/** Which error, and what follows it. */
interface ErrorKind {
  readonly name: Settings["error"];
  readonly then: Settings["error_then"];
}

/** Tells the error at the place. */
export function toldError(
  { name = "server_error", then = "close" }: ErrorKind,
  { framing, error, envelope }: Pick<Forecast, "framing" | "error" | "envelope">,
  { writer, anew }: Voice,
): Befall {
  return function* ({ rest, at, hasBegun, note }) {
    yield note(at);
    const told = error(name);
    // Before anything is said, who words the stream has worded already what now is not to come.
    const texts = (hasBegun ? writer : begun(anew())).error?.(told) ??
      [eventOf(framing, JSON.stringify(envelope(told)))];
    yield* texts.map((data): DataFrame => ({ kind: "data", at, data, tokens: 0 }));
    if (then === "go_on") return yield* rest;
    yield { kind: "close", at: then === "hang" ? Infinity : at };
  };
}

function begun(writer: StreamWriter): StreamWriter {
  writer.begin?.();
  return writer;
}

/** What a wire says that has no words of its own for this: the service's envelope as an event. */
function eventOf(framing: Framing, json: string): string {
  switch (framing) {
    case "sse":
      return dataEvent(json);
    case "ndjson":
      return jsonLine(json);
    case "json_array":
      return `,\n${json}`;
  }
}
