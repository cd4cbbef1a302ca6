/** Guesses the word that somebody meant. */

import { levenshteinDistance } from "@std/text/levenshtein-distance";

/** The word of `known` nearest to `given`, if one is near: a third of it mistyped, or one contains the other. */
export function nearest(given: string, known: Iterable<string>): string | undefined {
  if (given.length > LONGEST_WORD) return undefined;
  const word = given.toLowerCase();
  const [best] = [...known].slice(0, MOST_WORDS)
    .map((one) => ({ one, distance: distanceOf(word, one.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(2, word.length / 3))
    .sort((a, b) => a.distance - b.distance);
  return best?.one;
}

/** What to say about a word that is not among `known`: the one that was meant, or, of a few, all. */
export function didYouMean(given: string, known: Iterable<string>): string | undefined {
  const words = [...known];
  const guess = nearest(given, words);
  if (guess !== undefined) return `Did you mean \`${guess}\`?`;
  if (words.length === 0 || words.length > 10) return undefined;
  return `It takes ${words.map((one) => `\`${one}\``).join(", ")}.`;
}

/** Longer words are not compared, in characters: nobody mistypes them, and comparing them takes long. */
const LONGEST_WORD = 200;

/** … and no more of them are: 5 ms. */
const MOST_WORDS = 1000;

/** At least this much of a word must be there for containing it to count. */
const SHORTEST_PART = 4;

function distanceOf(given: string, known: string): number {
  const shorter = Math.min(given.length, known.length);
  if (shorter >= SHORTEST_PART && (known.includes(given) || given.includes(known))) return 1;
  return levenshteinDistance(given, known);
}
