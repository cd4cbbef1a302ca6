/** Settings of time and load that can have no effect: a 400 where the request itself asks for them, nothing elsewhere. */

import { badRequest } from "../api_error.ts";
import type { Overrides } from "../config/config.ts";
import type { Settings } from "../config/settings.ts";

/** Says why a key has no effect, where it has none. */
type Rule = (settings: Settings, isAsked: (key: keyof Overrides) => boolean) => string | undefined;

const RULES: readonly (readonly [key: keyof Overrides, why: Rule])[] = [
  ["trace_scale", ({ trace }) => trace === undefined ? "there is no 'trace' to scale" : undefined],
  [
    "rate_shape",
    (_, isAsked) => isAsked("trace") ? "'trace' says each gap between tokens already" : undefined,
  ],
  [
    "jitter",
    (_, isAsked) => isAsked("trace") ? "'trace' says each gap between tokens already" : undefined,
  ],
  [
    "max_queue",
    ({ max_running }) =>
      max_running === undefined ? "nobody waits in line without 'max_running'" : undefined,
  ],
];

/** Throws a 400 where a request asks for what can have no effect. */
export function refuseWithoutEffect(
  { settings, asked }: { readonly settings: Settings; readonly asked: readonly Overrides[] },
): void {
  const isAsked = (key: keyof Overrides) => asked.some((one) => one[key] !== undefined);
  for (const [key, rule] of RULES) {
    if (!isAsked(key)) continue;
    const why = rule(settings, isAsked);
    if (why !== undefined) {
      throw badRequest(`Cannot do '${key}' here: ${why}.`, key, "invalid_value");
    }
  }
}
