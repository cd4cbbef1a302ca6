/** The responses that are kept: what each was made from, so that it can be told again as it was, from any point. */

import { ApiError } from "../../../lib/api_error.ts";
import type { StreamPlace } from "../../../lib/clock/stream_clock.ts";
import type { Settings } from "../../../lib/config/settings.ts";
import type { Deps } from "../../../lib/dialect/deps.ts";
import type { Answer } from "../../../lib/dialect/dialect.ts";
import {
  type CompactPlan,
  compactPlan,
  cutPlan,
  expandPlan,
  joinPlan,
} from "../../../lib/plan/compact_plan.ts";
import { endsAt } from "../../../lib/plan/steps.ts";
import { type Shelf, shelfOf } from "../../../lib/shared/shelf.ts";
import { encodingFor } from "../../../lib/tokens/encoding_for.ts";
import { type ResponsesBody, wantsLogprobs } from "./body.ts";
import { keyOf, responseId } from "./ids.ts";
import { outputOf } from "./output.ts";
import { endedResponse, pendingResponse, takesTime } from "./response_object.ts";

/** All that an answer is written from, as data. */
export interface KeptResponse {
  readonly plan: CompactPlan;
  readonly body: ResponsesBody;
  readonly settings: Settings;
  readonly requestId: string;
  /** When its request arrived, in milliseconds since 1970. */
  readonly startedUnixMs: number;
  /** When it has all been said; one that was answered whole at once had no need of time. */
  readonly endsUnixMs: number;
  /** When it was cancelled, where it was. */
  readonly cancelledUnixMs?: number;
  /** How its time goes since a hand changed that. */
  readonly place?: KeptPlace;
}

/** How a response's time goes from a moment on. */
export interface KeptPlace extends StreamPlace {
  /** In milliseconds since 1970. */
  readonly atUnixMs: number;
  /** Whether nothing is said after that place, since a hand ended it. */
  readonly isEnded: boolean;
}

/** The places are kept apart from the responses, which are far larger. */
function keptPlaces({ shared }: Pick<Deps, "shared">): Shelf<KeptPlace> {
  return shelfOf("response_place", shared);
}

/** Keeps how the time of a response goes from now on. Nobody waits for it: a stream goes on meanwhile. */
export function keepPlace(
  answer: Answer<ResponsesBody>,
  place: StreamPlace,
  isEnded: boolean,
  deps: Deps,
): void {
  const kept = { ...place, isEnded, atUnixMs: deps.clock.unixMs() };
  // Where the keeper has gone, there is nobody left to ask.
  keptPlaces(deps).put(keyOf(responseId(answer)), kept).catch(() => {});
}

/** Where they are. */
export function keptResponses({ shared }: Deps): Shelf<KeptResponse> {
  return shelfOf("response", shared);
}

/** Keeps an answer to a request that arrived at `arrived`, on the clock. */
export async function keepResponse(
  answer: Answer<ResponsesBody>,
  arrived: number,
  deps: Deps,
): Promise<void> {
  const { plan, body, settings, requestId } = answer;
  await keptResponses(deps).put(keyOf(responseId(answer)), {
    plan: await compactPlan(plan, deps.turns),
    body,
    settings,
    requestId,
    startedUnixMs: startedUnixMs(arrived, deps),
    endsUnixMs: endsUnixMs(answer, arrived, deps),
  });
}

function startedUnixMs(arrived: number, { clock }: Deps): number {
  return clock.unixMs() - (clock.now() - arrived);
}

/** When an answer has all been said, in milliseconds since 1970. */
export function endsUnixMs(
  answer: Answer<ResponsesBody>,
  arrived: number,
  deps: Deps,
): number {
  const { plan, settings } = answer;
  return startedUnixMs(arrived, deps) + (takesTime(answer) ? endsAt(plan) / settings.speed : 0);
}

/** A kept response by its id, strict or not. */
export async function findResponse(id: string, deps: Deps): Promise<KeptResponse | undefined> {
  const [kept, place] = await Promise.all([
    keptResponses(deps).get(keyOf(id)),
    keptPlaces(deps).get(keyOf(id)),
  ]);
  // A seed gives the same id again: what a hand did to the response before this one is not this one's.
  return kept && place && place.atUnixMs >= kept.startedUnixMs ? { ...kept, place } : kept;
}

/** As `findResponse`; throws the 404 where there is none. */
export async function findResponseOr404(id: string, deps: Deps): Promise<KeptResponse> {
  const kept = await findResponse(id, deps);
  if (kept) return kept;
  throw responseNotFound(id);
}

/** The 404 of a response that is not kept. */
export function responseNotFound(id: string): ApiError {
  return new ApiError({ status: 404, message: `Response with id '${id}' not found.` });
}

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

/** Whether its time has come. */
export function hasEnded(kept: KeptResponse, { clock }: Deps): boolean {
  const { place, startedUnixMs, endsUnixMs, settings: { speed } } = kept;
  if (!place || kept.cancelledUnixMs !== undefined) return endsUnixMs <= clock.unixMs();
  return place.isEnded || positionAt(kept, clock.unixMs()) >= (endsUnixMs - startedUnixMs) * speed;
}

/** How far it was, or will be, at a moment, in milliseconds of its plan. */
export function positionAt(
  { place, startedUnixMs, settings: { speed } }: KeptResponse,
  unixMs: number,
): number {
  if (!place) return (unixMs - startedUnixMs) * speed;
  return place.positionMs + (unixMs - place.atUnixMs) * place.rate;
}
