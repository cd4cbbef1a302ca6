/** What a message counts, and what today's models tell beside what the older ones told (docs/wire.md §6 and §9). */

import type { Answer } from "../../lib/dialect/dialect.ts";
import type { Usage } from "../../lib/plan/plan.ts";
import type { MessagesBody } from "./body.ts";

/** Claude up to 4.1: what was recorded of those has fewer keys. Every other name is taken for a model of today. */
const OLDER = /^claude-(instant|[123]\b|(opus|sonnet|haiku)-4(-[01])?(-\d{8})?$)/;

/** Whether a model tells what models since 4.5 do. */
export function isOfToday(model: string): boolean {
  return !OLDER.test(model);
}

/** The usage of a message of which so much has been said. */
export function usageJson({ plan, body }: Answer<MessagesBody>, outputTokens: number): object {
  const { writtenTokens = 0, keptFor } = plan.usage.cached ?? {};
  return {
    ...inputJson(plan.usage),
    cache_creation: {
      ephemeral_5m_input_tokens: keptFor === "1h" ? 0 : writtenTokens,
      ephemeral_1h_input_tokens: keptFor === "1h" ? writtenTokens : 0,
    },
    output_tokens: outputTokens,
    service_tier: "standard",
    ...(isOfToday(plan.model) ? { inference_geo: body.inference_geo ?? "not_available" } : {}),
  };
}

/** The usage at a stream's end. */
export function finalUsageJson({ plan }: Answer<MessagesBody>, usage: Usage): object {
  const { completionTokens: output_tokens } = usage;
  return isOfToday(plan.model) ? { ...inputJson(usage), output_tokens } : { output_tokens };
}

/** The prompt in three: what no cache has to do with, what it keeps from now on, and what it had. */
function inputJson({ promptTokens, cached }: Usage): object {
  const { readTokens = 0, writtenTokens = 0 } = cached ?? {};
  return {
    input_tokens: promptTokens - readTokens - writtenTokens,
    cache_creation_input_tokens: writtenTokens,
    cache_read_input_tokens: readTokens,
  };
}
