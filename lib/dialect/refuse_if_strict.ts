/** The two ways with what the real service refuses and this one can serve: refuse it too, or say so and serve it. */

import type { ApiError } from "../api_error.ts";
import { asksStrict } from "../config/overrides.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Deps } from "./deps.ts";
import type { RefuseIfStrict } from "./objections.ts";

/** The most characters of a warning, which may repeat what a stranger sent. */
const LONGEST_WARNING = 500;

/** Refuses. */
export function refuse(error: ApiError): never {
  throw error;
}

/** Serves, with a warning. */
export function warnInstead({ warn }: Pick<Exchange, "warn">): RefuseIfStrict {
  return ({ data: { status, message } }) =>
    warn(`The real service would answer ${status}: ${message.slice(0, LONGEST_WARNING)}`);
}

/** The way with a request that asks no model, by its head. */
export function wayOf(exchange: Exchange, deps: Deps): RefuseIfStrict {
  return asksStrict(exchange.request, deps.config()) ? refuse : warnInstead(exchange);
}
