/** The responses that are kept: what each was made from, so that it can be told again as it was, from any point. */

import { ApiError } from "../../../lib/api_error.ts";
import type { Settings } from "../../../lib/config/settings.ts";
import type { Deps } from "../../../lib/dialect/deps.ts";
import type { Answer } from "../../../lib/dialect/dialect.ts";
import { type CompactPlan, compactPlan, expandPlan } from "../../../lib/plan/compact_plan.ts";
import { endsAt } from "../../../lib/plan/steps.ts";
import { type Shelf, shelfOf } from "../../../lib/shared/shelf.ts";
import { encodingFor } from "../../../lib/tokens/encoding_for.ts";
import type { ResponsesBody } from "./body.ts";
import { keyOf, outputOf, responseId } from "./output.ts";
import { endedResponse, pendingResponse } from "./response_object.ts";

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
    plan: compactPlan(plan),
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
  { plan, body, settings }: Answer<ResponsesBody>,
  arrived: number,
  deps: Deps,
): number {
  const takesTime = body.stream || body.background || settings.whole_responses === "paced";
  return startedUnixMs(arrived, deps) + (takesTime ? endsAt(plan) / settings.speed : 0);
}

/** A kept response by its id, strict or not. */
export async function findResponse(id: string, deps: Deps): Promise<KeptResponse | undefined> {
  return await keptResponses(deps).get(keyOf(id));
}

/** The same, or the 404. */
export async function findResponseOr404(id: string, deps: Deps): Promise<KeptResponse> {
  const kept = await findResponse(id, deps);
  if (kept) return kept;
  throw responseNotFound(id);
}

/** The 404 of a response that is not kept. */
export function responseNotFound(id: string): ApiError {
  return new ApiError({ status: 404, message: `Response with id '${id}' not found.` });
}

/** The answer as it was. */
export async function answerOf(kept: KeptResponse, deps: Deps): Promise<Answer<ResponsesBody>> {
  const { plan, body, settings, requestId } = kept;
  const tokenizer = await deps.tokenizers(encodingFor(plan.model, settings.encoding));
  return { plan: expandPlan(plan), body, settings, requestId, tokenizer };
}

/** The response as it is now. */
export async function responseNow(kept: KeptResponse, deps: Deps): Promise<object> {
  const answer = await answerOf(kept, deps);
  if (kept.cancelledUnixMs !== undefined) {
    return { ...pendingResponse(answer, "in_progress"), status: "cancelled" };
  }
  return hasEnded(kept, deps)
    ? endedResponse(answer, outputOf(answer))
    : pendingResponse(answer, "in_progress");
}

/** Whether its time has come. */
export function hasEnded({ endsUnixMs }: KeptResponse, { clock }: Deps): boolean {
  return endsUnixMs <= clock.unixMs();
}
