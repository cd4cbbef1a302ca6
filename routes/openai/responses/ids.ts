/** The ids of a response, of its items, and of the place where it is kept. */

import type { Answer } from "../../../lib/dialect/dialect.ts";
import { hashText, hex, seededRandom } from "../../../lib/random.ts";
import type { ResponsesBody } from "./body.ts";

/** The id of the response. */
export function responseId(answer: Answer<ResponsesBody>): string {
  return `${answer.settings.strict ? "" : "mock-"}resp_${stem(answer)}00`;
}

/** The id of an output item, by its place from 0. */
export function itemId(prefix: string, index: number, answer: Answer<ResponsesBody>): string {
  return `${prefix}_${stem(answer)}${(index + 1).toString(16).padStart(2, "0").slice(-2)}`;
}

/** The id under which the response is kept that made an item. */
export function keyOfItem(itemId: string): string {
  return keyOf(`resp_${itemId.slice(itemId.indexOf("_") + 1, -2)}00`);
}

/** The id under which a response is kept, strict or not. */
export function keyOf(responseId: string): string {
  return responseId.replace(/^mock-/, "");
}

/** What all ids of one response have in common. A follow-up to the same seed is another response. */
function stem({ plan, body }: Answer<ResponsesBody>): string {
  return hex(seededRandom(hashText(plan.id + (body.previous_response_id ?? ""))), 48);
}
