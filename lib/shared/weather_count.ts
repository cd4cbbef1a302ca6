/** The names under which it is counted how often weather has befallen requests. */

const PREFIX = "weather/";

/** The name for one model, one key or session, and one set of faults. */
export function weatherCount(model: string, owner: string, faults: number): string {
  return `${weatherCountsOf(model)}${faults} ${owner}`;
}

/** What the names of one model begin with; of all of them without one. */
export function weatherCountsOf(model?: string): string {
  return model === undefined ? PREFIX : `${PREFIX}${model}/`;
}
