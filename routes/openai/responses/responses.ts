/** `POST /v1/responses`: how a plan reads on the wire of OpenAI's Responses API (WIRE.md §4). */

import type { ApiErrorData } from "../../../lib/api_error.ts";
import type { Answer, Dialect, Refusal } from "../../../lib/dialect/dialect.ts";
import type { Frame } from "../../../lib/stream/frame.ts";
import { tokensOf } from "../../../lib/plan/plan.ts";
import { obfuscator } from "../obfuscation.ts";
import { limitHeaders, rateLimited } from "../provider.ts";
import { parseResponses, promptOf, type ResponsesBody, unknownModel } from "./body.ts";
import { eventWriter, fields, type ItemEvents, itemEvents } from "./events.ts";
import { endedResponse, pendingResponse } from "./response_object.ts";
import { outputOf, responseId } from "./output.ts";

/** The Responses API protocol. */
export const responses: Dialect<ResponsesBody> = {
  parse: parseResponses,
  prompt: promptOf,
  completionId: responseId,
  whole,
  stream,
  unknownModel,
  rateLimited: withoutRetry,
  headers: ({ delivery, outcome, allowance }) =>
    delivery === "stream" || outcome === "refused" ? {} : limitHeaders(allowance),
};

/** A response in the background is answered before it is made, unless whole answers take their time anyway. */
function whole(answer: Answer<ResponsesBody>): object {
  const { body, settings } = answer;
  return body.background && settings.whole_responses === "at_once"
    ? pendingResponse(answer, "queued")
    : endedResponse(answer, outputOf(answer));
}

function* stream(answer: Answer<ResponsesBody>): Iterable<Frame> {
  const { plan, body, settings } = answer;
  const [choice] = plan.choices;
  if (!choice) return;
  const write = eventWriter();
  const obfuscate = body.stream_options?.include_obfuscation === false
    ? () => ""
    : obfuscator(plan.seed);
  // First of all, as it may refuse, and a stream that has begun no longer can.
  const output = outputOf(answer);
  const items = output.values();
  const early = settings.role_chunk === "at_once" ? output[0] : undefined;
  let events: ItemEvents | undefined = early && itemEvents(early, answer, write, obfuscate);
  // In one frame, so that a stream that is ended by hand before it speaks has as many.
  yield { at: 0, tokens: 0, data: beginning(answer, write) + (events?.opening() ?? "") };
  let left = 0;
  let unseen = 0;
  for (const { at, value } of choice.deltas) {
    if (left === 0) {
      const item = items.next().value;
      if (!item) break;
      left = item.deltas;
      if (item !== early) {
        events = itemEvents(item, answer, write, obfuscate);
        yield { at, tokens: 0, data: events.opening() };
      }
    }
    unseen += tokensOf(value);
    const data = events?.delta(value);
    if (data !== undefined) {
      yield { at, tokens: unseen, data };
      unseen = 0;
    }
    if (--left > 0 || !events) continue;
    yield { at, tokens: unseen, data: events.closing() };
    unseen = 0;
  }
  const cut = choice.end.value.reason === "length";
  const response = fields({ response: endedResponse(answer, output) });
  const data = write(cut ? "response.incomplete" : "response.completed", response);
  yield { at: choice.end.at, tokens: 0, data };
}

/** The events before anything is said. They leave at once: the real service acknowledges before its model begins. */
function beginning(answer: Answer<ResponsesBody>, write: ReturnType<typeof eventWriter>): string {
  const first = fields({ response: pendingResponse(answer, "in_progress") });
  if (!answer.body.background) {
    return write("response.created", first) + write("response.in_progress", first);
  }
  const queued = fields({ response: pendingResponse(answer, "queued") });
  return write("response.created", queued) + write("response.queued", queued) +
    write("response.in_progress", first);
}

/** The 429 of this endpoint does not say when to try again (WIRE.md §3). */
function withoutRetry(refusal: Refusal, model: string): ApiErrorData {
  const { headers: _, ...error } = rateLimited(refusal, model);
  return error;
}
