/** Vectors that mean a little: texts that share words or spellings lie near each other, the others do not. */

import { hashText, seededRandom } from "../../../lib/random.ts";
import { base64 } from "../base64.ts";

/** Coordinates are drawn for so many dimensions at a time: those of the largest model, text-embedding-3-large. */
const BLOCK = 3072;
/** Coordinates of a block that one feature moves: enough for a few of them to lie in the first 128. */
const COORDINATES = 96;
/** What is read for features; an embedding model's own limit is 8,192 tokens, about as much. */
const LONGEST_READ = 32_768;
const LONGEST_WORD = 40;

const STOP_WORD_WEIGHT = 0.25;
const TRIGRAM_WEIGHT = 0.4;
/** Of the whole text in each coordinate: different texts differ, and none is zero anywhere. */
const TRACE = 0.02;

const STOP_WORDS: ReadonlySet<string> = new Set(
  ("a an and are as at be been but by can could did do does for from had has have he her his how i if in into is it " +
    "its me my no not of on or our she so than that the their them then there they this to us was we were what when " +
    "where which who why will with would you your").split(" "),
);

/**
 * A unit vector of the text, the same for the same text. Shorter ones are the first `dimensions` of longer ones, made
 * a unit again, as the real API's are.
 */
export function embed(text: string, dimensions: number): Float32Array {
  const vector = traceOf(text, dimensions);
  for (const [feature, weight] of featuresOf(text)) {
    for (let start = 0; start < dimensions; start += BLOCK) {
      addFeature(vector, feature, weight, start);
    }
  }
  return unit(vector);
}

/** By plain loops: `Float32Array.from` with a function takes ten times as long, and a request may ask for 2,048 vectors. */
function unit(vector: Float64Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return new Float32Array(vector.map((value) => value / Math.sqrt(sum)));
}

/** The vector's bytes as little-endian float32 in base64, as `encoding_format: "base64"` asks. */
export function base64Floats(vector: Float32Array): string {
  const view = new DataView(new ArrayBuffer(vector.length * 4));
  vector.forEach((value, i) => view.setFloat32(i * 4, value, true));
  return base64(new Uint8Array(view.buffer));
}

function traceOf(text: string, dimensions: number): Float64Array {
  const random = seededRandom(hashText(text));
  return new Float64Array(dimensions).map(() => random() < 0.5 ? -TRACE : TRACE);
}

function addFeature(vector: Float64Array, feature: string, weight: number, start: number): void {
  const random = seededRandom(hashText(feature) + start);
  for (let i = 0; i < COORDINATES; i++) {
    const drawn = Math.floor(random() * BLOCK * 2);
    const at = start + (drawn >> 1);
    if (at < vector.length) vector[at] = (vector[at] ?? 0) + (drawn % 2 === 0 ? weight : -weight);
  }
}

/** Words and the trigrams within them, each weighing by the root of how often it occurs. */
function featuresOf(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (feature: string) => counts.set(feature, (counts.get(feature) ?? 0) + 1);
  for (const word of text.slice(0, LONGEST_READ).toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    count(word);
    if (!STOP_WORDS.has(word)) trigramsOf(word).forEach(count);
  }
  return new Map([...counts].map(([feature, times]) => [
    feature,
    Math.sqrt(times) * weightOf(feature),
  ]));
}

/** Of ` word `, so that beginnings and endings tell; marked, as they are no words. */
function trigramsOf(word: string): readonly string[] {
  const padded = ` ${word.slice(0, LONGEST_WORD)} `;
  return Array.from({ length: padded.length - 2 }, (_, i) => `3${padded.slice(i, i + 3)}`);
}

function weightOf(feature: string): number {
  if (STOP_WORDS.has(feature)) return STOP_WORD_WEIGHT;
  return feature.length === 4 && feature.startsWith("3") ? TRIGRAM_WEIGHT : 1;
}
