// @ts-check
/// <reference lib="dom" />
/**
 * Which of very many rows are in sight. All are of one height, so that it is a division; that is why no library does it.
 */

/** Rows beyond the edge, so that none is missing while it scrolls. */
const BEYOND = 8;

/**
 * The first row and the one behind the last that are to be there, and the first that is beyond the lower edge.
 * @param {HTMLElement} scroll
 * @param {number} height Of one row, in pixels.
 * @param {number} count
 */
export function rowsInSight({ scrollTop, clientHeight }, height, count) {
  const first = Math.max(0, Math.floor(scrollTop / height) - BEYOND);
  const end = Math.min(count, first + Math.ceil(clientHeight / height) + 2 * BEYOND);
  return { first, end, edge: Math.min(end, first + Math.ceil(clientHeight / height) + BEYOND) };
}
