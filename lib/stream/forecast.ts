/** What makes a hazard of a request's settings. */

import type { ApiErrorData } from "../api_error.ts";
import type { ErrorName } from "../config/faults.ts";
import type { Settings } from "../config/settings.ts";
import type { Delivery } from "../ledger/observer.ts";
import type { Plan } from "../plan/plan.ts";
import type { Framing } from "./framing.ts";
import type { Hazard, Voice } from "./hazard.ts";

/** What a hazard may know of the answer that it bends. */
export interface Forecast {
  readonly settings: Settings;
  /** Its counts, and the seed from which a hazard begins a generator of its own. */
  readonly plan: Pick<Plan, "usage" | "seed">;
  readonly framing: Framing;
  /** What was asked for: a whole answer in any weather is paced. */
  readonly delivery: Delivery;
  /** An error that the stream may tell; and how the service words any. */
  readonly error: (name: ErrorName) => ApiErrorData;
  readonly envelope: (error: ApiErrorData) => unknown;
}

/** Makes a hazard that happens to what is said; nothing where the settings do not ask for it. */
export type FaultMaker = (forecast: Forecast) => ((voice: Voice) => Hazard) | undefined;

/** Makes a hazard that lays out bytes; nothing where the settings do not ask for it. */
export type LayoutMaker = (forecast: Forecast) => Hazard | undefined;
