/** Figures as they are read: plain data in the shape of prom-client's JSON, so that threads can send it and prom-client adds it up. */

/** One metric of one thread, with all its labels. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  /** How the values of several threads become one. */
  readonly aggregator: "sum" | "max";
  readonly values: readonly Sample[];
}

/** One number. */
export interface Sample {
  /** Where it is not the family's: `…_bucket`, `…_sum` and `…_count` of a histogram. */
  readonly metricName?: string;
  readonly labels: Labels;
  readonly value: number;
}

/** What tells one number from another of its family. */
export type Labels = Readonly<Record<string, string | number>>;
