/** The responses that are kept: what each was made from, so that it can be told again as it was, from any point (`retell.ts`). */

import { ApiError } from "../../../lib/api_error.ts";
import type { StreamPlace } from "../../../lib/clock/stream_clock.ts";
import type { Settings } from "../../../lib/config/settings.ts";
import type { Deps } from "../../../lib/dialect/deps.ts";
import type { Answer } from "../../../lib/dialect/dialect.ts";
import { type CompactPlan, compactPlan } from "../../../lib/plan/compact_plan.ts";
import { endsAt } from "../../../lib/plan/steps.ts";
import { type Shelf, shelfOf } from "../../../lib/shared/shelf.ts";
import type { ResponsesBody } from "./body.ts";
import { keyOf, responseId } from "./ids.ts";
import { takesTime } from "./response_object.ts";

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
