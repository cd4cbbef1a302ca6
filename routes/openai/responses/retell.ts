/** A kept response told again: as an answer, as an object, and how far it is. */

import type { Deps } from "../../../lib/dialect/deps.ts";
import type { Answer } from "../../../lib/dialect/dialect.ts";
import type { Plan } from "../../../lib/plan/plan.ts";
import { cutPlan, expandPlan, joinPlan } from "../../../lib/plan/compact_plan.ts";
import { endsAt } from "../../../lib/plan/steps.ts";
import { encodingFor } from "../../../lib/tokens/encoding_for.ts";
import { type ResponsesBody, wantsLogprobs } from "./body.ts";
import type { KeptResponse } from "./kept.ts";
import { outputOf } from "./output.ts";
import { endedResponse, pendingResponse } from "./response_object.ts";

/** The answer as it was, delta by delta. */
export async function answerOf(kept: KeptResponse, deps: Deps): Promise<Answer<ResponsesBody>> {
  return { ...await unplanned(kept, deps), plan: expandPlan(kept.plan) };
}

/** The answer as it is told whole: as it was, or what was said of it by a time. */
export async function toldAnswerOf(
  kept: KeptResponse,
  deps: Deps,
  atMs?: number,
): Promise<Answer<ResponsesBody>> {
  const plan = atMs === undefined ? kept.plan : cutPlan(kept.plan, atMs);
  // Each token has log probabilities of its own; of a long answer they are not told.
  const told = wantsLogprobs(kept.body) ? expandPlan(plan) : joinPlan(plan);
  return { ...await unplanned(kept, deps), plan: told };
}

async function unplanned({ plan, body, settings, requestId }: KeptResponse, deps: Deps) {
  const tokenizer = await deps.tokenizers(encodingFor(plan.model, settings.encoding));
  return { body, settings, requestId, tokenizer };
}

/** The response as it is now. */
export async function responseNow(kept: KeptResponse, deps: Deps): Promise<object> {
  const { place } = kept;
  const answer = await toldAnswerOf(kept, deps, place?.isEnded ? place.positionMs : undefined);
  if (kept.cancelledUnixMs !== undefined) {
    return { ...pendingResponse(answer, "in_progress"), status: "cancelled" };
  }
  if (!hasEnded(kept, deps)) return pendingResponse(answer, "in_progress");
  return endedResponse(answer, outputOf(answer));
}

/** Whether all of it has been said. */
export function hasEnded(kept: KeptResponse, { clock }: Deps): boolean {
  const { place, startedUnixMs, endsUnixMs, settings: { speed } } = kept;
  if (!place || kept.cancelledUnixMs !== undefined) return endsUnixMs <= clock.unixMs();
  return place.isEnded || positionAt(kept, clock.unixMs()) >= (endsUnixMs - startedUnixMs) * speed;
}

/** How far it was, or will be, at a moment, in milliseconds of its plan. */
function positionAt(
  { place, startedUnixMs, settings: { speed } }: KeptResponse,
  unixMs: number,
): number {
  if (!place) return (unixMs - startedUnixMs) * speed;
  return place.positionMs + (unixMs - place.atUnixMs) * place.rate;
}

/** Where a response falls silent before its end, on its own time, since a hand ended it or a client cancelled it. */
export function cutAt(kept: KeptResponse): number {
  const { place, cancelledUnixMs } = kept;
  if (place?.isEnded) return place.positionMs;
  return cancelledUnixMs === undefined ? Infinity : positionAt(kept, cancelledUnixMs);
}

/** How far a response is, in milliseconds of its plan, and how many of those go by in one. */
export function paceNow(
  kept: KeptResponse,
  plan: Plan,
  deps: Deps,
): { readonly positionMs: number; readonly rate: number } {
  const { place, settings: { speed } } = kept;
  const goesOn = place !== undefined && !place.isEnded && place.rate > 0;
  const positionMs = hasEnded(kept, deps)
    ? Math.min(endsAt(plan), cutAt(kept))
    : Math.max(0, positionAt(kept, deps.clock.unixMs()));
  return { positionMs, rate: goesOn ? place.rate : speed };
}
