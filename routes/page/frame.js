// @ts-check
/// <reference lib="dom" />
/**
 * Gathers what wants to be drawn, so that the page is touched once a frame however much arrives, and says when texts have
 * had their share.
 */

/** What a frame may spend on texts, in milliseconds; the rest of it is for layout and paint. */
const BUDGET_MS = 6;

/** After a frame that took longer than this, layout and paint included, the next one takes up one text alone. */
const LONG_MS = 20;

/** A frame with texts, layout and paint included, is followed by so many times as long without: for what is pressed. */
const REST = 0.5;

/** @type {Set<(now: number) => void>} */
const waiting = new Set();
const { port1: painted, port2: frameDone } = new MessageChannel();
let frames = 0;
let began = 0;
let spent = 0;
let restUntil = 0;
let budgetMs = BUDGET_MS;

// A message that is sent while a frame is drawn comes when it has been painted.
painted.onmessage = () => {
  const now = performance.now();
  restUntil = now + (now - began) * REST;
  budgetMs = now - began > LONG_MS ? 0 : BUDGET_MS;
};

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
  began = performance.now();
  spent = 0;
  // Each in its turn is the first, since the last may find the budget spent.
  const draws = [...waiting];
  const first = frames++ % draws.length;
  waiting.clear();
  for (const draw of [...draws.slice(first), ...draws.slice(0, first)]) draw(now);
  if (spent > 0) frameDone.postMessage(undefined);
}

/** Whether texts have had their share for now. */
export function isSpent() {
  return spent > budgetMs || began < restUntil;
}

/** Notes what was spent. @param {number} ms */
export function spend(ms) {
  spent += ms;
}
