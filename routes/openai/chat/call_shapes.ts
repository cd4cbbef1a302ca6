/** The ways in which services and models get the calls of a chat completion wrong (docs/wire.md §10). */

import type { Shape, Shapes } from "../../../lib/dialect/dialect.ts";
import { asItIs, streamed } from "../../../lib/dialect/shapes.ts";
import { isRecord } from "../../../lib/is_record.ts";
import { interleaveCalls } from "../../../lib/plan/interleave_calls.ts";
import type { Plan } from "../../../lib/plan/plan.ts";
import { changed, type JsonObject, type WireEvent, without } from "../../../lib/stream/events.ts";
import { choicesIn, withDeltas } from "../chunk_events.ts";

/** What may be wrong with calls. */
export const callShapes: NonNullable<Shapes<unknown>["tool_deltas"]> = {
  whole: wholeCalls(),
  no_index: eachCall(() => (call) => without(call, "index")),
  index_0: eachCall(() => (call) => ({ ...call, index: 0 })),
  id_in_all: eachCall(headsRepeated),
  interleaved: { plan: interleaveCalls },
  null_arguments: eachCall(() => (call) => withNull(call)),
  empty_id: {
    ...eachCall(() => withoutId),
    whole: (json) =>
      isRecord(json) ? { ...json, choices: choicesIn({ data: json }).map(withoutIds) } : json,
  },
  invalid_arguments: asItIs,
  missing_keys: asItIs,
};

/** Changes each part of a call; `begin` begins anew for each choice. */
function eachCall(begin: () => (call: JsonObject) => JsonObject): Shape<unknown> {
  return streamed(() => {
    const changes = new Map<unknown, (call: JsonObject) => JsonObject>();
    return (events) =>
      events.map((event) => {
        const [choice] = choicesIn(event);
        if (!choice || callsIn(choice).length === 0) return event;
        const change = changes.get(choice.index) ?? begin();
        changes.set(choice.index, change);
        return withCalls(event, (calls) => calls.map(change));
      });
  });
}

function callsIn({ delta }: JsonObject): readonly JsonObject[] {
  return isRecord(delta) && Array.isArray(delta.tool_calls)
    ? delta.tool_calls.filter(isRecord)
    : [];
}

function withCalls(
  event: WireEvent,
  change: (calls: readonly JsonObject[]) => readonly JsonObject[],
): WireEvent {
  return withDeltas(event, (delta) => ({ ...delta, tool_calls: change(callsIn({ delta })) }));
}

/** What a call is given, in parts: under its kind, and there under the name that its kind has for it. */
const GIVEN = [["function", "arguments"], ["custom", "input"]] as const;

function withGiven(call: JsonObject, change: (given: unknown) => unknown): JsonObject {
  const entries = GIVEN.flatMap(([kind, name]) => {
    const inner = call[kind];
    return isRecord(inner) ? [[kind, { ...inner, [name]: change(inner[name]) }]] : [];
  });
  return { ...call, ...Object.fromEntries(entries) };
}

function givenTo(call: JsonObject): string {
  const texts = GIVEN.map(([kind, name]) => {
    const inner = call[kind];
    return isRecord(inner) && typeof inner[name] === "string" ? inner[name] : "";
  });
  return texts.join("");
}

function withoutId(call: JsonObject): JsonObject {
  return Object.hasOwn(call, "id") ? { ...call, id: "" } : call;
}

/** The choice of a whole answer, whose calls have empty ids. */
function withoutIds(choice: JsonObject): JsonObject {
  const { message } = choice;
  if (!isRecord(message) || !Array.isArray(message.tool_calls)) return choice;
  return {
    ...choice,
    message: { ...message, tool_calls: message.tool_calls.filter(isRecord).map(withoutId) },
  };
}

/** The head of a call has nothing yet: `null` in place of an empty text. */
function withNull(call: JsonObject): JsonObject {
  return withGiven(call, (given) => given === "" ? null : given);
}

/** Each part of a call has its id, its type and its name. */
function headsRepeated(): (call: JsonObject) => JsonObject {
  const heads = new Map<unknown, JsonObject>();
  return (call) => {
    const head = heads.get(call.index) ?? call;
    heads.set(call.index, head);
    const { id, type } = head;
    const named = GIVEN.flatMap(([kind]) => {
      const [first, inner] = [head[kind], call[kind]];
      return isRecord(first) && isRecord(inner) ? [[kind, { name: first.name, ...inner }]] : [];
    });
    return { index: call.index, id, type, ...Object.fromEntries(named) };
  };
}

/** Each call in one piece, when the last of it is due. */
function wholeCalls(): Shape<unknown> {
  return {
    writer(writer, { plan }) {
      const left = partsLeft(plan);
      /** By the call's own id: the event that told its head, with all that it is given so far. */
      const held = new Map<string, WireEvent>();
      const flushed = (done: (id: string) => boolean) => {
        const ids = [...held.keys()].filter(done);
        return ids.flatMap((id) => {
          const event = held.get(id);
          held.delete(id);
          return event ?? [];
        });
      };
      return changed(writer, plan.usage, (events, moment) => {
        if (moment.kind !== "delta") return [...flushed(() => true), ...events];
        const { delta, index } = moment.step;
        if (delta.kind !== "call" && delta.kind !== "arguments") return events;
        const id = `${index} ${delta.call.id}`;
        if (delta.kind === "arguments") left.set(id, (left.get(id) ?? 0) - 1);
        const others = events.filter((event) => {
          const call = choicesIn(event).flatMap(callsIn)[0];
          if (!call) return true;
          const head = held.get(id);
          held.set(id, head ? joined(head, givenTo(call)) : event);
          return false;
        });
        return [...others, ...flushed((id) => (left.get(id) ?? 0) <= 0)];
      });
    },
  };
}

/** How many parts there are of what each call of each choice is given. */
function partsLeft(plan: Plan): Map<string, number> {
  const left = new Map<string, number>();
  for (const [index, choice] of plan.choices.entries()) {
    for (const { value } of choice.deltas) {
      if (value.kind !== "arguments") continue;
      const id = `${index} ${value.call.id}`;
      left.set(id, (left.get(id) ?? 0) + 1);
    }
  }
  return left;
}

function joined(head: WireEvent, more: string): WireEvent {
  return withCalls(
    head,
    (calls) => calls.map((call) => withGiven(call, (given) => `${given}${more}`)),
  );
}
