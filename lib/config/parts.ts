/** Much data of a configuration as several smaller ones, so that what looks through it can stop between two of them. */

import { isRecord } from "../is_record.ts";
import { sizeOf } from "./bounds.ts";

/** Some of the data, which is of the same shape as all of it. */
export interface Part {
  readonly data: Readonly<Record<string, unknown>>;
  /** How many keys and items it has, about. */
  readonly keys: number;
  /** The list that it has some items of, and the place of the first of them there. */
  readonly list?: { readonly name: string; readonly from: number };
}

/** What has no more keys and items is not taken apart: 2 ms. */
const KEYS_OF_A_PART = 400;

/**
 * Each table and list at the top that has many keys as several, of some of its entries each; all else is in the first part. What
 * holds of every part holds of the whole, where entries do not speak of each other.
 */
export function* partsOf(data: Readonly<Record<string, unknown>>): Generator<Part> {
  const all = Object.entries(data).map(([name, value]) => ({
    name,
    value,
    keys: sizeOf(value, KEYS_OF_A_PART).keys,
  }));
  const small = all.filter(({ keys }) => keys <= KEYS_OF_A_PART);
  yield {
    data: Object.fromEntries(small.map(({ name, value }) => [name, value])),
    keys: small.reduce((sum, { keys }) => sum + keys, small.length),
  };
  for (const { name, value, keys } of all) {
    if (keys <= KEYS_OF_A_PART) continue;
    if (Array.isArray(value)) {
      for (const { some, from, keys } of groups(value, (item) => item)) {
        yield { data: { [name]: some }, keys, list: { name, from } };
      }
    } else if (isRecord(value)) {
      for (const { some, keys } of groups(Object.entries(value), ([, entry]) => entry)) {
        yield { data: { [name]: Object.fromEntries(some) }, keys };
      }
    }
  }
}

/** Parts of one shape as one: lists follow each other, tables have the entries of all. */
export function joinParts(
  parts: readonly Readonly<Record<string, unknown>>[],
): Readonly<Record<string, unknown>> {
  const [first = {}, ...more] = parts;
  if (more.length === 0) return first;
  const values = new Map<string, unknown[]>();
  for (const [name, value] of parts.flatMap((part) => Object.entries(part))) {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, join(all)]));
}

function join(all: readonly unknown[]): unknown {
  if (all.length === 1) return all[0];
  if (all.some(Array.isArray)) return all.flat();
  return Object.fromEntries(all.filter(isRecord).flatMap((table) => Object.entries(table)));
}

/** Items in groups of so many keys, in their order. */
function* groups<T>(items: readonly T[], valueOf: (item: T) => unknown) {
  let some: T[] = [];
  let keys = 0;
  for (const [i, item] of items.entries()) {
    some.push(item);
    keys += 1 + sizeOf(valueOf(item), KEYS_OF_A_PART).keys;
    if (keys < KEYS_OF_A_PART && i + 1 < items.length) continue;
    yield { some, from: i + 1 - some.length, keys };
    some = [];
    keys = 0;
  }
}
