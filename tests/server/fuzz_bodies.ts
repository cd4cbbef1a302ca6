/** Request bodies that hardly anybody would send: valid ones, mutated. The same seed gives the same bodies. */

import type { Random } from "../../lib/random.ts";

/** Any JSON value; a body under mutation is nothing more definite. */
export type Value =
  | null
  | boolean
  | number
  | string
  | readonly Value[]
  | { readonly [key: string]: Value };

/** One of the list. */
export function pick<T>(random: Random, list: readonly [T, ...T[]]): T {
  return list[Math.floor(random() * list.length)] ?? list[0];
}

/** What stands for `1e999`, which JSON can say and JSON.stringify cannot. */
const BEYOND = "@beyond@";
/** What stands for up to 20,000 levels, which JSON.parse takes and JSON.stringify does not. */
const DEEP = "@deep@";
const LEVELS: readonly (readonly [open: string, close: string])[] = [
  ["[", "]"],
  ['{"a":', "}"],
  ['{"items":', "}"],
  ['{"anyOf":[', "]}"],
  ['{"type":"object","required":["a"],"properties":{"a":', "}}"],
];

const KEYS: readonly [string, ...string[]] = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "",
  "0",
  "model",
  "messages",
  "stream",
  "mock",
  "seed",
  "response_length",
  "duration_seconds",
  "x".repeat(3000),
  "\ud800",
];

const TEXTS: readonly [string, ...string[]] = [
  "",
  " ",
  "a",
  "\ud800",
  "\udc00 lone \ud83d",
  "\u0000\u0001\u001f",
  "\u2028\r\n\ndata: {}\n\n",
  "👨‍👩‍👧‍👦🏳️‍🌈é",
  "<|endoftext|>",
  "[DONE]",
  "__proto__",
  "-1",
  "NaN",
  "true",
  "auto",
  "none",
  "json_schema",
  "gpt-4",
  "gpt-5",
  "deepseek-r1",
  "gpt-4?tps=1e308&jitter=10",
  "gpt-4?bogus=1",
  "?",
  "%",
  "../../etc/passwd",
  "مرحبًا",
];

const NUMBERS: readonly [number, ...number[]] = [
  0,
  -0,
  1,
  -1,
  0.5,
  2,
  16,
  17,
  128,
  129,
  1e21,
  -1e21,
  2 ** 31,
  2 ** 53,
  2 ** 63,
  Number.MAX_VALUE,
  // No smaller: at a speed whose inverse is infinite, a stream waits for ever, as it was told.
  1e-9,
];

/** A value of any kind, small or up to some 50 KB. */
function anyValue(random: Random): Value {
  const kinds: readonly [() => Value, ...(() => Value)[]] = [
    () => null,
    () => random() < 0.5,
    () => pick(random, NUMBERS),
    () => BEYOND,
    () => DEEP,
    () => pick(random, TEXTS),
    () => pick(random, TEXTS).repeat(Math.floor(random() * 40)),
    () => [],
    () => ({}),
    () => [anyValue(random)],
    () => Object.fromEntries([[pick(random, KEYS), anyValue(random)]]),
    () => nested(Math.floor(random() * 60), random),
  ];
  if (random() < 0.01) return nested(2000, random);
  if (random() < 0.01) return pick(random, ["a", " ", "lorem ", "\ud800", "é"]).repeat(8000);
  return pick(random, kinds)();
}

function nested(depth: number, random: Random): Value {
  let value: Value = pick(random, TEXTS);
  for (let i = 0; i < depth; i++) value = random() < 0.5 ? [value] : { a: value };
  return value;
}

/** The same value with one thing about it changed, somewhere. */
function mutate(value: Value, random: Random): Value {
  const here = random() < 0.15;
  if (Array.isArray(value)) {
    if (here || value.length === 0) return mutatedArray(value, random);
    const at = Math.floor(random() * value.length);
    return value.map((one, i) => i === at ? mutate(one, random) : one);
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    if (here || entries.length === 0) return mutatedObject(entries, random);
    const at = Math.floor(random() * entries.length);
    return Object.fromEntries(
      entries.map(([key, one], i) => [key, i === at ? mutate(one, random) : one]),
    );
  }
  return random() < 0.6 ? sameKind(value, random) : anyValue(random);
}

/** Another value that is as likely to be taken. */
function sameKind(value: null | boolean | number | string, random: Random): Value {
  switch (typeof value) {
    case "boolean":
      return !value;
    case "number":
      return pick(random, [0, 1, 2, 3, 5, 16, 20, 100, 1024, value / 2, value + 1, -value]);
    case "string":
      return pick(random, [value + value, value.slice(1), pick(random, TEXTS)]);
    default:
      return pick<Value>(random, [true, 1, "a", [], {}]);
  }
}

function mutatedArray(array: readonly Value[], random: Random): Value {
  return pick<() => Value>(random, [
    () => anyValue(random),
    () => [...array, anyValue(random)],
    () => array.slice(1),
    () => [...array, ...array],
    () => Array.from({ length: 300 }, () => array[0] ?? null),
    () => array.toReversed(),
    () => Object.fromEntries(array.entries()),
  ])();
}

function mutatedObject(entries: readonly (readonly [string, Value])[], random: Random): Value {
  const at = Math.floor(random() * entries.length);
  return pick<() => Value>(random, [
    () => anyValue(random),
    () => Object.fromEntries(entries.filter((_, i) => i !== at)),
    () => Object.fromEntries([...entries, [pick(random, KEYS), anyValue(random)]]),
    () => Object.fromEntries(entries.map(([key, one], i) => [i === at ? `${key}_` : key, one])),
    () => Object.fromEntries(entries.map(([key], i) => [key, entries.at(i - 1)?.[1] ?? null])),
    () => [Object.fromEntries(entries)],
  ])();
}

function deepText(random: Random): string {
  const [open, close] = LEVELS[Math.floor(random() * LEVELS.length)] ?? ["", ""];
  const levels = pick(random, [60, 120, 240, 20_000]);
  return `${open.repeat(levels)}{}${close.repeat(levels)}`;
}

/** The JSON text of a mutated body, at times not even that. */
export function fuzzedBody(base: Value, random: Random): string {
  let value = base;
  for (let left = 1 + Math.floor(random() ** 5 * 6); left > 0; left--) {
    value = mutate(value, random);
  }
  const text = JSON.stringify(value).replaceAll(`"${BEYOND}"`, "1e999")
    .replace(`"${DEEP}"`, () => deepText(random));
  if (random() > 0.03) return text;
  const at = Math.floor(random() * text.length);
  return pick<() => string>(random, [
    () => text.slice(0, at),
    () => `${text.slice(0, at)}\u0000${text.slice(at + 1)}`,
    () => `${text},`,
    () => "",
    () => "\ufeff" + text,
  ])();
}
