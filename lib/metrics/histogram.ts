/** How often a time fell below each of a few bounds. */

import type { Labels, Sample } from "./family.ts";

/** Counts times; takes milliseconds, tells seconds, as Prometheus has it. */
export interface Histogram {
  /** Counts a time `times` times over. */
  observe(ms: number, times?: number): void;
  /** Its numbers, under the name of its family. */
  samples(name: string, labels: Labels): readonly Sample[];
}

/** An empty histogram. `boundsMs` rise, in milliseconds. */
export function createHistogram(boundsMs: readonly number[]): Histogram {
  /** The last is for what is above all bounds. */
  const counts = new Float64Array(boundsMs.length + 1);
  let sumMs = 0;
  return {
    observe(ms, times = 1) {
      let i = 0;
      while (i < boundsMs.length && ms > (boundsMs[i] ?? 0)) i++;
      counts[i] = (counts[i] ?? 0) + times;
      sumMs += ms * times;
    },
    samples(name, labels) {
      let count = 0;
      const buckets = [...counts].map((inBucket, i) => {
        count += inBucket;
        const bound = boundsMs[i];
        const le = bound === undefined ? "+Inf" : bound / 1000;
        return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: count };
      });
      return [
        ...buckets,
        { metricName: `${name}_sum`, labels, value: sumMs / 1000 },
        { metricName: `${name}_count`, labels, value: count },
      ];
    },
  };
}
