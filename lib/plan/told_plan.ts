/** A plan as answers tell it that are told whole. */

import type { Turns } from "../clock/turns.ts";
import { compactPlan, cutPlan, joinPlan } from "./compact_plan.ts";
import type { Plan } from "./plan.ts";
import { planUntil } from "./steps.ts";

/** The most tokens of a plan that is told token by token in one JSON value; going through so many takes 5 ms. */
export const MOST_TOLD_APART = 30_000;

/** What there is to tell. */
export interface ToldPlan {
  readonly plan: Plan;
  /** What of it has been said by a time, in milliseconds after the request, as a plan of its own. */
  until(atMs: number): Plan;
}

/** The plan itself, or of a long one the same with what follows each other in one piece. Lets others have their turn. */
export async function toldPlan(plan: Plan, turns: Turns): Promise<ToldPlan> {
  if (plan.usage.completionTokens <= MOST_TOLD_APART) {
    return { plan, until: (atMs) => planUntil(plan, atMs) };
  }
  const packed = await compactPlan(plan, turns);
  return { plan: joinPlan(packed), until: (atMs) => joinPlan(cutPlan(packed, atMs)) };
}
