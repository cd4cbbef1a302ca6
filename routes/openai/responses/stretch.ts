/** Deltas in a row that make up one output item. */

import type { Answer } from "../../../lib/dialect/dialect.ts";
import type { Delta, Timed } from "../../../lib/plan/plan.ts";
import { type TokenLogprob, tokenLogprobs } from "../logprobs.ts";
import { type ResponsesBody, wantsLogprobs } from "./body.ts";

/** Deltas in a row that make up an item, gathered so far. */
export interface Stretch {
  readonly first: Delta;
  text: string;
  /** How many they are. */
  deltas: number;
  readonly logprobs: TokenLogprob[];
}

/** The stretch that begins with a delta, of which nothing has been told. */
export function beginStretch(first: Delta): Stretch {
  return { first, text: "", deltas: 0, logprobs: [] };
}

/** Adds what a delta tells. */
export function addToStretch(
  stretch: Stretch,
  delta: Delta,
  { plan, body }: Answer<ResponsesBody>,
): void {
  stretch.deltas++;
  if (delta.kind === "call") return;
  stretch.text += delta.piece.text;
  if (delta.kind !== "text" || !wantsLogprobs(body)) return;
  stretch.logprobs.push(...tokenLogprobs(delta.piece, body.top_logprobs ?? 0, plan.seed));
}

/** Whether a delta goes on with the stretch that began with `first`. */
export function continues(first: Delta, next: Delta): boolean {
  return next.kind !== "call" && (next.kind === first.kind || next.kind === "arguments");
}

/** Goes through the stretches of an answer's deltas, each once it has ended. */
export function* stretchesOf(
  deltas: Iterable<Timed<Delta>>,
  answer: Answer<ResponsesBody>,
): Generator<Stretch> {
  let open: Stretch | undefined;
  for (const { value } of deltas) {
    if (open && !continues(open.first, value)) {
      yield open;
      open = undefined;
    }
    open ??= beginStretch(value);
    addToStretch(open, value, answer);
  }
  if (open) yield open;
}
