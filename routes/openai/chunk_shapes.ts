/** How services of chunks end, and the odd chunks that they send, on both wires of chunks (docs/wire.md §10). */

import type { Shapes } from "../../lib/dialect/dialect.ts";
import { eachEvent, streamed } from "../../lib/dialect/shapes.ts";
import { alphanumeric, type Random, seededRandom } from "../../lib/random.ts";
import { isRecord } from "../../lib/is_record.ts";
import {
  before,
  type JsonObject,
  type WireEvent,
  withData,
  without,
} from "../../lib/stream/events.ts";
import { choicesIn, DONE_DATA, isFinish, withChoices } from "./chunk_events.ts";

/** Sets what shapes draw apart from what else a plan's seed decides. */
const SEED_OF_SHAPES = 0x5ba9e5;

/** The ways to end. */
export const endingShapes: NonNullable<Shapes<unknown>["ending"]> = {
  no_done: streamed(() => (events) => events.filter(({ data }) => data !== DONE_DATA)),
  no_finish: streamed(() => (events) =>
    events.flatMap((event) => {
      if (!isFinish(event)) return [event];
      return says(event)
        ? [withChoices(event, (choice) => ({ ...choice, finish_reason: null }))]
        : [];
    })
  ),
  twice: streamed(() => (events) =>
    events.flatMap((event) =>
      event.data === DONE_DATA || isFinish(event) ? [event, withoutText(event)] : [event]
    )
  ),
};

/** Whether a chunk has text of the wire before chat, which tells the last of it along with its end. */
function says(event: WireEvent): boolean {
  return choicesIn(event).some(({ text = "" }) => text !== "");
}

function withoutText(event: WireEvent): WireEvent {
  return says(event) ? withChoices(event, (choice) => ({ ...choice, text: "" })) : event;
}

/** The odd chunks that both wires may have. */
export const oddChunks: NonNullable<Shapes<unknown>["chunks"]> = {
  no_id: eachEvent((event) => withData(event, (chunk) => without(chunk, "id"))),
  empty_id: eachEvent((event) => withData(event, (chunk) => ({ ...chunk, id: "" }))),
  changing_id: streamed(({ seed }) => {
    const random = seededRandom(seed ^ SEED_OF_SHAPES);
    return (events) =>
      events.map((event) =>
        withData(event, (chunk) => ({ ...chunk, id: changedId(String(chunk.id), random) }))
      );
  }),
  empty_choices_first: streamed(() => before(isAny, FILTERED_PROMPT)),
  empty_choices: {
    ...eachEvent((event) => withData(event, withoutChoices)),
    whole: (json) => isRecord(json) ? withoutChoices(json) : json,
  },
  empty_finish: eachEvent((event) =>
    withChoices(event, (choice) => ({ ...choice, finish_reason: choice.finish_reason ?? "" }))
  ),
  null_chunk: streamed(() =>
    before(({ data }) => data === DONE_DATA || isFinish({ data }), { data: "null" })
  ),
};

function withoutChoices(said: JsonObject): JsonObject {
  return Object.hasOwn(said, "choices") ? { ...said, choices: [] } : said;
}

function isAny(): boolean {
  return true;
}

/** The letters and digits behind the prefix of an id, drawn anew. */
function changedId(id: string, random: Random): string {
  const prefix = id.slice(0, id.lastIndexOf("-") + 1);
  return prefix + alphanumeric(random, id.length - prefix.length);
}

/** Azure's first chunk, which tells of the prompt alone. */
const FILTERED_PROMPT: WireEvent = {
  data: {
    choices: [],
    created: 0,
    id: "",
    model: "",
    object: "",
    prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }],
  },
};
