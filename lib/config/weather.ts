/** All that can be other than clear: faults, odd words and the network, which are one request's weather together. */

import { faultShape } from "./faults.ts";
import { networkShape } from "./network.ts";
import { shapesShape } from "./shapes.ts";

/** Every key, all of which are off by being absent. */
export const weatherShape = { ...faultShape, ...shapesShape, ...networkShape };

/** The name of one. */
export type WeatherKey = keyof typeof weatherShape;

/** All their names. */
export const WEATHER_KEYS: readonly WeatherKey[] = Object.keys(weatherShape).filter(isWeatherKey);

/** Whether a setting is weather. */
function isWeatherKey(key: string): key is WeatherKey {
  return Object.hasOwn(weatherShape, key);
}
