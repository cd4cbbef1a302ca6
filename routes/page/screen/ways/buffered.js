// @ts-check
const DELAY_MS = 300; // how long a character waits, about
const INERTIA_MS = 150; // how slowly the pace follows what comes
const SLOWEST = 0.03; // characters a millisecond

/**
 * Buffered: text waits for a moment, and is shown at the pace at which it comes on the whole. Lumps and gaps that are
 * shorter than the delay are not seen; the delay is the price.
 * @param {(text: string) => void} write Puts text behind what is there: `(text) => element.append(text)`.
 */
export function showBuffered(write) {
  const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let waiting = "";
  let pace = 0; // characters a millisecond
  let owed = 0; // characters
  let before = 0; // when the last frame was
  let overAt = Infinity;

  const draw = (/** @type {number} */ now) => {
    const ms = Math.max(0, now - before);
    before = now;
    const wanted = Math.max(SLOWEST, waiting.length / DELAY_MS);
    pace += (wanted - pace) * (1 - Math.exp(-ms / INERTIA_MS));
    // Once all has come, the rest has no longer to wait than what came last.
    pace = Math.max(pace, waiting.length / Math.max(1, overAt + DELAY_MS - now));
    owed = isStill ? Infinity : owed + pace * ms;
    // What is not ASCII may grow until something follows it: an accent, the other half of an emoji.
    const ready = overAt < now || /[ -~\s]$/.test(waiting) ? waiting.length : waiting.length - 1;
    const most = Math.min(Math.floor(owed), ready);
    const cut = graphemes.segment(waiting).containing(most)?.index ?? waiting.length;
    if (cut > 0) write(waiting.slice(0, cut));
    waiting = waiting.slice(cut);
    owed = Math.min(owed - cut, waiting.length);
    if (waiting) requestAnimationFrame(draw);
  };

  return {
    /** @param {string} text */
    push(text) {
      if (text && !waiting) {
        before = performance.now();
        requestAnimationFrame(draw);
      }
      waiting += text;
    },
    end() {
      overAt = performance.now();
    },
  };
}
