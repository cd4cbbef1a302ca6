/** `error_at`, `error`, `error_then`: an error after the 200, in the words of the wire. */

import { dataEvent, type Framing, jsonLine } from "../framing.ts";
import type { DataFrame } from "../frame.ts";
import type { FaultMaker } from "../forecast.ts";
import type { StreamWriter } from "../writer.ts";
import { fromPlace } from "./place.ts";

/** A `server_error` where no other is asked for; the stream ends behind it where nothing else is. */
export const streamError: FaultMaker = ({ settings, plan, framing, delivery, error, envelope }) => {
  const { error_at: place, error_then = "close" } = settings;
  if (place === undefined || delivery !== "stream") return undefined;
  const { completionTokens: tokens } = plan.usage;
  return ({ writer, anew }) =>
    fromPlace({ kind: "error_at", place, tokens }, function* ({ rest, at, said, note }) {
      yield note(at);
      const told = error();
      // Before anything is said, who words the stream has worded already what now is not to come.
      const texts = (said > 0 ? writer : begun(anew())).error?.(told) ??
        [eventOf(framing, JSON.stringify(envelope(told)))];
      yield* texts.map((data): DataFrame => ({ kind: "data", at, data, tokens: 0 }));
      if (error_then === "go_on") return yield* rest;
      yield { kind: "close", at: error_then === "hang" ? Infinity : at };
    });
};

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
