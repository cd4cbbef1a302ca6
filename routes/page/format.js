// @ts-check
/** How figures are written, and errors. */

/** What stands where there is no figure. */
export const NONE = "–";

/**
 * Tokens per second, in three figures.
 * @param {number | null | undefined} rate
 */
export function rateText(rate) {
  if (rate === null || rate === undefined || !(rate > 0)) return NONE;
  if (rate === Infinity) return "∞";
  if (rate >= 1e6) return `${(rate / 1e6).toFixed(1)}M`;
  if (rate >= 1e4) return `${Math.round(rate / 1e3)}k`;
  if (rate >= 100) return thousands(Math.round(rate));
  return rate.toFixed(rate >= 10 ? 1 : 2);
}

/**
 * @param {number | null | undefined} ms
 */
export function millisecondsText(ms) {
  if (ms === null || ms === undefined) return NONE;
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${thousands(Math.round(ms))} ms`;
}

/**
 * @param {number | null | undefined} ms
 */
export function secondsText(ms) {
  return ms === null || ms === undefined ? NONE : `${(ms / 1000).toFixed(ms < 100_000 ? 2 : 1)} s`;
}

/**
 * @param {number | null | undefined} count
 */
export function countText(count) {
  return count === null || count === undefined ? NONE : thousands(count);
}

/** @param {number} number */
function thousands(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * The time of day.
 * @param {string | Date} when
 */
export function timeText(when) {
  const date = new Date(when);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/**
 * How long ago, in one figure.
 * @param {number} ms
 */
export function agoText(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 2) return "just now";
  if (seconds < 90) return `${seconds} s ago`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min ago`;
  return `${Math.round(seconds / 3600)} h ago`;
}

/** What went wrong, as it is told. @param {unknown} error */
export function errorText(error) {
  return error instanceof Error ? error.message : String(error);
}
