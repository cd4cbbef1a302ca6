/** Strings and numbers within their bounds. */

import { drawFormat } from "./formats.ts";
import { asNumber, type Schema } from "./json.ts";
import { drawPattern } from "./draw_pattern.ts";
import { isPattern, matches } from "./pattern.ts";
import { below, choose, type Sampling } from "./sampling.ts";
import { exampleIn, FILLER, isKnownName, rangeFor, textsFor } from "./words.ts";

/**
 * A string, another one at each attempt; undefined if no length is allowed. One that we cannot make, by a pattern with
 * lookbehind, say, is wrong alone: the object it is in still says the rest.
 */
export function drawString(
  schema: Schema,
  name: string,
  attempt: number,
  sampling: Sampling,
): string | undefined {
  const lo = Math.max(0, asNumber(schema.minLength, 0));
  const hi = asNumber(schema.maxLength, Infinity);
  if (lo > hi || lo > sampling.left.characters) return undefined;
  const { pattern, format } = schema;
  const wanted = typeof pattern === "string" && isPattern(pattern, sampling)
    ? fromPattern(pattern, schema, name, attempt, sampling) ??
      drawPattern(pattern, lo, hi, sampling)
    : typeof format === "string"
    ? drawFormat(format, lo, hi, sampling.random)
    : undefined;
  return wanted ?? textWithin(texts(schema, name, attempt, sampling), lo, hi, sampling);
}

/** What the name or the format suggests, if the pattern allows it. */
function fromPattern(
  pattern: string,
  schema: Schema,
  name: string,
  attempt: number,
  sampling: Sampling,
): string | undefined {
  const { pattern: _, ...others } = schema;
  if (others.format === undefined && !isKnownName(name)) return undefined;
  const text = drawString(others, name, attempt, sampling);
  return text !== undefined && matches(pattern, text, sampling) === true ? text : undefined;
}

function texts(
  schema: Schema,
  name: string,
  attempt: number,
  sampling: Sampling,
): readonly string[] {
  const suited = textsFor(name, sampling.random);
  if (attempt > 0) return suited.map((text) => `${text} ${1 + below(sampling.random, 999)}`);
  const example = exampleIn(schema.description);
  return example === undefined ? suited : [example, ...suited];
}

/** The first that fits; else one made longer or shorter. */
function textWithin(
  suited: readonly string[],
  lo: number,
  hi: number,
  sampling: Sampling,
): string | undefined {
  const fitting = suited.find((text) => text.length >= lo && text.length <= hi);
  if (fitting !== undefined) return fitting;
  const [text = ""] = suited;
  if (text.length < lo) return `${text} ${FILLER}`.padEnd(lo, FILLER).slice(0, lo);
  const letters = "abcdefghijklmnopqrstuvwxyz";
  return Array.from({ length: Math.min(8, hi) }, () => choose(sampling.random, [...letters]))
    .join("");
}

/** The least and the greatest number allowed, and the step between them; for whole numbers, whole. */
export interface Bounds {
  readonly lo: number;
  readonly hi: number;
  /** 0 for any number. */
  readonly step: number;
}

/** The bounds that a schema sets; `lo` is above `hi` where no number is allowed. */
export function boundsOf(schema: Schema, type: "integer" | "number"): Bounds {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const multiple = asNumber(schema.multipleOf, 0);
  const step = type === "integer" ? wholeStep(multiple) : Math.max(0, multiple);
  const above = asNumber(exclusiveMinimum, -Infinity);
  const under = asNumber(exclusiveMaximum, Infinity);
  const least = Math.max(asNumber(minimum, -Infinity), above);
  const most = Math.min(asNumber(maximum, Infinity), under);
  if (step === 0) {
    const inset = Number.isFinite(most - least) ? (most - least) / 1000 : 0.001;
    return {
      lo: least === above ? least + inset : least,
      hi: most === under ? most - inset : most,
      step,
    };
  }
  const first = Math.ceil(least / step) * step;
  const last = Math.floor(most / step) * step;
  return {
    lo: first <= above ? first + step : first,
    hi: last >= under ? last - step : last,
    step,
  };
}

/** The least whole number that is a multiple of it too. */
function wholeStep(multiple: number): number {
  if (multiple <= 0) return 1;
  for (let times = 1; times <= 1000; times++) {
    const step = multiple * times;
    if (Number.isInteger(step)) return step;
  }
  return 1;
}

/** A number within its bounds, near what its name suggests at the first attempt, anywhere at later ones. */
export function drawNumber(
  schema: Schema,
  name: string,
  type: "integer" | "number",
  attempt: number,
  sampling: Sampling,
): number | undefined {
  const { lo, hi, step } = boundsOf(schema, type);
  if (!(lo <= hi) || lo === Infinity || hi === -Infinity) return undefined;
  const [from, to, decimals] = windowWithin(lo, hi, rangeFor(name), attempt);
  const { random } = sampling;
  if (step === 0) return rounded(from + random() * (to - from), from, to, decimals);
  for (let i = 0; i <= STEPPED_TRIES; i++) {
    const value = stepped(from, to, step, i < STEPPED_TRIES ? random() : 0);
    if (value >= lo && value <= hi && Number.isInteger(value / step)) return value;
  }
  return undefined;
}

/** A multiple of 0.01 divided by 0.01 is not always whole, and validators mind. */
const STEPPED_TRIES = 20;

/** A multiple of `step`, written with as many decimals as the step has. */
function stepped(from: number, to: number, step: number, chance: number): number {
  const first = Math.ceil(from / step);
  const count = Math.max(0, Math.min(2 ** 40, Math.floor(to / step) - first));
  const value = (first + Math.floor(chance * (count + 1))) * step;
  if (Number.isInteger(step)) return value;
  const neat = Number(value.toPrecision(15));
  return Number.isInteger(neat / step) ? neat : value;
}

type Window = readonly [from: number, to: number, decimals: number];

function windowWithin(lo: number, hi: number, usual: Window, attempt: number): Window {
  const [from, to, decimals] = usual;
  if (attempt === 0 && from >= lo && to <= hi) return usual;
  if (attempt === 0 && Math.max(from, lo) <= Math.min(to, hi) - 1) {
    return [Math.max(from, lo), Math.min(to, hi), decimals];
  }
  const width = 10 ** (2 + attempt % 8);
  if (Number.isFinite(lo)) return [lo, Math.min(hi, lo + Math.max(width, Math.abs(lo) / 8)), 2];
  if (Number.isFinite(hi)) return [hi - Math.max(width, Math.abs(hi) / 8), hi, 2];
  return attempt % 2 === 0 ? [0, width, 2] : [-width, 0, 2];
}

/** Written short where that stays within. */
function rounded(value: number, from: number, to: number, decimals: number): number {
  const short = Number(value.toFixed(decimals === 0 ? 1 : decimals));
  const whole = Math.min(to, Math.max(from, value));
  return short >= from && short <= to ? short : whole;
}
