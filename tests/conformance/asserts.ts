import { AssertionError } from "node:assert";
import { isDeepStrictEqual } from "node:util";

/** What a server answered: its form is what the checks are about, so nothing is known of it. */
// deno-lint-ignore no-explicit-any
export type Json = any;

export function fail(message: string): never {
  throw new AssertionError({ message });
}

export function ok(condition: unknown, message: string): asserts condition {
  if (!condition) fail(message);
}

/** Equal as sent: the order of keys counts. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const [a, e] = [shown(actual), shown(expected)];
  if (a !== e) fail(`${what}: expected ${e}, got ${a}`);
}

/** Equal as data: the order of keys does not count. */
export function same(actual: unknown, expected: unknown, what: string): void {
  if (!isDeepStrictEqual(actual, expected)) {
    fail(`${what}: expected ${shown(expected)}, got ${shown(actual)}`);
  }
}

export function match(actual: unknown, pattern: RegExp, what: string): void {
  if (typeof actual !== "string" || !pattern.test(actual)) {
    fail(`${what}: expected ${pattern}, got ${shown(actual)}`);
  }
}

/** Exactly these keys, in this order. */
export function keysAre(value: Json, keys: readonly string[], what: string): void {
  ok(isObject(value), `${what}: expected an object, got ${shown(value)}`);
  equal(Object.keys(value), keys, `keys of ${what}`);
}

/** All of `required`, perhaps some of `optional`, nothing else, in any order. */
export function keySet(
  value: Json,
  required: readonly string[],
  what: string,
  optional: readonly string[] = [],
): void {
  ok(isObject(value), `${what}: expected an object, got ${shown(value)}`);
  const keys = Object.keys(value);
  const missing = required.filter((key) => !keys.includes(key));
  const extra = keys.filter((key) => !required.includes(key) && !optional.includes(key));
  ok(
    missing.length + extra.length === 0,
    `keys of ${what}: missing [${missing}], too many [${extra}]`,
  );
}

export function between(actual: unknown, low: number, high: number, what: string): void {
  ok(
    typeof actual === "number" && actual >= low && actual <= high,
    `${what}: expected ${low}..${high}, got ${shown(actual)}`,
  );
}

export function integer(actual: unknown, what: string): void {
  ok(Number.isInteger(actual), `${what}: expected an integer, got ${shown(actual)}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}
