/** What is counted of one model on one protocol. */

import type { Outcome } from "../ledger/entry.ts";
import type { Family, Labels, Sample } from "./family.ts";
import { createHistogram, type Histogram } from "./histogram.ts";

/** The counters of one model on one protocol. */
export interface Series {
  readonly labels: Labels;
  readonly outcomes: Map<Outcome, number>;
  /** Of each kind of what went wrong on purpose. */
  readonly faults: Map<string, number>;
  /** Completion tokens that have left. */
  tokens: number;
  promptTokens: number;
  readonly ttft: Histogram;
  readonly gap: Histogram;
  readonly scheduleError: Histogram;
  readonly duration: Histogram;
}

const TTFT_MS = [
  1,
  5,
  10,
  20,
  50,
  100,
  200,
  300,
  500,
  750,
  1000,
  2000,
  5000,
  10_000,
  30_000,
  60_000,
];
const GAP_MS = [0.5, 1, 2, 5, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1000, 2500];
const SCHEDULE_ERROR_MS = [0.1, 0.5, 1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500];
const DURATION_MS = [
  100,
  250,
  500,
  1000,
  2500,
  5000,
  10_000,
  20_000,
  30_000,
  60_000,
  120_000,
  300_000,
];

/** Counters at zero. */
export function createSeries(labels: Labels): Series {
  return {
    labels,
    outcomes: new Map(),
    faults: new Map(),
    tokens: 0,
    promptTokens: 0,
    ttft: createHistogram(TTFT_MS),
    gap: createHistogram(GAP_MS),
    scheduleError: createHistogram(SCHEDULE_ERROR_MS),
    duration: createHistogram(DURATION_MS),
  };
}

/** All series as metrics. */
export function familiesOf(all: readonly Series[]): readonly Family[] {
  const counter = (name: string, help: string, samples: (series: Series) => readonly Sample[]) =>
    ({ name, help, type: "counter", aggregator: "sum", values: all.flatMap(samples) }) as const;
  const histogram = (name: string, help: string, of: (series: Series) => Histogram): Family => ({
    name,
    help,
    type: "histogram",
    aggregator: "sum",
    values: all.flatMap((series) => of(series).samples(name, series.labels)),
  });
  return [
    counter(
      "mocker_requests_total",
      "Requests that have ended, by how.",
      ({ labels, outcomes }) =>
        [...outcomes].map(([outcome, value]) => ({ labels: { ...labels, outcome }, value })),
    ),
    counter(
      "mocker_faults_total",
      "What went wrong on purpose, by the setting that asked for it.",
      ({ labels, faults }) =>
        [...faults].map(([fault, value]) => ({ labels: { ...labels, fault }, value })),
    ),
    counter(
      "mocker_tokens_total",
      "Completion tokens that have left.",
      ({ labels, tokens }) => [{ labels, value: tokens }],
    ),
    counter(
      "mocker_prompt_tokens_total",
      "Tokens of the prompts that were answered.",
      ({ labels, promptTokens }) => [{ labels, value: promptTokens }],
    ),
    histogram(
      "mocker_time_to_first_token_seconds",
      "From a request to its first token.",
      ({ ttft }) => ttft,
    ),
    histogram(
      "mocker_inter_token_seconds",
      "From one token to the next; an event of several tokens counts as so many, evenly apart.",
      ({ gap }) => gap,
    ),
    histogram(
      "mocker_schedule_error_seconds",
      "How far from its due time each event left.",
      ({ scheduleError }) => scheduleError,
    ),
    histogram(
      "mocker_request_duration_seconds",
      "From a request to the last event of its stream.",
      ({ duration }) => duration,
    ),
  ];
}
