/** `GET /metrics`: what Prometheus scrapes, of all threads. */

import type { Deps } from "../../lib/dialect/deps.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { parseQuery } from "../../lib/http/parse_query.ts";
import { expose } from "../../lib/metrics/exposition.ts";
import { namedAsVllm } from "../../lib/metrics/vllm.ts";
import { z } from "zod";

/** What `GET /metrics` may be asked. */
export const metricsQuery = z.strictObject({ names: z.enum(["mocker", "vllm"]).default("mocker") });

/** All figures; `?names=vllm` has vLLM's names for what it has, too. */
export const metrics = (deps: Deps): Handler => async ({ url, request }) => {
  const { names } = parseQuery(metricsQuery, url);
  const threads = await deps.control.readMetrics();
  const wanted = names === "vllm" ? threads.map(namedAsVllm) : threads;
  // Whoever names OpenMetrics at all, as Prometheus does, prefers it.
  const accept = request.headers.get("accept") ?? "";
  const format = accept.includes("application/openmetrics-text") ? "openmetrics" : "prometheus";
  const { text, contentType } = await expose(wanted, format);
  return new Response(text, { headers: { "content-type": contentType } });
};
