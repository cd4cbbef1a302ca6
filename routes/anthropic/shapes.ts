/** The ways in which services word a message wrong (docs/wire.md §10). */

import type { Shapes } from "../../lib/dialect/dialect.ts";
import { asItIs, eachEvent, finishes, streamed } from "../../lib/dialect/shapes.ts";
import { isRecord } from "../../lib/is_record.ts";
import {
  before,
  changed,
  type EventChange,
  joinPieces,
  type JsonObject,
  typeOf,
  type WireEvent,
  withData,
  withObject,
  without,
} from "../../lib/stream/events.ts";
import type { MessagesBody } from "./body.ts";
import { NOT_STOPPED } from "./message_json.ts";
import { finalUsageJson } from "./usage.ts";

/** What messages have words for. What of a prompt was cached never counts as its input here. */
export const messageShapes: Shapes<MessagesBody> = {
  finish: finishes("stop", "length", "content_filter", "tool_calls", "none"),
  ending: {
    no_finish: streamed(() => (events, { kind }) =>
      kind === "end" ? events.filter((event) => !isEnd(event)) : events
    ),
    twice: streamed(() => (events, { kind }) =>
      kind === "end" ? [...events, ...events.filter(isEnd)] : events
    ),
  },
  usage: {
    last: eachEvent((event) => withStartUsage(event, { input_tokens: 0, output_tokens: 0 })),
    every: {
      writer: (writer, answer) =>
        changed(
          writer,
          answer.plan.usage,
          (events, { kind }, said) =>
            kind === "delta" ? [...events, endless(finalUsageJson(answer, said))] : events,
        ),
    },
    early: streamed(() => (events) =>
      events.flatMap((event) => {
        if (typeOf(event) !== "message_delta") return [event];
        return [
          withData(event, (data) => ({ ...data, delta: NOT_STOPPED })),
          withUsage(event, undefined),
        ];
      })
    ),
    empty: {
      ...eachEvent((event) => withUsage(withStartUsage(event, {}), {})),
      whole: (json) => isRecord(json) ? { ...json, usage: {} } : json,
    },
    none: {
      ...eachEvent((event) => withUsage(withStartUsage(event, undefined), undefined)),
      whole: (json) => isRecord(json) ? without(json, "usage") : json,
    },
    exclusive_cache: asItIs,
  },
  tool_deltas: { whole: streamed(wholeCalls), invalid_arguments: asItIs, missing_keys: asItIs },
  chunks: {
    no_id: eachEvent((event) => withMessage(event, (message) => without(message, "id"))),
    empty_id: eachEvent((event) => withMessage(event, (message) => ({ ...message, id: "" }))),
    no_ping: streamed(() => (events) => events.filter((event) => typeOf(event) !== "ping")),
    unknown_event: streamed(() =>
      before((event) => typeOf(event) === "content_block_start", UNKNOWN)
    ),
    unnamed: eachEvent(({ data }) => ({ data })),
  },
};

/** An event of a type that is yet to be thought of. */
const UNKNOWN: WireEvent = { name: "mock_unknown", data: { type: "mock_unknown" } };

function isEnd(event: WireEvent): boolean {
  return typeOf(event) === "message_delta" || typeOf(event) === "message_stop";
}

function replacingUsage(data: JsonObject, usage: object | undefined): JsonObject {
  return usage ? { ...data, usage } : without(data, "usage");
}

/** The usage of the message that begins. */
function withStartUsage(event: WireEvent, usage: object | undefined): WireEvent {
  return withMessage(event, (message) => replacingUsage(message, usage));
}

/** The usage at the end. */
function withUsage(event: WireEvent, usage: object | undefined): WireEvent {
  return typeOf(event) === "message_delta"
    ? withData(event, (data) => replacingUsage(data, usage))
    : event;
}

function withMessage(event: WireEvent, change: (message: JsonObject) => JsonObject): WireEvent {
  return withObject(event, "message", change);
}

/** The end's event without an end, for what has been said so far. */
function endless(usage: object): WireEvent {
  return { name: "message_delta", data: { type: "message_delta", delta: NOT_STOPPED, usage } };
}

/** A call's input in one piece, before its block ends. */
function wholeCalls(): EventChange {
  return joinPieces({
    isPiece: (event) => pieceIn(event) !== undefined,
    join: (before, piece) =>
      withObject(before, "delta", (delta) => ({
        ...delta,
        partial_json: `${delta.partial_json}${pieceIn(piece)}`,
      })),
    ends: (event) => typeOf(event) === "content_block_stop",
  });
}

function pieceIn({ data }: WireEvent): string | undefined {
  if (typeof data === "string" || !isRecord(data.delta)) return undefined;
  const { partial_json: piece } = data.delta;
  return typeof piece === "string" ? piece : undefined;
}
