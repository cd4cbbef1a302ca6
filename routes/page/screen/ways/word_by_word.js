// @ts-check
const CATCH_UP_MS = 250;

/**
 * Word by word: nothing but whole words, one a frame, and more only where many wait. The word that comes last waits until
 * it is known where it ends.
 * @param {(text: string) => void} write Puts text behind what is there: `(text) => element.append(text)`.
 */
export function showWordByWord(write) {
  const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  /** Whole words that wait, each with the spaces and signs behind it. @type {string[]} */
  let words = [];
  let rest = ""; // a word that may go on
  let before = 0; // when the last frame was

  const draw = (/** @type {number} */ now) => {
    const share = isStill ? 1 : Math.min(1, Math.max(0, now - before) / CATCH_UP_MS);
    before = now;
    const count = Math.max(1, Math.ceil(words.length * share));
    write(words.slice(0, count).join(""));
    words = words.slice(count);
    if (words.length > 0) requestAnimationFrame(draw);
  };

  /** @param {string} text @param {boolean} isOver */
  const add = (text, isOver) => {
    rest += text;
    const found = [...segmenter.segment(rest)].filter(({ isWordLike }) => isWordLike);
    const cuts = found.slice(1).map(({ index }) => index);
    if (rest && (isOver || /\s$/.test(rest))) cuts.push(rest.length);
    if (words.length === 0 && cuts.length > 0) {
      before = performance.now();
      requestAnimationFrame(draw);
    }
    words.push(...cuts.map((cut, i) => rest.slice(cuts[i - 1] ?? 0, cut)));
    rest = rest.slice(cuts.at(-1) ?? 0);
  };

  return {
    /** @param {string} text */
    push: (text) => add(text, false),
    end: () => add("", true),
  };
}
