/** Arrays: a tuple's items, then the others. */

import { asArray, asNumber } from "./json.ts";
import { NONE, type Place } from "./place.ts";
import { below, isSparing } from "./sampling.ts";
import type { Shape } from "./shape.ts";
import { singular } from "./words.ts";

/** An array, or NONE; short ones, the shorter the deeper. */
export function drawArray(shape: Shape, place: Place, attempt: number): unknown {
  const { plain } = shape;
  const tuple = Array.isArray(plain.items) ? plain.items : asArray(plain.prefixItems);
  const rest = restOf(shape);
  const wanted = plain.contains === undefined ? 0 : Math.max(0, asNumber(plain.minContains, 1));
  const hi = Math.min(asNumber(plain.maxItems, Infinity), rest === false ? tuple.length : Infinity);
  const start = Math.max(0, Math.min(tuple.length, hi - wanted));
  const lo = Math.max(0, asNumber(plain.minItems, 0), wanted > 0 ? start + wanted : 0);
  if (lo > hi || lo * 6 > place.sampling.left.characters) return NONE;
  const length = Math.min(hi, Math.max(lo, usualLength(shape, place, tuple.length, attempt)));
  const taken = new Set<string>();
  const items: unknown[] = [];
  for (let i = 0; i < length; i++) {
    const schemas = [i < tuple.length ? tuple[i] : rest];
    if (i >= start && i < start + wanted) schemas.push(plain.contains);
    else if (plain.maxContains !== undefined) schemas.push({ not: plain.contains });
    const item = place.draw(schemas, itemPlace(shape, place, taken));
    if (item === NONE && i < lo) return NONE;
    if (item === NONE) return items;
    if (plain.uniqueItems === true) taken.add(JSON.stringify(item));
    items.push(item);
  }
  return items;
}

/** What holds for the items behind the tuple's. */
function restOf({ plain }: Shape): unknown {
  const rest = Array.isArray(plain.items) ? plain.additionalItems : plain.items;
  return rest ?? plain.unevaluatedItems ?? true;
}

/** All of a tuple; one to three of a list, and one where lists lie in lists. */
function usualLength(shape: Shape, place: Place, tuple: number, attempt: number): number {
  if (isSparing(place.sampling)) return 0;
  if (attempt > 0) return below(place.sampling.random, 4);
  if (tuple > 0 || shape.plain.contains !== undefined) return tuple;
  return place.depth > 3 ? 1 : 1 + below(place.sampling.random, 3);
}

function itemPlace(shape: Shape, place: Place, taken: ReadonlySet<string>): Place {
  const { sampling, draw, name, depth, nesting, ancestors } = place;
  const item: Place = {
    sampling,
    draw,
    name: singular(name),
    depth: depth + 1,
    nesting: nesting + 1,
    ancestors: [...ancestors, ...shape.seen],
  };
  if (shape.plain.uniqueItems !== true) return item;
  return { ...item, accept: (value) => !taken.has(JSON.stringify(value)) };
}
