/** What a writer says, event by event as values: for what changes the words of a protocol and not its grammar. */

import { isRecord } from "../is_record.ts";
import { tokensOf, type Usage } from "../plan/plan.ts";
import type { DeltaStep } from "../plan/steps.ts";
import { dataEvent, namedEvent } from "./framing.ts";
import type { StreamWriter } from "./writer.ts";

/** An object as JSON has it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** One server-sent event: its name, where it has one, and its data, where that is an object. */
export interface WireEvent {
  readonly name?: string;
  /** As a text where it is no object, as `[DONE]`. */
  readonly data: JsonObject | string;
}

/** What the events that a writer has just given tell of. */
export type Moment =
  | { readonly kind: "begin" }
  | { readonly kind: "delta"; readonly step: DeltaStep }
  | { readonly kind: "end" };

/** Changes the events of one moment. `said` counts what has been said by then, these events included. */
export type EventChange = (
  events: readonly WireEvent[],
  moment: Moment,
  said: Usage,
) => readonly WireEvent[];

/** A writer whose events are changed; `planned` counts all that it will say. Each is a text of its own then; those of one moment leave together all the same. */
export function changed(
  writer: StreamWriter,
  planned: Usage,
  change: EventChange,
): StreamWriter {
  let said: Usage = { ...planned, completionTokens: 0, reasoningTokens: 0 };
  const apply = (texts: readonly string[], moment: Moment): readonly string[] =>
    change(texts.flatMap(eventsIn), moment, said).map(textOf);
  return {
    ...writer,
    begin: () => apply(writer.begin?.() ?? [], { kind: "begin" }),
    delta(step) {
      const tokens = tokensOf(step.delta);
      said = {
        ...said,
        completionTokens: said.completionTokens + tokens,
        reasoningTokens: said.reasoningTokens + (step.delta.kind === "reasoning" ? tokens : 0),
      };
      return apply(writer.delta(step), { kind: "delta", step });
    },
    end(ends, usage) {
      said = usage;
      return apply(writer.end(ends, usage), { kind: "end" });
    },
  };
}

/** Puts an event before the first that is `wanted`. */
export function before(wanted: (event: WireEvent) => boolean, extra: WireEvent): EventChange {
  let isThere = false;
  return (events) =>
    events.flatMap((event) => {
      if (isThere || !wanted(event)) return [event];
      isThere = true;
      return [extra, event];
    });
}

/** Joins those events that are pieces into one, which comes before the first event that `ends` them. */
export function joinPieces(
  { isPiece, join, ends }: {
    isPiece(event: WireEvent): boolean;
    join(before: WireEvent, piece: WireEvent): WireEvent;
    ends(event: WireEvent): boolean;
  },
): EventChange {
  let joined: WireEvent | undefined;
  return (events) =>
    events.flatMap((event) => {
      if (isPiece(event)) {
        joined = joined ? join(joined, event) : event;
        return [];
      }
      if (!joined || !ends(event)) return [event];
      const whole = joined;
      joined = undefined;
      return [whole, event];
    });
}

/** An event with something done to its data, where that is an object. */
export function withData(event: WireEvent, change: (data: JsonObject) => JsonObject): WireEvent {
  return typeof event.data === "string" ? event : { ...event, data: change(event.data) };
}

/** An event with something done to the object under a key of its data, where there is one. */
export function withObject(
  event: WireEvent,
  key: string,
  change: (object: JsonObject) => JsonObject,
): WireEvent {
  return withData(event, (data) => {
    const object = data[key];
    return isRecord(object) ? { ...data, [key]: change(object) } : data;
  });
}

/** The type that an event's data names. */
export function typeOf({ data }: WireEvent): unknown {
  return typeof data === "string" ? undefined : data.type;
}

/** An object without one of its keys. */
export function without(object: JsonObject, key: string): JsonObject {
  const { [key]: _, ...rest } = object;
  return rest;
}

function eventsIn(text: string): readonly WireEvent[] {
  return text.split(/(?<=\n\n)/).flatMap((event) => {
    const [, name, data] = /^(?:event: (.*)\n)?data: (.*)\n\n$/.exec(event) ?? [];
    if (data === undefined) return [];
    const value = data.startsWith("{") ? JSON.parse(data) : data;
    return [{ ...(name === undefined ? {} : { name }), data: isRecord(value) ? value : data }];
  });
}

function textOf({ name, data }: WireEvent): string {
  const json = typeof data === "string" ? data : JSON.stringify(data);
  return name === undefined ? dataEvent(json) : namedEvent(name, json);
}
