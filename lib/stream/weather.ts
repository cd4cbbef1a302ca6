/** Which hazards a request's settings ask for, in the order in which they bend its frames. */

import type { Settings } from "../config/settings.ts";
import type { Delivery } from "../ledger/observer.ts";
import type { Plan } from "../plan/plan.ts";
import type { Framing } from "./framing.ts";
import { composed, type Hazard, type Weather } from "./hazard.ts";
import { lingering, networkOf } from "./network/network.ts";
import type { StreamWriter } from "./writer.ts";

/** What a hazard may know of the answer that it bends. */
export interface Forecast {
  readonly settings: Settings;
  /** Its counts, and the seed from which a hazard begins a generator of its own. */
  readonly plan: Pick<Plan, "usage" | "seed">;
  readonly framing: Framing;
  readonly delivery: Delivery;
}

/** Makes a hazard that happens to what is said; nothing where the settings do not ask for it. */
export type FaultMaker = (forecast: Forecast) => ((writer: StreamWriter) => Hazard) | undefined;

/** Makes a hazard that lays out bytes; nothing where the settings do not ask for it. */
export type LayoutMaker = (forecast: Forecast) => Hazard | undefined;

/** What happens to what is said, and when. */
const FAULTS: readonly FaultMaker[] = [
  ({ settings, delivery }) =>
    settings.ending === "linger" && delivery === "stream" ? () => lingering : undefined,
];

/** How the bytes of it are laid out. */
const LAYOUTS: readonly LayoutMaker[] = [
  ({ settings, framing, delivery }) =>
    delivery === "stream" ? networkOf(settings, framing) : undefined,
];

/** The weather that the settings ask for; nothing under a clear sky. */
export function weatherOf(forecast: Forecast): Weather | undefined {
  const faults = FAULTS.flatMap((make) => make(forecast) ?? []);
  const layouts = LAYOUTS.flatMap((make) => make(forecast) ?? []);
  if (faults.length === 0 && layouts.length === 0) return undefined;
  return {
    faults: (writer) => composed(faults.map((fault) => fault(writer))),
    layout: composed(layouts),
  };
}
