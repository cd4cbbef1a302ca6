/** Where in a plan a place is. */

import type { Place } from "../config/place.ts";
import { type Plan, tokensOf } from "./plan.ts";
import { deltaSteps } from "./steps.ts";

/** How many tokens have left when a stream is there; `Infinity` where it never is. */
export function tokensUntil(place: Place, plan: Plan): number {
  if (typeof place === "number") return place;
  if (place !== "arguments") {
    return Math.round(Number.parseFloat(place) / 100 * plan.usage.completionTokens);
  }
  let tokens = 0;
  for (const { delta } of deltaSteps(plan)) {
    tokens += tokensOf(delta);
    if (delta.kind === "arguments") return tokens;
  }
  return Infinity;
}
