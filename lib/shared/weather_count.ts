/** The names under which it is counted how often weather has befallen requests. */

import { hashText } from "../random.ts";

const PREFIX = "weather/";

/** The name for one model, one key or session, and one set of faults. */
export function weatherCount(model: string, owner: string, faults: number): string {
  return `${weatherCountsOf(model)}${faults} ${digestOf(owner)}`;
}

/** An API key, of which nothing is to be read where names are kept. */
function digestOf(key: string): string {
  return `${hashText(key)} ${hashText(key, hashText(`${key.length} ${key}`))}`;
}

/** What the names of one model begin with; of all of them without one. */
export function weatherCountsOf(model?: string): string {
  return model === undefined ? PREFIX : `${PREFIX}${model}/`;
}
