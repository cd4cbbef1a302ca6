// @ts-check
/** What a stream's text came in: pieces of so many characters, and gaps between them. */

export function createArrivals() {
  /** @type {number[]} */
  const sizes = [];
  let characters = 0;
  let longestGapMs = 0;
  let lastAt = 0;
  return {
    get characters() {
      return characters;
    },
    /** @param {number} size @param {number} at In milliseconds. */
    add(size, at) {
      if (sizes.length > 0) longestGapMs = Math.max(longestGapMs, at - lastAt);
      lastAt = at;
      characters += size;
      sizes.push(size);
    },
    figures() {
      return {
        characters,
        pieces: sizes.length,
        ...medianAndMost(sizes),
        longestGapMs: sizes.length < 2 ? null : longestGapMs,
      };
    },
  };
}

/** Of sizes; `null` where there are none. @param {readonly number[]} sizes */
export function medianAndMost(sizes) {
  const sorted = sizes.toSorted((a, b) => a - b);
  return {
    median: sorted[Math.floor((sorted.length - 1) / 2)] ?? null,
    most: sorted.at(-1) ?? null,
  };
}
