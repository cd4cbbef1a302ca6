/** What an answer costs its model's rate limits, whatever protocol it is in. */

import { ApiError } from "../api_error.ts";
import type { Settings } from "../config/settings.ts";
import type { Deps } from "./deps.ts";
import type { Provider } from "../http/provider.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Delivery } from "../ledger/observer.ts";
import { unlimited } from "../shared/limits.ts";

/** What an answer takes from its model's limits. */
export interface Charge {
  readonly model: string;
  readonly settings: Settings;
  /** Of the prompt and of the answer. */
  readonly tokens: number;
  readonly delivery: Delivery;
}

/** Takes an answer from its model's limits and gives its headers; throws the service's 429 where they are used up. */
export async function takeFromLimits(
  provider: Provider,
  deps: Deps,
  { apiKey, url }: Exchange,
  { model, settings, tokens: wanted, delivery }: Charge,
): Promise<Readonly<Record<string, string>>> {
  const { requests_per_minute: requests, tokens_per_minute: tokens } = settings;
  const limits = {
    ...(requests === undefined ? {} : { requests }),
    ...(tokens === undefined ? {} : { tokens }),
  };
  // Whoever has no limit is spared the message to another thread.
  const grant = Object.keys(limits).length === 0
    ? unlimited(wanted)
    : await deps.shared.take(`${model} ${apiKey ?? ""}`, limits, wanted);
  const unixMs = deps.clock.unixMs();
  const { kind: outcome, allowance } = grant;
  const headers = provider.limitHeaders({ delivery, outcome, model, allowance, unixMs });
  if (grant.kind === "granted") return headers;
  const error = provider.rateLimited(grant, model, url);
  throw new ApiError({ ...error, headers: { ...headers, ...error.headers } });
}
