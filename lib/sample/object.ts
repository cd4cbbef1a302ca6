/** Objects: every declared property, the optional ones as long as they end. */

import { asNumber, asRecord, asStrings, own, type Schema } from "./json.ts";
import { drawPattern } from "./draw_pattern.ts";
import { matches } from "./pattern.ts";
import { NONE, type Place } from "./place.ts";
import { below, isSparing, type Sampling, spend } from "./sampling.ts";
import type { Shape } from "./shape.ts";

/** An object, or NONE. At later attempts optional properties are left out by chance, for what forbids some. */
export function drawObject(shape: Shape, place: Place, attempt: number): unknown {
  const { plain } = shape;
  const { sampling } = place;
  const declared = Object.keys(asRecord(plain.properties));
  const required = new Set(asStrings(plain.required));
  const hi = asNumber(plain.maxProperties, Infinity);
  const lo = asNumber(plain.minProperties, 0);
  const least = Math.max(lo, required.size);
  if (least > hi || least * 6 > sampling.left.characters) return NONE;
  const entries = new Map<string, unknown>();
  const isLeftOut = () =>
    isSparing(sampling) || entries.size + required.size >= hi ||
    (attempt > 0 && below(sampling.random, 2) === 0);
  for (const name of new Set([...declared, ...required])) {
    const isRequired = required.delete(name);
    if (!isRequired && isLeftOut()) continue;
    const value = drawProperty(name, schemasFor(name, plain, sampling), shape, place);
    if (value !== NONE) entries.set(name, value);
    else if (isRequired) return NONE;
  }
  const usual = declared.length > 0 || attempt > 0 ? 0 : 2;
  fill(entries, Math.min(hi, Math.max(lo, usual)), shape, place);
  return entries.size < lo ? NONE : Object.fromEntries(entries);
}

function drawProperty(
  name: string,
  schemas: readonly unknown[],
  shape: Shape,
  place: Place,
): unknown {
  const { sampling, draw, depth, nesting, ancestors } = place;
  if (!spend(sampling, "characters", name.length)) return NONE;
  return draw(schemas, {
    sampling,
    draw,
    name,
    depth: depth + 1,
    nesting: nesting + 1,
    ancestors: [...ancestors, ...shape.seen],
  });
}

/** What holds for a property of that name. */
function schemasFor(name: string, plain: Schema, sampling: Sampling): readonly unknown[] {
  const properties = asRecord(plain.properties);
  const matched = Object.entries(asRecord(plain.patternProperties))
    .filter(([source]) => matches(source, name, sampling)).map(([, schema]) => schema);
  if (Object.hasOwn(properties, name)) return [own(properties, name), ...matched];
  if (matched.length > 0) return matched;
  return [plain.additionalProperties ?? plain.unevaluatedProperties ?? true];
}

/** Adds properties that are not declared, until there are `count`: by patterns, else by what holds for additional ones. */
function fill(entries: Map<string, unknown>, count: number, shape: Shape, place: Place): void {
  const { plain } = shape;
  const { sampling } = place;
  const patterns = Object.entries(asRecord(plain.patternProperties));
  const isSpoken = plain.additionalProperties ?? plain.minProperties ?? plain.propertyNames;
  if (patterns.length === 0 && isSpoken === undefined) return;
  for (let i = 0; entries.size < count && i < 2 * count + 10; i++) {
    const [source, schema] = patterns[i % Math.max(1, patterns.length)] ?? [];
    const name = source === undefined
      ? drawName(plain, i, shape, place)
      : drawPattern(source, 1, 60, sampling);
    if (name === undefined || entries.has(name)) continue;
    const schemas = schemasFor(name, plain, sampling);
    const value = drawProperty(
      name,
      schema === undefined ? schemas : [...schemas, schema],
      shape,
      place,
    );
    if (value !== NONE) entries.set(name, value);
  }
}

const NAMES = ["alpha", "beta", "gamma", "delta"];

function drawName(plain: Schema, index: number, shape: Shape, place: Place): string | undefined {
  const usual = NAMES[index] ?? `key_${index + 1}`;
  if (plain.propertyNames === undefined) return usual;
  const drawn = drawProperty(usual, [{ type: "string" }, plain.propertyNames], shape, place);
  return typeof drawn === "string" ? drawn : undefined;
}
