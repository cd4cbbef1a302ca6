/** A value of a shape: choices made one after the other, taken back where they lead nowhere. */

import { isRecord } from "../is_record.ts";
import { drawArray } from "./array.ts";
import { asArray, type Schema, weigh } from "./json.ts";
import { typesOf } from "./join.ts";
import { drawObject } from "./object.ts";
import { NONE, type Place } from "./place.ts";
import { satisfies } from "./satisfies.ts";
import { boundsOf, drawNumber, drawString } from "./scalars.ts";
import { below, choose, rotate, type Sampling, spend } from "./sampling.ts";
import { addSchema, EMPTY_SHAPE, type Shape } from "./shape.ts";

/** Levels and choices on the way to a value at most, for the stack's sake. */
const MOST_NESTING = 200;
/** Values that are drawn at most where only a finished one can be checked. */
const ATTEMPTS = 16;
/** Arms of one choice that are tried at most. */
const MOST_ARMS = 64;
/** A range of no more values is gone through whole. */
const SMALL_RANGE = 1000;

/** A value that satisfies all the schemas, or NONE. */
export function draw(schemas: readonly unknown[], place: Place): unknown {
  const { sampling, ancestors } = place;
  if (!spend(sampling, "characters", 6) || !spend(sampling, "work", 1)) return NONE;
  const shape = schemas.reduce<Shape | undefined>(
    (joined, schema) => joined && addSchema(joined, schema, sampling, ancestors),
    EMPTY_SHAPE,
  );
  return shape === undefined ? NONE : resolve(shape, place);
}

function resolve(shape: Shape, place: Place): unknown {
  if (place.nesting > MOST_NESTING) return NONE;
  const [arms, ...choices] = shape.choices;
  if (arms === undefined) return settle(shape, place);
  const deeper = { ...place, nesting: place.nesting + 1 };
  for (const arm of nullLast(arms, place.sampling).slice(0, MOST_ARMS)) {
    const next = addSchema({ ...shape, choices }, arm, place.sampling, place.ancestors);
    const value = next === undefined ? NONE : resolve(next, deeper);
    if (value !== NONE) return value;
  }
  return NONE;
}

/** In an order of chance, but null last: it says the least. */
function nullLast(arms: readonly unknown[], sampling: Sampling): readonly unknown[] {
  const turned = rotate(sampling.random, arms);
  const isNull = (arm: unknown) => isRecord(arm) && arm.type === "null";
  return [...turned.filter((arm) => !isNull(arm)), ...turned.filter(isNull)];
}

function settle(shape: Shape, place: Place): unknown {
  const { sampling, accept } = place;
  const { plain, guards } = shape;
  const fits = (value: unknown) =>
    guards.every((guard) => satisfies(value, guard, sampling)) && (accept?.(value) ?? true);
  const given = drawGiven(plain, fits, sampling);
  if (given !== NONE || Array.isArray(plain.enum)) return given;
  const isFussy = guards.length > 0 || accept !== undefined;
  for (let attempt = 0; attempt < (isFussy ? ATTEMPTS : 1); attempt++) {
    const value = drawTyped(shape, place, attempt);
    if (value !== NONE && fits(value)) return value;
    if (sampling.left.work < 0 || sampling.left.characters < 0) return NONE;
  }
  return isFussy ? firstFitting(smallRange(plain), fits, sampling) : NONE;
}

/** One of the values that the schema itself names: enum and const, else examples, else a default that says something. */
function drawGiven(
  plain: Schema,
  fits: (value: unknown) => boolean,
  sampling: Sampling,
): unknown {
  const { enum: named, examples, default: standard, ...rest } = plain;
  const isFitting = (value: unknown) => satisfies(value, rest, sampling) && fits(value);
  if (Array.isArray(named)) {
    const telling = named.filter((value) => value !== null);
    const value = firstFitting(telling, isFitting, sampling);
    return value === NONE && named.includes(null)
      ? firstFitting([null], isFitting, sampling)
      : value;
  }
  const example = firstFitting(asArray(examples), isFitting, sampling);
  if (example !== NONE || standard === undefined || isEmpty(standard)) return example;
  return firstFitting([standard], isFitting, sampling);
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function firstFitting(
  values: readonly unknown[],
  fits: (value: unknown) => boolean,
  sampling: Sampling,
): unknown {
  if (values.length === 0) return NONE;
  const found = rotate(sampling.random, values).find((value) => {
    const weight = weigh(value, sampling.left.characters);
    return spend(sampling, "work", 1 + weight / 100) && fits(value);
  });
  if (found === undefined) return NONE;
  return spend(sampling, "characters", weigh(found, sampling.left.characters)) ? found : NONE;
}

/** All values of a range that is small: to be gone through where chance found none. */
function smallRange(plain: Schema): readonly unknown[] {
  const [type] = typesOf(plain);
  if (type === "boolean") return [true, false];
  if (type !== "integer") return [];
  const { lo, hi, step } = boundsOf(plain, "integer");
  const count = Math.floor((hi - lo) / step) + 1;
  if (!(count <= SMALL_RANGE)) return [];
  return Array.from({ length: count }, (_, i) => lo + i * step);
}

/** Of a type that is allowed; null only where nothing else can be, and a string where nothing is said. */
function drawTyped(shape: Shape, place: Place, attempt: number): unknown {
  const types = typesOf(shape.plain);
  const telling = types.filter((type) => type !== "null");
  const isNamed = shape.plain.type !== undefined;
  const start = isNamed ? below(place.sampling.random, telling.length) : 0;
  const turn = (start + attempt) % Math.max(1, telling.length);
  const ordered = [...telling.slice(turn), ...telling.slice(0, turn)];
  for (const type of types.length === telling.length ? ordered : [...ordered, "null"]) {
    const value = drawOfType(type, shape, place, attempt);
    if (value !== NONE) return value;
  }
  return NONE;
}

function drawOfType(type: string, shape: Shape, place: Place, attempt: number): unknown {
  const { sampling, name } = place;
  switch (type) {
    case "null":
      return null;
    case "boolean":
      return choose(sampling.random, [true, false]);
    case "integer":
    case "number":
      return drawNumber(shape.plain, name, type, attempt, sampling) ?? NONE;
    case "string": {
      const text = drawString(shape.plain, name, attempt, sampling);
      return text !== undefined && spend(sampling, "characters", text.length) ? text : NONE;
    }
    case "array":
      return drawArray(shape, place, attempt);
    case "object":
      return drawObject(shape, place, attempt);
    default:
      return NONE;
  }
}
