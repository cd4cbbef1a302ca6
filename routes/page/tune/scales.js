// @ts-check
/** Where on a slider a setting is, and how it is typed: speed by its logarithm, time to first token by its root, jitter evenly. */

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
 * @property {string} unit What stands behind a typed value.
 * @property {string} none What stands in its place where there is none.
 * @property {(value: Value | undefined) => string} typed
 * @property {(text: string) => Value | undefined} read Undefined for what is no value.
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
    unit: "tokens/s",
    none: "",
    typed: (value) => value === "inf" ? "∞" : String(value),
    read: (text) => /^(∞|inf|infinity)$/i.test(text) ? "inf" : above(0, text),
  },
  {
    key: "ttft_ms",
    label: "First token",
    // The first step is none: the first token then comes after one interval, as the others do.
    steps: STEPS + 1,
    value: (at) => at === 0 ? null : figures(LONGEST_TTFT_MS * ((at - 1) / STEPS) ** 2),
    position: (value) =>
      typeof value === "number" ? 1 + clamped(Math.sqrt(value / LONGEST_TTFT_MS)) : 0,
    unit: "ms",
    none: "one interval",
    typed: (value) => typeof value === "number" ? String(value) : "",
    read: (text) => text === "" ? null : atLeast(0, text),
  },
  {
    key: "jitter",
    label: "Jitter",
    steps: STEPS,
    value: (at) => Math.round(MOST_JITTER * at / STEPS * 100) / 100,
    position: (value) => clamped(Number(value ?? 0) / MOST_JITTER),
    unit: "± %",
    none: "",
    typed: (value) => String(Number((Number(value ?? 0) * 100).toPrecision(6))),
    read(text) {
      const percent = atLeast(0, text);
      return percent === undefined ? undefined : percent / 100;
    },
  },
];

/** @param {number} least @param {string} text */
function atLeast(least, text) {
  const value = Number(text);
  return text !== "" && Number.isFinite(value) && value >= least ? value : undefined;
}

/** @param {number} bound @param {string} text */
function above(bound, text) {
  const value = atLeast(bound, text);
  return value === bound ? undefined : value;
}

/** @param {number} share */
function clamped(share) {
  return Math.round(STEPS * Math.min(1, Math.max(0, share)));
}

/** A round figure: two digits, three where it is above ten. @param {number} value */
function figures(value) {
  return Number(value.toPrecision(value >= 10 ? 3 : 2));
}
