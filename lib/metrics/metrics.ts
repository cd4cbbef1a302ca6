/** Counts what the ledger writes down, for Prometheus. An observer; bounded, however many models are named. */

import { NO_DEPARTURES } from "../ledger/departures.ts";
import type { Outcome } from "../ledger/entry.ts";
import type { Delivery, Observer, OpenedRequest, RequestObserver } from "../ledger/observer.ts";
import { countDepartures } from "./count_departures.ts";
import type { Family } from "./family.ts";
import { createSeries, familiesOf, type Series } from "./series.ts";

/** What has been counted since the start. */
export interface Metrics extends Observer {
  opened(request: OpenedRequest): RequestObserver;
  read(): readonly Family[];
}

/** So many models that the configuration does not name get a label of their own; the others are "other" together. */
const MOST_UNKNOWN_MODELS = 50;

/** Counts from zero. `isKnown` says whether the configuration names a model. */
export function createMetrics(isKnown: (model: string) => boolean): Metrics {
  const all = new Map<string, Series>();
  const unknown = new Set<string>();
  const counting = new Set<() => void>();

  const labelOf = (model: string): string => {
    if (model === "") return "none";
    if (isKnown(model) || unknown.has(model)) return model;
    if (unknown.size >= MOST_UNKNOWN_MODELS) return "other";
    unknown.add(model);
    return model;
  };

  const seriesOf = (model: string, dialect: string): Series => {
    const labels = { model: labelOf(model), dialect };
    const key = `${dialect} ${labels.model}`;
    const found = all.get(key) ?? createSeries(labels);
    all.set(key, found);
    return found;
  };

  return {
    opened: () => counterOf(seriesOf, counting),
    read() {
      for (const count of counting) count();
      return familiesOf([...all.values()]);
    },
  };
}

/** Counts one request, in the series of its model and protocol once they are known; what counts its stream is in `counting` until it ends. */
function counterOf(
  seriesOf: (model: string, dialect: string) => Series,
  counting: Set<() => void>,
): RequestObserver {
  let series: Series | undefined;
  let delivery: Delivery = "at_once";
  let atOnceTokens = 0;
  let isTruncated = false;
  let isOver = false;
  let left = NO_DEPARTURES;
  let count = () => {};

  const end = (outcome: Outcome) => {
    if (isOver) return;
    isOver = true;
    const { outcomes, duration } = series ??= seriesOf("", "none");
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    count();
    counting.delete(count);
    const lastLeftMs = left.last()?.leftMs ?? 0;
    if (delivery !== "at_once" && lastLeftMs > 0) duration.observe(lastLeftMs);
  };

  return {
    asked({ model, dialect }) {
      series = seriesOf(model, dialect);
    },
    planned({ usage, truncated }, _id, how) {
      delivery = how;
      isTruncated = truncated;
      if (how === "at_once") atOnceTokens = usage.completionTokens;
      if (series) series.promptTokens += usage.promptTokens;
    },
    answered(status, error) {
      if (status >= 400 || error !== undefined) return end("error");
      if (delivery !== "at_once") return;
      if (series) series.tokens += atOnceTokens;
      end("completed");
    },
    began(departures) {
      left = departures;
      if (!series) return;
      count = countDepartures(departures, series);
      counting.add(count);
    },
    faulted({ kind }) {
      if (series) series.faults.set(kind, (series.faults.get(kind) ?? 0) + 1);
    },
    ended: (how) => end(how === "completed" && isTruncated ? "truncated" : how),
    acted() {},
  };
}
