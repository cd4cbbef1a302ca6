/** All that can be other than clear: faults, odd words and the network, which are one request's weather together. */

import { FAULT_KEYS, faultShape } from "./faults.ts";
import { NETWORK_KEYS, networkShape } from "./network.ts";
import { once } from "./once.ts";
import { SHAPE_KEYS, shapesShape } from "./shapes.ts";

/** Every key, all of which are off by being absent. */
export const weatherShape = once(() => ({ ...faultShape(), ...shapesShape(), ...networkShape() }));

/** The name of one. */
export type WeatherKey = keyof ReturnType<typeof weatherShape>;

/** All their names, which each request asks for: they are written down, so that it does not wait for the schemas. */
export const WEATHER_KEYS: readonly WeatherKey[] = [...FAULT_KEYS, ...SHAPE_KEYS, ...NETWORK_KEYS];
