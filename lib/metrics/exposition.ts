/** The figures of all threads as one text that Prometheus reads. prom-client adds them up and writes it, loaded when first asked. */

import type { Family } from "./family.ts";

/** The two forms that Prometheus asks for. */
export type Format = "prometheus" | "openmetrics";

/** A text and its content type. */
export interface Exposition {
  readonly text: string;
  readonly contentType: string;
}

/** Adds up what each thread has and writes it down. */
export async function expose(
  threads: readonly (readonly Family[])[],
  format: Format,
): Promise<Exposition> {
  const { default: { AggregatorRegistry, openMetricsContentType, prometheusContentType } } =
    await import("prom-client");
  const registry = AggregatorRegistry.aggregate(
    threads.map((families) => families.map(format === "openmetrics" ? withoutTotal : asItIs)),
  );
  registry.setContentType(
    format === "openmetrics" ? openMetricsContentType : prometheusContentType,
  );
  return { text: await registry.metrics(), contentType: registry.contentType };
}

const asItIs = (family: Family): Family => family;

/** OpenMetrics' counters are named without the ending that their numbers have; prom-client adds it to each number. */
function withoutTotal(family: Family): Family {
  return family.type === "counter"
    ? { ...family, name: family.name.replace(/_total$/, "") }
    : family;
}
