/** A wait that needs no clock: for what is before, or beneath, all that keeps time here. */

/** Waits for about so many milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
