/** The ways in which services word a response wrong (docs/wire.md §10). */

import type { Shape, Shapes } from "../../../lib/dialect/dialect.ts";
import { asItIs, eachEvent, finishes, streamed } from "../../../lib/dialect/shapes.ts";
import { isRecord } from "../../../lib/is_record.ts";
import {
  before,
  type EventChange,
  joinPieces,
  type JsonObject,
  typeOf,
  type WireEvent,
  withData,
  withObject,
  without,
} from "../../../lib/stream/events.ts";

/** What responses have words for. They tell usage with their end in any case. */
export const responseShapes: Shapes<unknown> = {
  finish: finishes("stop", "length", "content_filter"),
  ending: {
    no_finish: numbered(() => (events) => events.filter((event) => !isEnd(event))),
    twice: numbered(() => (events) => [...events, ...events.filter(isEnd)]),
  },
  usage: {
    last: {},
    empty: usageAs(() => ({})),
    none: usageAs(() => null),
    exclusive_cache: usageAs(withoutCached),
  },
  tool_deltas: { whole: numbered(wholeCalls), invalid_arguments: asItIs, missing_keys: asItIs },
  chunks: {
    no_id: eachEvent((event) => withResponse(event, (response) => without(response, "id"))),
    empty_id: eachEvent((event) => withResponse(event, (response) => ({ ...response, id: "" }))),
    unknown_event: numbered(() =>
      before((event) => typeOf(event) === "response.output_item.added", UNKNOWN)
    ),
    no_sequence: eachEvent((event) => withData(event, (data) => without(data, "sequence_number"))),
    unnamed: eachEvent(({ data }) => ({ data })),
  },
};

/** An event of a type that is yet to be thought of. */
const UNKNOWN: WireEvent = {
  name: "response.mock_unknown",
  data: { type: "response.mock_unknown", sequence_number: 0 },
};

/** Changes which events a stream has; they are numbered anew. */
function numbered(begin: () => EventChange): Shape<unknown> {
  return streamed(() => {
    const change = begin();
    let sequence = 0;
    return (...told) => change(...told).map((event) => withNumber(event, sequence++));
  });
}

function withNumber(event: WireEvent, sequence: number): WireEvent {
  return withData(
    event,
    (data) =>
      Object.hasOwn(data, "sequence_number") ? { ...data, sequence_number: sequence } : data,
  );
}

function isEnd(event: WireEvent): boolean {
  return ["response.completed", "response.incomplete"].some((type) => type === typeOf(event));
}

function withResponse(event: WireEvent, change: (response: JsonObject) => JsonObject): WireEvent {
  return withObject(event, "response", change);
}

/** Usage told in another way, wherever a response tells it. */
function usageAs(change: (usage: JsonObject) => JsonObject | null): Shape<unknown> {
  const inResponse = (response: JsonObject): JsonObject =>
    isRecord(response.usage) ? { ...response, usage: change(response.usage) } : response;
  return {
    ...eachEvent((event) => withResponse(event, inResponse)),
    whole: (json) => isRecord(json) ? inResponse(json) : json,
  };
}

function withoutCached(usage: JsonObject): JsonObject {
  const { input_tokens: input, total_tokens: total, input_tokens_details: details } = usage;
  const cached = isRecord(details) ? Number(details.cached_tokens ?? 0) : 0;
  return { ...usage, input_tokens: Number(input) - cached, total_tokens: Number(total) - cached };
}

/** A call's arguments in one delta, when the last of them is due. */
function wholeCalls(): EventChange {
  return joinPieces({
    isPiece: (event) => /(?:arguments|input)\.delta$/.test(String(typeOf(event))),
    join: joined,
    ends: (event) => /(?:arguments|input)\.done$/.test(String(typeOf(event))),
  });
}

function joined(first: WireEvent, next: WireEvent): WireEvent {
  const more = typeof next.data === "string" ? "" : next.data.delta;
  return withData(first, (data) => ({ ...data, delta: `${data.delta}${more}` }));
}
