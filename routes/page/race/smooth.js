// @ts-check
/** Shows text at an even pace from a buffer, however unevenly it came. */

/** How long a piece waits in the buffer, about. */
const DELAY_MS = 400;
/** How slowly the pace follows what comes. */
const INERTIA_MS = 600;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** No character that is shown as one is longer than this. */
const LONGEST_GRAPHEME = 40;

/** A buffer between what came and what is shown. */
export function createSmoother() {
  let waiting = "";
  let pace = 0; // characters a millisecond
  let owed = 0;
  /** @type {number | undefined} */
  let before;

  return {
    /** How many characters wait. */
    get length() {
      return waiting.length;
    },
    /** @param {string} text */
    push(text) {
      waiting += text;
    },
    /** What is to be shown by now. @param {number} now */
    take(now) {
      const ms = Math.min(100, now - (before ?? now));
      before = now;
      pace += (waiting.length / DELAY_MS - pace) * (1 - Math.exp(-ms / INERTIA_MS));
      owed = Math.min(waiting.length, owed + pace * ms);
      const text = waiting.slice(0, wholeGraphemes(waiting, Math.floor(owed)));
      waiting = waiting.slice(text.length);
      owed -= text.length;
      return text;
    },
    /** All that is left: nobody likes an animation that goes on after the work is done. */
    takeAll() {
      const text = waiting;
      waiting = "";
      return text;
    },
  };
}

/**
 * The most characters, up to `length`, that do not end within one that is shown as one.
 * @param {string} text
 * @param {number} length
 */
function wholeGraphemes(text, length) {
  if (length >= text.length) return text.length;
  const from = Math.max(0, length - LONGEST_GRAPHEME);
  const around = text.slice(from, length + LONGEST_GRAPHEME);
  return from + (graphemes.segment(around).containing(length - from)?.index ?? 0);
}
