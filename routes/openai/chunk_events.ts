/** The chunks of the two wires that stream choices, chat and what was before it, as values (docs/wire.md §2 and §5). */

import { isRecord } from "../../lib/is_record.ts";
import { type JsonObject, type WireEvent, withData } from "../../lib/stream/events.ts";

/** The data of the event behind the last chunk. */
export const DONE_DATA = "[DONE]";

/** A chunk's choices. */
export function choicesIn({ data }: WireEvent): readonly JsonObject[] {
  if (typeof data === "string" || !Array.isArray(data.choices)) return [];
  return data.choices.filter(isRecord);
}

/** An event with something done to each of its choices. */
export function withChoices(
  event: WireEvent,
  change: (choice: JsonObject) => JsonObject,
): WireEvent {
  return withData(event, (chunk) => ({ ...chunk, choices: choicesIn(event).map(change) }));
}

/** An event with something done to the delta of each of its choices. */
export function withDeltas(event: WireEvent, change: (delta: JsonObject) => unknown): WireEvent {
  return withChoices(event, (choice) => ({
    ...choice,
    ...(isRecord(choice.delta) ? { delta: change(choice.delta) } : {}),
  }));
}

/** Whether it tells why a choice ends. */
export function isFinish(event: WireEvent): boolean {
  return choicesIn(event).some(({ finish_reason: reason = null }) => reason !== null);
}

/** The usage that it tells. */
export function usageIn({ data }: WireEvent): JsonObject | undefined {
  return typeof data !== "string" && isRecord(data.usage) ? data.usage : undefined;
}

/** Whether it is the chunk that tells of usage alone. */
export function isUsageAlone(event: WireEvent): boolean {
  return usageIn(event) !== undefined && choicesIn(event).length === 0;
}
