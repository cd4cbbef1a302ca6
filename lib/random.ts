/** Chance, in one place: seeded where a request says so, from the system's entropy otherwise. */

import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A number from 0 (included) to 1 (excluded), the next of its sequence; shaped like `Math.random`. */
export type Random = () => number;

/** A sequence that the seed decides altogether; the same seed gives the same numbers anywhere. */
export function seededRandom(seed: number): Random {
  // Of a seed beyond 2^53 the low bits are gone, and all would be alike.
  const generator = xoroshiro128plus(Number.isSafeInteger(seed) ? seed | 0 : hashText(`${seed}`));
  return () => (generator.next() >>> 0) / 2 ** 32;
}

/** So many numbers of a new sequence are nearly a straight line over the seeds, and are passed over where the first ones matter. */
const FIRST_NUMBERS = 16;

/**
 * A sequence of its own for one purpose: another than that of the seed itself or of any other purpose. It is made when its first number
 * is drawn, since most requests draw none.
 */
export function randomFor(purpose: string, seed: number): Random {
  let made: Random | undefined;
  const make = () => {
    const random = seededRandom(hashText(`${purpose} ${seed}`));
    for (let i = 0; i < FIRST_NUMBERS; i++) random();
    return random;
  };
  return () => (made ??= make())();
}

/** A seed from the system's entropy, a 32-bit integer. */
export function entropySeed(): number {
  return crypto.getRandomValues(new Int32Array(1))[0] ?? 0;
}

/** A seed that a sequence gives, a 32-bit integer: 0.01 µs, where the system's entropy takes 0.6. */
export function nextSeed(random: Random): number {
  return Math.floor(random() * 2 ** 32) | 0;
}

/** Folds a text into a 32-bit integer (FNV-1a), to seed what must depend on that text alone; `before` is that of what stands before it. */
export function hashText(text: string, before = 0x811c9dc5): number {
  let hash = before;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash;
}

const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEX = "0123456789abcdef";

/** `length` letters and digits, as in `chatcmpl-…` and `call_…`. */
export function alphanumeric(random: Random, length: number): string {
  return pick(random, ALPHANUMERIC, length);
}

/** `length` lower-case hexadecimal digits, as in `req_…` and `resp_…`. */
export function hex(random: Random, length: number): string {
  return pick(random, HEX, length);
}

/**
 * A factor of mean 1 and coefficient of variation `cv` from a log-normal distribution:
 * `exp(σz - σ²/2)` with `σ² = ln(1 + cv²)`, `z` by Box-Muller. `cv` 0 gives 1.
 */
export function logNormal(random: Random, cv: number): number {
  const variance = Math.log1p(cv * cv);
  const z = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.exp(Math.sqrt(variance) * z - variance / 2);
}

function pick(random: Random, alphabet: string, length: number): string {
  const codes: number[] = [];
  for (let i = 0; i < length; i++) {
    codes.push(alphabet.charCodeAt(Math.floor(random() * alphabet.length)));
  }
  // Added up letter by letter, a text is a chain of as many objects.
  return String.fromCharCode(...codes);
}
