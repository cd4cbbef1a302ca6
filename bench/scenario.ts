/** What a benchmark is, and what it says. */

/** One row of the table. */
export interface Figure {
  readonly what: string;
  readonly toReach: string;
  readonly measured: string;
  /** Whether it was reached; undefined where this machine cannot tell, or there is nothing to reach. */
  readonly reached?: boolean | undefined;
  readonly values: Readonly<Record<string, number>>;
}

/** A benchmark that can be run alone, by its name. */
export interface Scenario {
  readonly name: string;
  run(): Promise<readonly Figure[]>;
}

/** A number as the table shows it. */
export function show(value: number | undefined, digits = 2): string {
  return value === undefined || Number.isNaN(value) ? "–" : value.toFixed(digits);
}

/** Waits for real. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
