/** Which hazards a request's settings ask for, in the order in which they bend its frames. */

import type { FaultMaker, Forecast, LayoutMaker } from "./forecast.ts";
import { cut } from "./hazards/cut.ts";
import { streamError } from "./hazards/error.ts";
import { head } from "./hazards/head.ts";
import { malformed } from "./hazards/malformed.ts";
import { stall } from "./hazards/stall.ts";
import { composed, type Weather } from "./hazard.ts";
import { lingering, networkOf } from "./network/network.ts";

const linger: FaultMaker = ({ settings, delivery }) =>
  settings.ending === "linger" && delivery === "stream" ? () => lingering : undefined;

/** What happens to what is said, and when. */
const FAULTS: readonly FaultMaker[] = [malformed, streamError, stall, cut, linger, head];

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
    faults: (voice) => composed(faults.map((fault) => fault(voice))),
    layout: composed(layouts),
  };
}
