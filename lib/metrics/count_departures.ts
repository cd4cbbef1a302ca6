/** What left of a stream, counted in stretches: while it leaves, nothing is done for it here. */

import type { Departures } from "../ledger/departures.ts";
import type { Series } from "./series.ts";

/** Gives what counts the departures that are new since it was last called. It is called by itself when there are many. */
export function countDepartures(departures: Departures, series: Series): () => void {
  let counted = 0;
  let hasToken = false;
  let tokenLeftMs = 0;

  const countOne = (tokens: number, dueMs: number, leftMs: number) => {
    series.scheduleError.observe(Math.abs(leftMs - dueMs));
    if (tokens === 0) return;
    series.tokens += tokens;
    if (hasToken) series.gap.observe((leftMs - tokenLeftMs) / tokens, tokens);
    else series.ttft.observe(leftMs);
    hasToken = true;
    tokenLeftMs = leftMs;
  };
  const count = () => {
    counted = departures.visit(counted, countOne);
  };

  departures.watch({
    grew: count,
    merges(...departure) {
      count();
      countOne(...departure);
    },
  });
  return count;
}
