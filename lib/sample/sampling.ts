/** One sampling, and what it may cost: a hostile schema ends when that is spent, and not by luck. */

import type { AST } from "@eslint-community/regexpp";
import type { Random } from "../random.ts";

/** About the size of the largest value, in characters of JSON; OpenAI's own limit on a schema's names is 120,000. */
const CHARACTERS = 250_000;
/** Schemas joined, values checked, characters of patterns drawn: 10 to 20 ms. */
const WORK = 25_000;

/** A parsed expression. `degree` bounds its matching: the polynomial's exponent, infinite where it may explode. */
export interface Pattern {
  readonly tree: AST.Pattern;
  readonly regexp: RegExp;
  readonly degree: number;
  /** Has what drawing along the tree does not obey: lookaround, word boundaries, references back. */
  readonly loose: boolean;
  /** Whether more may stand behind what it matches. */
  readonly endsAnywhere: boolean;
}

/** One sampling of one schema: its chance, and what is left to spend. */
export interface Sampling {
  readonly root: unknown;
  readonly random: Random;
  readonly left: { characters: number; work: number };
  /** By the source; nothing for one that is wrong or too long. */
  readonly patterns: Map<string, Pattern | undefined>;
  /** What references point at, by the reference. */
  readonly targets: Map<string, unknown>;
  /** The characters of classes, by their source. */
  readonly alphabets: Map<string, readonly string[]>;
}

/** A sampling of which nothing is spent yet. */
export function newSampling(root: unknown, random: Random): Sampling {
  return {
    root,
    random,
    left: { characters: CHARACTERS, work: WORK },
    patterns: new Map(),
    targets: new Map(),
    alphabets: new Map(),
  };
}

/** Takes `amount` of what is left; false when there is not enough, and then nothing is left. */
export function spend(sampling: Sampling, what: "characters" | "work", amount: number): boolean {
  sampling.left[what] = amount <= sampling.left[what] ? sampling.left[what] - amount : -1;
  return sampling.left[what] >= 0;
}

/** Whether what is left should be kept for what is required. */
export function isSparing(sampling: Sampling): boolean {
  return sampling.left.characters < CHARACTERS / 2 || sampling.left.work < WORK / 2;
}

/** A whole number from 0 to `count` - 1. */
export function below(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/** One of them, at random; undefined of none. */
export function choose<T>(random: Random, all: readonly T[]): T | undefined {
  return all[below(random, all.length)];
}

/** The same items in the same circle, begun at a place of chance. */
export function rotate<T>(random: Random, all: readonly T[]): readonly T[] {
  const start = below(random, all.length);
  return [...all.slice(start), ...all.slice(0, start)];
}
