/** How services of chunks tell usage otherwise than OpenAI does (docs/wire.md §10). */

import type { Shape, Shapes } from "../../lib/dialect/dialect.ts";
import { eachEvent, streamed } from "../../lib/dialect/shapes.ts";
import { isRecord } from "../../lib/is_record.ts";
import type { Usage } from "../../lib/plan/plan.ts";
import { type JsonObject, type WireEvent, withData, without } from "../../lib/stream/events.ts";
import { choicesIn, isFinish, isUsageAlone, usageIn } from "./chunk_events.ts";

/** Changes the events of one moment; `last` is the one among them that ends the last choice. */
type Change = (
  events: readonly WireEvent[],
  said: JsonObject,
  last: WireEvent | undefined,
) => readonly WireEvent[];

/** The shapes of usage, for a wire that words it by `usageJson`. */
export function usageShapes(
  usageJson: (usage: Usage) => object,
): NonNullable<Shapes<unknown>["usage"]> {
  const told = (change: Change): Shape<unknown> =>
    streamed(({ choices }) => {
      let open = choices.length;
      return (events, { kind }, said) => {
        const finishes = events.filter(isFinish);
        open -= finishes.length;
        // Where no reason is told, a choice ends with the stream.
        const untold = kind === "end"
          ? events.findLast((event) => choicesIn(event).length > 0)
          : undefined;
        const last = open <= 0 ? finishes.at(-1) : untold;
        return change(events, { ...usageJson(said) }, last);
      };
    });
  return {
    last: told(withFinish),
    every: told((events, said) => events.map((event) => telling(event, said))),
    early: told(beforeFinish),
    empty: {
      ...told(withEmpty),
      whole: (json) => isRecord(json) ? { ...json, usage: {} } : json,
    },
    none: {
      ...told(silenced),
      whole: (json) => isRecord(json) ? without(json, "usage") : json,
    },
    exclusive_cache: {
      ...eachEvent(exclusive),
      whole: (json) =>
        isRecord(json) && isRecord(json.usage)
          ? { ...json, usage: withoutCached(json.usage) }
          : json,
    },
  };
}

function telling(event: WireEvent, usage: JsonObject): WireEvent {
  return withData(event, (chunk) => ({ ...chunk, usage }));
}

function silenced(events: readonly WireEvent[]): readonly WireEvent[] {
  return events.filter((event) => !isUsageAlone(event)).map((event) =>
    withData(event, (chunk) => without(chunk, "usage"))
  );
}

const withFinish: Change = (events, said, last) =>
  events.filter((event) => !isUsageAlone(event)).map((event) =>
    event === last ? telling(event, said) : event
  );

const beforeFinish: Change = (events, said, last) => {
  const others = silenced(events);
  if (!last) return others;
  const first = others.findIndex(isFinish);
  const at = first < 0 ? others.findLastIndex((event) => choicesIn(event).length > 0) : first;
  const alone = telling(withData(last, (chunk) => ({ ...chunk, choices: [] })), said);
  return [...others.slice(0, at), alone, ...others.slice(at)];
};

const withEmpty: Change = (events, _said, last) => {
  const isTold = events.some(usageIn);
  return events.map((event) => {
    const isPlace = usageIn(event) ?? (event === last && !isTold && !announces(event));
    return isPlace ? telling(event, {}) : event;
  });
};

/** Whether it says that usage comes behind it, by a `null` in its place. */
function announces({ data }: WireEvent): boolean {
  return typeof data !== "string" && Object.hasOwn(data, "usage");
}

function exclusive(event: WireEvent): WireEvent {
  const usage = usageIn(event);
  return usage ? telling(event, withoutCached(usage)) : event;
}

/** Usage whose prompt leaves out what the cache had. */
function withoutCached(usage: JsonObject): JsonObject {
  const { prompt_tokens: prompt, total_tokens: total, prompt_tokens_details: details } = usage;
  const cached = isRecord(details) ? Number(details.cached_tokens ?? 0) : 0;
  return {
    ...usage,
    prompt_tokens: Number(prompt) - cached,
    total_tokens: Number(total) - cached,
  };
}
