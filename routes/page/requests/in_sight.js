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
  const room = Math.ceil(clientHeight / height) + BEYOND;
  // It may have been scrolled further than there is, before there were fewer.
  const top = Math.min(Math.floor(scrollTop / height), Math.max(0, count - room + BEYOND));
  const first = Math.max(0, top - BEYOND);
  const edge = Math.min(count, first + room);
  return { first, end: Math.min(count, edge + BEYOND), edge };
}
