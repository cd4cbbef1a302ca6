// @ts-check
/// <reference lib="dom" />
/**
 * Gathers what wants to be drawn, so that the page is touched once a frame however much arrives, and says when texts have
 * had their share.
 */

/** What a frame may spend on texts, in milliseconds; the rest of it is for layout and paint. */
const BUDGET_MS = 10;

/** @type {Set<(now: number) => void>} */
const waiting = new Set();
let frames = 0;
let spent = 0;

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
  spent = 0;
  // Each in its turn is the first, since the last may find the budget spent.
  const draws = [...waiting];
  const first = frames++ % draws.length;
  waiting.clear();
  for (const draw of [...draws.slice(first), ...draws.slice(0, first)]) draw(now);
}

/** Whether texts have had their share for now. */
export function isSpent() {
  return spent > BUDGET_MS;
}

/** Notes what was spent. @param {number} ms */
export function spend(ms) {
  spent += ms;
}
