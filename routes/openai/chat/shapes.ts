/** The ways in which services and models word a chat completion wrong (docs/wire.md §10). */

import type { Shapes } from "../../../lib/dialect/dialect.ts";
import { eachEvent, finishes, streamed } from "../../../lib/dialect/shapes.ts";
import { isRecord } from "../../../lib/is_record.ts";
import {
  before,
  type EventChange,
  type JsonObject,
  type WireEvent,
  without,
} from "../../../lib/stream/events.ts";
import { choicesIn, isFinish, withChoices, withDeltas } from "../chunk_events.ts";
import { endingShapes, oddChunks } from "../chunk_shapes.ts";
import { usageShapes } from "../usage_shapes.ts";
import { usageJson } from "./fields.ts";
import { callShapes } from "./call_shapes.ts";

/** What chat has words for. */
export const chatShapes: Shapes<unknown> = {
  finish: finishes("stop", "length", "content_filter", "tool_calls", "none"),
  ending: endingShapes,
  usage: usageShapes(usageJson),
  tool_deltas: callShapes,
  chunks: {
    ...oddChunks,
    null_delta: eachEvent((event) => isFinish(event) ? withDeltas(event, () => null) : event),
    no_delta: streamed(() => before(isFinish, ANNOTATION)),
    reasoning_field: {
      ...eachEvent((event) => withDeltas(event, withReasoning)),
      whole: (json) => isRecord(json) ? { ...json, choices: wholeChoices(json) } : json,
    },
    role_in_all: eachEvent((event) =>
      withDeltas(event, (delta) => ({ role: "assistant", ...delta }))
    ),
    finish_with_text: streamed(finishWithText),
  },
};

/** A chunk that Azure sends beside the text where its filter looks at it later: a choice without a delta. */
const ANNOTATION: WireEvent = {
  data: {
    id: "",
    object: "",
    created: 0,
    model: "",
    choices: [{
      index: 0,
      finish_reason: null,
      content_filter_results: {},
      content_filter_offsets: { check_offset: 0, start_offset: 0, end_offset: 0 },
    }],
    usage: null,
  },
};

function withReasoning(said: JsonObject): JsonObject {
  if (!Object.hasOwn(said, "reasoning_content")) return said;
  return { ...without(said, "reasoning_content"), reasoning: said.reasoning_content };
}

function wholeChoices(json: JsonObject): readonly JsonObject[] {
  return choicesIn({ data: json }).map((choice) =>
    isRecord(choice.message) ? { ...choice, message: withReasoning(choice.message) } : choice
  );
}

/** The last delta of a choice waits for the finish, which is due at the same time, and tells it. */
function finishWithText(): EventChange {
  const held = new Map<unknown, WireEvent>();
  return (events, moment) => {
    if (moment.kind === "delta" && !moment.step.next) {
      const last = events.at(-1);
      if (last) held.set(moment.step.index, last);
      return events.slice(0, -1);
    }
    const told = events.map((event) => {
      const [choice] = choicesIn(event);
      const text = choice && isFinish(event) ? held.get(choice.index) : undefined;
      if (!choice || !text) return event;
      held.delete(choice.index);
      const { delta } = choicesIn(text)[0] ?? choice;
      return withChoices(event, (finish) => ({ ...finish, delta }));
    });
    if (moment.kind !== "end") return told;
    // Where no finish is told, the text is all the same.
    return [...held.values(), ...told];
  };
}
