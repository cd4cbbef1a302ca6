// @ts-check
/// <reference lib="dom" />
/** Gathers what wants to be drawn, so that the page is touched once a frame however much arrives. */

/** @type {Set<(now: number) => void>} */
const waiting = new Set();

/**
 * Calls `draw` in the next frame; once, however often it is asked for before.
 * @param {(now: number) => void} draw
 */
export function nextFrame(draw) {
  if (waiting.size === 0) requestAnimationFrame(drawAll);
  waiting.add(draw);
}

/** @param {number} now */
function drawAll(now) {
  const draws = [...waiting];
  waiting.clear();
  for (const draw of draws) draw(now);
}
