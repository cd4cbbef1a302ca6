/** Whether the weather that the settings ask for befalls a request, and the error that it may have in place of its answer. */

import { ApiError } from "../api_error.ts";
import type { Overrides } from "../config/config.ts";
import { WEATHER_KEYS } from "../config/weather.ts";
import type { Settings } from "../config/settings.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Provider } from "../http/provider.ts";
import { hashText, seededRandom } from "../random.ts";
import { weatherCount } from "../shared/weather_count.ts";
import type { Deps } from "./deps.ts";
import type { BodyReader } from "./dialect.ts";
import { holdHead } from "./held_head.ts";
import { type CheckedRequest, readBody } from "./read_body.ts";
import { weatherError } from "./weather_error.ts";
import {
  GENERAL_RULES,
  NO_COMPLETION_RULES,
  replacesAnswer,
  settleWeather,
  type WeatherRule,
  withoutKeys,
} from "./weather_rules.ts";

/** What a request is about, as far as its weather goes. */
interface Asking {
  readonly model: string;
  readonly settings: Settings;
  readonly asked: readonly Overrides[];
}

/** Whether there is any weather. */
export function hasWeather(settings: Settings): boolean {
  // Asked of each request twice: a callback for each of fifty keys would cost as much again.
  for (const key of WEATHER_KEYS) if (settings[key] !== undefined) return true;
  return false;
}

/**
 * A request in its weather: with the settings that hold for it, by the rules for an answer of its kind. Throws the error that they
 * ask for, when its head is to leave.
 */
export async function inWeather<Request extends Asking>(
  provider: Provider,
  deps: Deps,
  exchange: Exchange,
  request: Request,
  rules: readonly WeatherRule[],
): Promise<Request> {
  const { model, settings: all, asked } = request;
  if (!hasWeather(all)) return request;
  const general = settleWeather(all, asked, GENERAL_RULES);
  const own = settleWeather(general.settings, asked, rules);
  if (!await befalls(deps, exchange, model, general.settings)) {
    return { ...request, settings: withoutKeys(all, () => true) };
  }
  for (const fault of [...general.without, ...own.without]) exchange.observer.faulted?.(fault);
  const kind = replacesAnswer(general.settings);
  const { head } = own.settings;
  if (kind !== undefined || head === "never" || head === "reset") {
    await holdHead(deps, exchange, model, own.settings);
  }
  if (kind === undefined) return { ...request, settings: own.settings };
  exchange.observer.faulted?.({ kind, place: null });
  throw new ApiError(weatherError(provider, own.settings, model, deps.clock.unixMs()));
}

/** Reads a body, in its weather, whose answer is no completion; a head that is to leave late is waited for. */
export async function readInWeather<Body>(
  reader: BodyReader<Body>,
  deps: Deps,
  exchange: Exchange,
): Promise<CheckedRequest<Body>> {
  const read = await readBody(reader, deps, exchange);
  const request = await inWeather(reader.provider, deps, exchange, read, NO_COMPLETION_RULES);
  await holdHead(deps, exchange, request.model, request.settings);
  return request;
}

/** Draws, then counts: only the next `times` requests that have drawn it. */
async function befalls(
  { shared, newSeed }: Deps,
  { apiKey, session }: Exchange,
  model: string,
  settings: Settings,
): Promise<boolean> {
  const { probability, times } = settings;
  if (probability !== undefined) {
    const random = seededRandom(hashText(`${settings.seed ?? newSeed()} probability`));
    if (random() >= probability) return false;
  }
  if (times === undefined) return true;
  const faults = WEATHER_KEYS.map((key) => settings[key]);
  const name = weatherCount(model, session ?? apiKey ?? "", hashText(JSON.stringify(faults)));
  return await shared.count(name) <= times;
}
