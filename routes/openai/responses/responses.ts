/** `POST /v1/responses`: how a plan reads on the wire of OpenAI's Responses API (docs/wire.md §4). */

import type { Answer, Dialect } from "../../../lib/dialect/dialect.ts";
import type { StreamWriter } from "../../../lib/stream/writer.ts";
import { errorJson } from "../provider.ts";
import { obfuscator } from "../obfuscation.ts";
import { parseResponses, type ResponsesBody } from "./body.ts";
import { promptOf } from "./prompt.ts";
import { eventWriter, fields, type ItemEvents, itemEvents, type WriteEvent } from "./events.ts";
import { itemSoFar, type OutputItem, outputOf, responseId, whyIncomplete } from "./output.ts";
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
  readonly item: OutputItem;
  readonly events: ItemEvents;
  /** Which of the choice's deltas is its first. */
  readonly start: number;
  /** How many of its deltas have been told. */
  told: number;
}

/** Writes the events of one response: item after item, each begun, told and ended. */
function writer(answer: Answer<ResponsesBody>): StreamWriter {
  const { plan, body, settings } = answer;
  const write = eventWriter();
  const obfuscate = body.stream_options?.include_obfuscation === false
    ? () => ""
    : obfuscator(plan.seed);
  const output = outputOf(answer);
  const ended: OutputItem[] = [];
  let open: OpenItem | undefined;
  let deltas = 0;

  const openNext = (): string => {
    const item = output[ended.length];
    if (!item) return "";
    const events = itemEvents(item, answer, write, obfuscate);
    open = { item, events, start: deltas, told: 0 };
    return events.opening();
  };

  const close = ({ item, events, start, told }: OpenItem): string => {
    const said = told === item.deltas ? item : itemSoFar(item, start, told, answer);
    ended.push(said);
    open = undefined;
    return events.closing(said);
  };

  return {
    begin() {
      const first = beginning(answer, write);
      return [settings.role_chunk === "at_once" ? first + openNext() : first];
    },
    delta({ delta }) {
      const texts: string[] = [];
      if (!open) texts.push(openNext());
      if (!open) return [];
      deltas++;
      open.told++;
      const text = open.events.delta(delta);
      if (text !== undefined) texts.push(text);
      if (open.told === open.item.deltas) texts.push(close(open));
      return texts;
    },
    end(ends, usage) {
      const closing = open ? [close(open)] : [];
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
