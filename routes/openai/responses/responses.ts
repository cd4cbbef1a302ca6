/** `POST /v1/responses`: how a plan reads on the wire of OpenAI's Responses API (docs/wire.md §4). */

import type { Answer, Dialect } from "../../../lib/dialect/dialect.ts";
import type { Delta, Plan } from "../../../lib/plan/plan.ts";
import type { StreamWriter } from "../../../lib/stream/writer.ts";
import { errorJson } from "../provider.ts";
import { obfuscator } from "../obfuscation.ts";
import { parseResponses, type ResponsesBody } from "./body.ts";
import { promptOf } from "./prompt.ts";
import { eventWriter, fields, type ItemEvents, itemEvents, type WriteEvent } from "./events.ts";
import { addToStretch, beginStretch, continues, type Stretch } from "./stretch.ts";
import {
  hostedOutput,
  itemOf,
  type ItemStatus,
  lastStatus,
  type OutputItem,
  outputOf,
  refuseLongLogprobs,
  whyIncomplete,
} from "./output.ts";
import { responseId } from "./ids.ts";
import { responsesProvider } from "./provider.ts";
import { endedResponse, failedResponse, pendingResponse } from "./response_object.ts";
import { responseShapes } from "./shapes.ts";
import { responseObjections } from "./objections.ts";

/** The Responses API protocol. */
export const responses: Dialect<ResponsesBody> = {
  name: "responses",
  provider: responsesProvider,
  framing: "sse",
  parse: parseResponses,
  prompt: promptOf,
  objections: responseObjections,
  id: responseId,
  whole,
  writer,
  shapes: responseShapes,
};

/** A response in the background is answered before it is made, unless whole answers take their time anyway. */
function whole(answer: Answer<ResponsesBody>): object {
  const { body, settings } = answer;
  return body.background && settings.whole_responses === "at_once"
    ? pendingResponse(answer, "queued")
    : endedResponse(answer, outputOf(answer));
}

/** An item that has begun and not ended. */
interface OpenItem {
  readonly index: number;
  readonly events: ItemEvents;
  /** What has been told of it. */
  readonly stretch: Stretch;
}

/** Writes the events of one response: item after item, each begun, told and ended. */
function writer(answer: Answer<ResponsesBody>): StreamWriter {
  refuseLongLogprobs(answer);
  const { plan, body, settings } = answer;
  const write = eventWriter();
  const obfuscate = obfuscator(plan.seed, body.stream_options);
  const hosted = hostedOutput(answer);
  const ended: OutputItem[] = [];
  let open: OpenItem | undefined;
  let index = 0;

  const openWith = (first: Delta | undefined): string => {
    if (!first) return "";
    const stretch = beginStretch(first);
    const item = hosted.find((one) => one.index === index) ??
      itemOf(stretch, index, "completed", answer);
    if (!item) return "";
    const events = itemEvents(item, answer, write, obfuscate);
    open = { index: index++, events, stretch };
    return events.opening();
  };

  const close = ({ index, events, stretch }: OpenItem, status: ItemStatus): string => {
    const said = itemOf(stretch, index, status, answer);
    open = undefined;
    if (!said) return "";
    ended.push(said);
    return events.closing(said);
  };

  return {
    begin() {
      const first = beginning(answer, write);
      return [settings.role_chunk === "at_once" ? first + openWith(firstDelta(plan)) : first];
    },
    delta({ delta, next }) {
      const texts: string[] = [];
      if (!open) texts.push(openWith(delta));
      if (!open) return [];
      const { events, stretch } = open;
      addToStretch(stretch, delta, answer);
      const text = events.delta(delta);
      if (text !== undefined) texts.push(text);
      if (!next) texts.push(close(open, lastStatus(answer)));
      else if (!continues(stretch.first, next)) texts.push(close(open, "completed"));
      return texts;
    },
    end(ends, usage) {
      const closing = open ? [close(open, "completed")] : [];
      const [{ at, end: { reason } } = NOWHERE] = ends;
      const response = fields({ response: endedResponse(answer, ended, { reason, at, usage }) });
      const type = whyIncomplete(reason) ? "response.incomplete" : "response.completed";
      return [...closing, write(type, response)];
    },
    error(error) {
      const told = errorJson(error);
      const { code, type, message } = told;
      const response = failedResponse(answer, ended, { code: code ?? type, message });
      return [
        write("error", fields({ error: told })),
        write("response.failed", fields({ response })),
      ];
    },
  };
}

function firstDelta({ choices: [choice] }: Plan): Delta | undefined {
  for (const { value } of choice?.deltas ?? []) return value;
}

const NOWHERE = { at: 0, end: { reason: "stop" } } as const;

/** The events before anything is said. They leave at once: the real service acknowledges before its model begins. */
function beginning(answer: Answer<ResponsesBody>, write: WriteEvent): string {
  const first = fields({ response: pendingResponse(answer, "in_progress") });
  if (!answer.body.background) {
    return write("response.created", first) + write("response.in_progress", first);
  }
  const queued = fields({ response: pendingResponse(answer, "queued") });
  return write("response.created", queued) + write("response.queued", queued) +
    write("response.in_progress", first);
}
