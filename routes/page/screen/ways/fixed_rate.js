// @ts-check
const CHARACTERS_A_SECOND = 200;
const MOST_BEHIND_MS = 1000;

/**
 * Fixed rate: like a typewriter, at the same pace however text comes. It speeds up only where it would else fall behind
 * by more than `MOST_BEHIND_MS`, and rests where the stream is slower than it.
 * @param {(text: string) => void} write Puts text behind what is there: `(text) => element.append(text)`.
 */
export function showAtFixedRate(write) {
  const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  /** By when how much of the text is to be shown. @type {{ end: number, at: number }[]} */
  let due = [];
  let waiting = "";
  let shown = 0; // characters
  let owed = 0; // characters
  let before = 0; // when the last frame was
  let isOver = false;

  const draw = (/** @type {number} */ now) => {
    due = due.filter(({ end }) => end > shown);
    const needed = due.map(({ end, at }) => (end - shown) / Math.max(1, at - now));
    const pace = Math.max(CHARACTERS_A_SECOND / 1000, ...needed);
    owed = isStill ? Infinity : owed + pace * Math.max(0, now - before);
    before = now;
    // What is not ASCII may grow until something follows it: an accent, the other half of an emoji.
    const ready = isOver || /[ -~\s]$/.test(waiting) ? waiting.length : waiting.length - 1;
    const most = Math.min(Math.floor(owed), ready);
    const cut = graphemes.segment(waiting).containing(most)?.index ?? waiting.length;
    if (cut > 0) write(waiting.slice(0, cut));
    waiting = waiting.slice(cut);
    shown += cut;
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
      due.push({ end: shown + waiting.length, at: performance.now() + MOST_BEHIND_MS });
    },
    end() {
      isOver = true;
    },
  };
}
