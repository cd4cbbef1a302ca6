// @ts-check
/** How far the screen is behind what came: for how long the oldest text has waited that is not shown yet. */

export function createBehind() {
  /** When text came, and how long all of it was then; only what waits. @type {{ at: number, end: number }[]} */
  let waiting = [];
  let length = 0;
  let mostMs = 0;

  const nowMs = (/** @type {number} */ now) => {
    const [oldest] = waiting;
    return oldest ? Math.max(0, now - oldest.at) : 0;
  };

  return {
    /** Milliseconds that the oldest waiting text has waited by `now`. */
    nowMs,
    /** The most milliseconds that any text has waited by `now`. @param {number} now */
    mostMsBy: (now) => Math.max(mostMs, nowMs(now)),
    /** @param {number} characters @param {number} at */
    came(characters, at) {
      if (characters === 0) return;
      length += characters;
      waiting.push({ at, end: length });
    },
    /** All is shown but the last so many characters. @param {number} unshown @param {number} now */
    shown(unshown, now) {
      mostMs = Math.max(mostMs, nowMs(now));
      const shown = length - unshown;
      waiting = waiting.filter(({ end }) => end > shown);
    },
    clear() {
      waiting = [];
      length = 0;
      mostMs = 0;
    },
  };
}
