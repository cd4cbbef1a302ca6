/** What `tokens_per_chunk` may be: a number, a range, or weights of sizes. */

import { z } from "zod";
import { once } from "./once.ts";

/** The most tokens of one chunk. */
const MOST_TOKENS = 10_000;

/** The most sizes that weights name. */
const MOST_SIZES = 100;

/** One size that a chunk may have. */
export interface ChunkSize {
  /** Tokens from `least` to `most`, each as likely as the others. */
  readonly least: number;
  readonly most: number;
  /** How often it comes up, relative to the others' weights. */
  readonly weight: number;
}

const MESSAGE = `Give a whole number from 1 to ${MOST_TOKENS}, a range such as "1-4", ` +
  'or weights of sizes such as "1:0.55,5:0.45"';

/** The setting. A table of weights is kept as the text that says the same, so that an edit replaces it whole. */
export const chunkSizes = once(() =>
  z.union([
    z.int(MESSAGE).min(1, MESSAGE).max(MOST_TOKENS, MESSAGE),
    z.string(),
    z.record(z.string(), z.number().min(0)),
  ], { error: MESSAGE })
    .transform((value) => typeof value === "object" ? weightsText(value) : value)
    .refine((value) => typeof value === "number" || sizesOf(value) !== undefined, MESSAGE)
);

function weightsText(weights: Readonly<Record<string, number>>): string {
  return Object.entries(weights).map(([size, weight]) => `${size}:${weight}`).join(",");
}

/** The sizes that a text says: `"1-4"` or `"1:0.55,5:0.45"`; nothing where it says neither. */
export function sizesOf(text: string): readonly ChunkSize[] | undefined {
  const range = /^\s*(\d+)\s*-\s*(\d+)\s*$/.exec(text);
  const sizes = range
    ? [{ least: Number(range[1]), most: Number(range[2]), weight: 1 }]
    : text.split(",").map(weightedSize);
  const isWhole = sizes.every(({ least, most, weight }) =>
    least >= 1 && least <= most && most <= MOST_TOKENS && Number.isFinite(weight)
  );
  const sum = sizes.reduce((sum, { weight }) => sum + weight, 0);
  return isWhole && sum > 0 && sizes.length <= MOST_SIZES ? sizes : undefined;
}

function weightedSize(text: string): ChunkSize {
  const [, size = "", weight = ""] = /^\s*(\d+)\s*:\s*([\d.]+(?:e[+-]?\d+)?)\s*$/i.exec(text) ?? [];
  return { least: Number(size), most: Number(size), weight: weight === "" ? NaN : Number(weight) };
}
