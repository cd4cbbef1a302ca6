/** What a request was answered, as it is told: its headers and its size. */

import type { KeptAnswer } from "./kept_answer.ts";
import { type KeptRequest, shownHeaders } from "./kept_request.ts";
import { sizeOf } from "./written_events.ts";

/** An answer as `GET /requests/{id}` tells it. */
export interface AnsweredWith {
  /** Names in lower case; cookies are masked. Empty until they are known. */
  readonly headers: Readonly<Record<string, string>>;
  /** Events that are kept: the first ones. A whole answer is one. */
  readonly events: number;
  /** Of all that was written. */
  readonly bytes: number;
  /** What was written behind those that are kept; absent where nothing was. */
  readonly left_out?: { readonly events: number; readonly bytes: number };
}

/** Of an answer's headers; its limits count tokens, which are no secret. */
const SECRET = /cookie/;

/** What is known of an answer; `null` where it is not kept. */
export function answeredWith(
  kept: KeptRequest | undefined,
  answer: KeptAnswer | undefined,
): AnsweredWith | null {
  if (!answer) return null;
  const { events, bytes, leftOut } = sizeOf(answer);
  return {
    headers: kept?.answerHeaders ? sorted(shownHeaders(kept.answerHeaders, SECRET)) : {},
    events,
    bytes,
    ...(leftOut.events > 0 ? { left_out: leftOut } : {}),
  };
}

/** In the order of their names, which a `Map` does not keep. */
function sorted(headers: AnsweredWith["headers"]): AnsweredWith["headers"] {
  return Object.fromEntries(Object.entries(headers).sort(([a], [b]) => a < b ? -1 : 1));
}
