// @ts-check
/** What one way of showing did with what came: how much a frame showed, how long it rested, how far it was behind. */

import { createBehind } from "../race/behind.js";
import { medianAndMost } from "./arrivals.js";

/**
 * @typedef {object} Shown
 * @property {number | null} median Characters that a frame added, of the frames that added any.
 * @property {number | null} most
 * @property {number | null} longestRestMs The longest time from one such frame to the next.
 * @property {number} touched How many frames added something.
 * @property {number} frames Of how many, from the first that did to the last.
 * @property {number} behindMs For how long the oldest text has waited that is not shown yet.
 * @property {number} behindCharacters
 * @property {number} mostBehindMs
 * @property {number} mostBehindCharacters
 */

export function createShownMeter() {
  const behind = createBehind();
  /** What each frame added that added something. @type {number[]} */
  const added = [];
  let came = 0;
  let length = 0;
  let frames = 0;
  let framesToLast = 0;
  let longestRestMs = 0;
  let mostBehindCharacters = 0;
  let lastAt = 0;

  return {
    /** How many characters are shown. */
    get length() {
      return length;
    },
    /** So many characters came. @param {number} characters @param {number} at */
    came(characters, at) {
      came += characters;
      behind.came(characters, at);
    },
    /** A frame is ready to be painted, with so many characters on the page. @param {number} nowLength @param {number} now */
    frame(nowLength, now) {
      if (added.length > 0) frames++;
      mostBehindCharacters = Math.max(mostBehindCharacters, came - length);
      if (nowLength === length) return;
      if (added.length === 0) frames = 1;
      else longestRestMs = Math.max(longestRestMs, now - lastAt);
      added.push(nowLength - length);
      framesToLast = frames;
      lastAt = now;
      length = nowLength;
      behind.shown(came - length, now);
    },
    /** @param {number} now @returns {Shown} */
    figures(now) {
      return {
        ...medianAndMost(added),
        longestRestMs: added.length < 2 ? null : longestRestMs,
        touched: added.length,
        frames: framesToLast,
        behindMs: behind.nowMs(now),
        behindCharacters: came - length,
        mostBehindMs: behind.mostMsBy(now),
        mostBehindCharacters,
      };
    },
  };
}
