/** The same figures under the names of vLLM's metrics (https://docs.vllm.ai/en/stable/design/metrics/), for whoever has its dashboards. */

import type { Family, Labels } from "./family.ts";

const NAMES: ReadonlyMap<string, string> = new Map([
  ["mocker_open_streams", "vllm:num_requests_running"],
  ["mocker_queue_length", "vllm:num_requests_waiting"],
  ["mocker_requests_total", "vllm:request_success_total"],
  ["mocker_prompt_tokens_total", "vllm:prompt_tokens_total"],
  ["mocker_tokens_total", "vllm:generation_tokens_total"],
  ["mocker_time_to_first_token_seconds", "vllm:time_to_first_token_seconds"],
  ["mocker_inter_token_seconds", "vllm:inter_token_latency_seconds"],
  ["mocker_request_duration_seconds", "vllm:e2e_request_latency_seconds"],
]);

/** vLLM's labels in place of ours; its finished reason is ours as near as it has one. */
const LABELS: ReadonlyMap<string, string> = new Map([
  ["model", "model_name"],
  ["dialect", "engine"],
  ["outcome", "finished_reason"],
]);

/** What vLLM has too, under its names; the rest as it is. */
export function namedAsVllm(families: readonly Family[]): readonly Family[] {
  return families.map((family) => {
    const name = NAMES.get(family.name);
    if (name === undefined) return family;
    const values = family.values.map(({ metricName, labels, value }) => ({
      ...metricName === undefined ? {} : { metricName: metricName.replace(family.name, name) },
      labels: renamed(labels),
      value,
    }));
    return { ...family, name, values };
  });
}

function renamed(labels: Labels): Labels {
  return Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [LABELS.get(key) ?? key, value]),
  );
}
