/** Order statistics, in one place for the client and the scenarios. */

/** The quantiles that a figure is made of. */
export interface Spread {
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** What a list of numbers looks like; NaN all over where it is empty. */
export function spreadOf(numbers: readonly number[] | Float64Array): Spread {
  const sorted = Float64Array.from(numbers).sort();
  return {
    min: at(sorted, 0),
    p50: at(sorted, 0.5),
    p90: at(sorted, 0.9),
    p99: at(sorted, 0.99),
    max: at(sorted, 1),
  };
}

/** The middle one. */
export function median(numbers: readonly number[]): number {
  return spreadOf(numbers).p50;
}

function at(sorted: Float64Array, quantile: number): number {
  return sorted[Math.round(quantile * (sorted.length - 1))] ?? NaN;
}
