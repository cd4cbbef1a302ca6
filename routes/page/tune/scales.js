// @ts-check
/** Where on a slider a setting is: speed by its logarithm, time to first token by its root, jitter evenly. */

import { millisecondsText, rateText } from "../format.js";

const STEPS = 200;
const SLOWEST = 0.5;
const FASTEST = 5000;
const LONGEST_TTFT_MS = 20_000;
const MOST_JITTER = 2;

/** `null` is no value of its own. @typedef {number | "inf" | null} Value */

/**
 * @typedef {object} Scale
 * @property {"tokens_per_second" | "ttft_ms" | "jitter"} key
 * @property {string} label
 * @property {number} steps
 * @property {(position: number) => Value} value
 * @property {(value: Value | undefined) => number} position
 * @property {(value: Value | undefined) => string} text
 */

/** @type {readonly Scale[]} */
export const SCALES = [
  {
    key: "tokens_per_second",
    label: "Speed",
    // The last step is past all bounds.
    steps: STEPS + 1,
    value: (at) => at > STEPS ? "inf" : figures(SLOWEST * (FASTEST / SLOWEST) ** (at / STEPS)),
    position: (value) =>
      value === "inf"
        ? STEPS + 1
        : clamped(Math.log(Number(value ?? SLOWEST) / SLOWEST) / Math.log(FASTEST / SLOWEST)),
    text: (value) => value === "inf" ? "∞ tokens/s" : `${rateText(Number(value))} tokens/s`,
  },
  {
    key: "ttft_ms",
    label: "First token",
    // The first step is none: the first token then comes after one interval, as the others do.
    steps: STEPS + 1,
    value: (at) => at === 0 ? null : figures(LONGEST_TTFT_MS * ((at - 1) / STEPS) ** 2),
    position: (value) =>
      typeof value === "number" ? 1 + clamped(Math.sqrt(value / LONGEST_TTFT_MS)) : 0,
    text: (value) => typeof value === "number" ? millisecondsText(value) : "one interval",
  },
  {
    key: "jitter",
    label: "Jitter",
    steps: STEPS,
    value: (at) => Math.round(MOST_JITTER * at / STEPS * 100) / 100,
    position: (value) => clamped(Number(value ?? 0) / MOST_JITTER),
    text: (value) => value ? `± ${Math.round(Number(value) * 100)} %` : "none",
  },
];

/** @param {number} share */
function clamped(share) {
  return Math.round(STEPS * Math.min(1, Math.max(0, share)));
}

/** A round figure: two digits, three where it is above ten. @param {number} value */
function figures(value) {
  return Number(value.toPrecision(value >= 10 ? 3 : 2));
}
