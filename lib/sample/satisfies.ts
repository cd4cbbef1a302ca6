/** Whether a value satisfies a schema, as far as sampling must know; what costs too much to tell counts as not. */

import { isRecord } from "../is_record.ts";
import {
  asArray,
  asRecord,
  asStrings,
  isEqual,
  own,
  resolveRef,
  type Schema,
  typeOf,
} from "./json.ts";
import { hasFormat } from "./formats.ts";
import { matches } from "./pattern.ts";
import { type Sampling, spend } from "./sampling.ts";

/** Patterns too costly to run, unknown formats and references elsewhere are taken as satisfied. */
export function satisfies(value: unknown, schema: unknown, sampling: Sampling, depth = 0): boolean {
  if (schema === false) return false;
  if (!isRecord(schema)) return true;
  if (depth > 100 || !spend(sampling, "work", 1)) return false;
  const check: Check = (inner, of) => satisfies(inner, of, sampling, depth + 1);
  return ofAnyType(value, schema, sampling) && combined(value, schema, check) &&
    (schema.$ref === undefined || check(value, resolveRef(sampling.root, schema.$ref))) &&
    ofItsType(value, schema, check, sampling);
}

type Check = (value: unknown, schema: unknown) => boolean;

function ofAnyType(value: unknown, schema: Schema, sampling: Sampling): boolean {
  if (Object.hasOwn(schema, "const") && !isEqual(value, schema.const)) return false;
  if (schema.type !== undefined && !hasType(value, schema.type)) return false;
  if (!Array.isArray(schema.enum)) return true;
  return spend(sampling, "work", schema.enum.length / 50) &&
    schema.enum.some((one) => isEqual(one, value));
}

function hasType(value: unknown, type: unknown): boolean {
  const actual = typeOf(value);
  const named = Array.isArray(type) ? type : [type];
  return named.includes(actual) || (actual === "integer" && named.includes("number"));
}

function combined(value: unknown, schema: Schema, check: Check): boolean {
  const passing = (arm: unknown) => check(value, arm);
  const { allOf, anyOf, oneOf } = schema;
  if (Array.isArray(allOf) && !allOf.every(passing)) return false;
  if (Array.isArray(anyOf) && !anyOf.some(passing)) return false;
  if (Array.isArray(oneOf) && oneOf.filter(passing).length !== 1) return false;
  if ("not" in schema && check(value, schema.not)) return false;
  if (!("if" in schema)) return true;
  return passing(passing(schema.if) ? schema.then : schema.else);
}

function ofItsType(value: unknown, schema: Schema, check: Check, sampling: Sampling): boolean {
  if (typeof value === "number") return ofNumber(value, schema);
  if (typeof value === "string") return ofString(value, schema, sampling);
  if (Array.isArray(value)) return ofArray(value, schema, check);
  return isRecord(value) ? ofObject(value, schema, check, sampling) : true;
}

function ofNumber(value: number, schema: Schema): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  return !(typeof minimum === "number" && value < minimum) &&
    !(typeof maximum === "number" && value > maximum) &&
    !(typeof exclusiveMinimum === "number" && value <= exclusiveMinimum) &&
    !(typeof exclusiveMaximum === "number" && value >= exclusiveMaximum) &&
    (typeof multipleOf !== "number" || Number.isInteger(value / multipleOf));
}

function ofString(value: string, schema: Schema, sampling: Sampling): boolean {
  const { minLength, maxLength, pattern, format } = schema;
  if (!spend(sampling, "work", value.length / 100)) return false;
  const length = value.length > 10_000 ? value.length : [...value].length;
  return isWithin(length, minLength, maxLength) &&
    !(typeof pattern === "string" && matches(pattern, value, sampling) === false) &&
    !(typeof format === "string" && !hasFormat(value, format));
}

function isWithin(count: number, least: unknown, most: unknown): boolean {
  return !(typeof least === "number" && count < least) &&
    !(typeof most === "number" && count > most);
}

function ofArray(value: readonly unknown[], schema: Schema, check: Check): boolean {
  const tuple = Array.isArray(schema.items) ? schema.items : asArray(schema.prefixItems);
  const rest = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
  return isWithin(value.length, schema.minItems, schema.maxItems) &&
    value.every((item, i) => check(item, i < tuple.length ? tuple[i] : rest)) &&
    (schema.contains === undefined || holds(value, schema, check)) &&
    (schema.uniqueItems !== true || isUnique(value));
}

function holds(value: readonly unknown[], schema: Schema, check: Check): boolean {
  const count = value.filter((item) => check(item, schema.contains)).length;
  return isWithin(count, schema.minContains ?? 1, schema.maxContains);
}

function isUnique(value: readonly unknown[]): boolean {
  return new Set(value.map((item) => JSON.stringify(item))).size === value.length;
}

function ofObject(value: Schema, schema: Schema, check: Check, sampling: Sampling): boolean {
  const entries = Object.entries(value);
  const patterns = Object.entries(asRecord(schema.patternProperties));
  const properties = asRecord(schema.properties);
  const { propertyNames, additionalProperties } = schema;
  return isWithin(entries.length, schema.minProperties, schema.maxProperties) &&
    asStrings(schema.required).every((name) => Object.hasOwn(value, name)) &&
    entries.every(([name, item]) => {
      const matched = patterns.filter(([source]) => matches(source, name, sampling));
      const isDeclared = Object.hasOwn(properties, name) || matched.length > 0;
      return check(name, propertyNames) && check(item, own(properties, name)) &&
        matched.every(([, of]) => check(item, of)) &&
        (isDeclared || check(item, additionalProperties));
    });
}
